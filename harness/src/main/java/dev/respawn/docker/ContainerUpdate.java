package dev.respawn.docker;

import dev.respawn.model.ByteSize;
import java.util.Optional;

/**
 * What is changed of a container while it is there; what is empty stays as it is.
 *
 * @param restart the engine's policy: no, always, unless-stopped, on-failure
 * @param retries for on-failure; 0 for no limit
 * @param memory the limit, of memory and swap together; 0B for none
 */
public record ContainerUpdate(Optional<String> restart, int retries, Optional<ByteSize> memory) {}
