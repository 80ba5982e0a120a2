/** What a run directory proves. */
@NullMarked
package dev.respawn.verify;

import org.jspecify.annotations.NullMarked;
