/** The user's own program as a supervisor. */
@NullMarked
package dev.respawn.supervisor.command;

import org.jspecify.annotations.NullMarked;
