/** A front door: scenarios as JUnit tests. */
@NullMarked
package dev.respawn.junit;

import org.jspecify.annotations.NullMarked;
