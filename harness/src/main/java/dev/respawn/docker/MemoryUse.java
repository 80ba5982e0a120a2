package dev.respawn.docker;

import java.util.Optional;

/**
 * The memory of a container, in bytes, as the kernel counts it: what it keeps of files is part of it.
 *
 * @param peak the most since it started; empty where the kernel does not tell (cgroup v2, through the API or before 5.19)
 * @param limit empty for none of its own
 */
public record MemoryUse(long bytes, Optional<Long> peak, Optional<Long> limit) {}
