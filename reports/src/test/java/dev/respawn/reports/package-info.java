/** Runs to report on, put together by hand. */
@NullMarked
package dev.respawn.reports;

import org.jspecify.annotations.NullMarked;
