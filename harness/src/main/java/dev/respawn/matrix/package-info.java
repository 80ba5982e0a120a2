/** Scenarios against supervisors: who survives what, how, and how fast, from the directories of many runs. */
@NullMarked
package dev.respawn.matrix;

import org.jspecify.annotations.NullMarked;
