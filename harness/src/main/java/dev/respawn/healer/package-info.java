/** The healer: a supervisor beside a stack, which starts again what died and makes anew what is not well. */
@NullMarked
package dev.respawn.healer;

import org.jspecify.annotations.NullMarked;
