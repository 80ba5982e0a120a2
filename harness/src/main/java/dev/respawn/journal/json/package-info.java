/** The journal as JSON lines on disk. */
@NullMarked
package dev.respawn.journal.json;

import org.jspecify.annotations.NullMarked;
