/** A front door: the command line. */
@NullMarked
package dev.respawn.cli;

import org.jspecify.annotations.NullMarked;
