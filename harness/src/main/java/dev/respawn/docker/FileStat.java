package dev.respawn.docker;

import java.time.Instant;

/**
 * What an engine says of a file in a container.
 *
 * @param mode its permission bits, set-user-id and the like included, as {@code chmod} takes them
 * @param linkTarget empty if it is no symbolic link
 */
public record FileStat(String name, long size, int mode, boolean directory, Instant modified, String linkTarget) {}
