/** Claims about a run, checked on its evidence; no I/O. */
@NullMarked
package dev.respawn.expect;

import org.jspecify.annotations.NullMarked;
