/** The scenarios that ship, and the command line, on real engines. */
@NullMarked
package dev.respawn.scenarios;

import org.jspecify.annotations.NullMarked;
