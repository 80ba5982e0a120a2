/** How to disturb one incarnation, and the witness that it was disturbed. */
@NullMarked
package dev.respawn.fault;

import org.jspecify.annotations.NullMarked;
