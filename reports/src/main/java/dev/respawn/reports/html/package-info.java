/** The report as one HTML file that needs nothing else: no network, no script. */
@NullMarked
package dev.respawn.reports.html;

import org.jspecify.annotations.NullMarked;
