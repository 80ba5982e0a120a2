/** What a real engine shows of a run, and all that is gathered from it for claims. */
@NullMarked
package dev.respawn.outlook;

import org.jspecify.annotations.NullMarked;
