/** Swarm as supervisor: services of one task each, on an engine of the run's own. */
@NullMarked
package dev.respawn.supervisor.swarm;

import org.jspecify.annotations.NullMarked;
