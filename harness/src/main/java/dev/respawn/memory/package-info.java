/** A world in memory: scenarios are tried on it in milliseconds, without an engine. */
@NullMarked
package dev.respawn.memory;

import org.jspecify.annotations.NullMarked;
