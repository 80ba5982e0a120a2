/** Words that only tests know, so that the language can be tested without the words that ship. */
@NullMarked
package dev.respawn.scenario.testwords;

import org.jspecify.annotations.NullMarked;
