/** Engines and machines, and the controls they offer. */
@NullMarked
package dev.respawn.host;

import org.jspecify.annotations.NullMarked;
