/** Our own healer as a supervisor: a process beside the stack. */
@NullMarked
package dev.respawn.supervisor.healer;

import org.jspecify.annotations.NullMarked;
