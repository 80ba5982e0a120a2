/** What a supervisor promises: causes of death, conditions, promises and delay laws, and which promise a death falls under. */
@NullMarked
package dev.respawn.contract;

import org.jspecify.annotations.NullMarked;
