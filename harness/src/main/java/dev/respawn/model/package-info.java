/** The nouns that everything else is said with: targets, incarnations, intervals, outcomes, the way back as data. */
@NullMarked
package dev.respawn.model;

import org.jspecify.annotations.NullMarked;
