/** What was intended, done and seen in a run, in order. */
@NullMarked
package dev.respawn.journal;

import org.jspecify.annotations.NullMarked;
