/** What is there already, kept alive by whatever keeps it alive. */
@NullMarked
package dev.respawn.supervisor.found;

import org.jspecify.annotations.NullMarked;
