/** Carries a plan out, and undoes whatever it disturbed. */
@NullMarked
package dev.respawn.engine;

import org.jspecify.annotations.NullMarked;
