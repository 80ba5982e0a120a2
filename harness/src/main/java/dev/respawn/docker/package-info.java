/** The one door to an engine's API: deadlines on every call, and an event stream that comes back. */
@NullMarked
package dev.respawn.docker;

import org.jspecify.annotations.NullMarked;
