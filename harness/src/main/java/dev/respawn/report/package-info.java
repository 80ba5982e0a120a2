/** All there is to know about one run, and the reporters that render it. */
@NullMarked
package dev.respawn.report;

import org.jspecify.annotations.NullMarked;
