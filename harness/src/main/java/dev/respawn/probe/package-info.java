/** How to ask the system one question. */
@NullMarked
package dev.respawn.probe;

import org.jspecify.annotations.NullMarked;
