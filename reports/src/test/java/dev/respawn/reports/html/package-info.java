/** Tests of the HTML report. */
@NullMarked
package dev.respawn.reports.html;

import org.jspecify.annotations.NullMarked;
