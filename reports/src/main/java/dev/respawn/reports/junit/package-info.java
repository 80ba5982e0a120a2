/** The report as JUnit XML, which every build server reads. */
@NullMarked
package dev.respawn.reports.junit;

import org.jspecify.annotations.NullMarked;
