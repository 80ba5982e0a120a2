/** What to run, what to watch, what to break, and what must be true. */
@NullMarked
package dev.respawn.scenario;

import org.jspecify.annotations.NullMarked;
