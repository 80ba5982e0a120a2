/** systemd units around {@code docker run}, as Fleet ran them. */
@NullMarked
package dev.respawn.supervisor.systemd;

import org.jspecify.annotations.NullMarked;
