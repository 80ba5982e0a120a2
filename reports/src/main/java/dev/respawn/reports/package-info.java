/** A report of one run, for people and for machines. */
@NullMarked
package dev.respawn.reports;

import org.jspecify.annotations.NullMarked;
