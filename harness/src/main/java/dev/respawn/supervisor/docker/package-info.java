/** Docker's own restart policies as supervisors. */
@NullMarked
package dev.respawn.supervisor.docker;

import org.jspecify.annotations.NullMarked;
