/** What is under test: how it deploys a stack and what may be done to it. */
@NullMarked
package dev.respawn.supervisor;

import org.jspecify.annotations.NullMarked;
