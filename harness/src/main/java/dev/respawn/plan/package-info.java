/** A scenario with every choice made, and its blast radius. */
@NullMarked
package dev.respawn.plan;

import org.jspecify.annotations.NullMarked;
