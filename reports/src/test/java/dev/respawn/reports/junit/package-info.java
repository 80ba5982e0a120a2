/** Tests of the JUnit XML. */
@NullMarked
package dev.respawn.reports.junit;

import org.jspecify.annotations.NullMarked;
