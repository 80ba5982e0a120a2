/** The whole flow, from a scenario to its report. */
@NullMarked
package dev.respawn.gameday;

import org.jspecify.annotations.NullMarked;
