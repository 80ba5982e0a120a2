/** The durable way back, the keeper process that outlives the harness, and what a run may leave behind. */
@NullMarked
package dev.respawn.undo;

import org.jspecify.annotations.NullMarked;
