package dev.respawn.docker;

import java.time.Instant;

/**
 * What an engine tells of itself.
 *
 * @param id the engine's own id, the same over its restarts
 * @param cgroup 1 or 2
 * @param time its clock, when it was asked
 * @param registry the address of its default registry
 * @param memoryLimits whether the kernel below lets it limit the memory of containers
 */
public record EngineFacts(
        String id,
        String version,
        String api,
        String minimumApi,
        String kernel,
        String system,
        String architecture,
        String cgroup,
        String cgroupDriver,
        String storage,
        boolean liveRestore,
        String containerd,
        String runc,
        Instant time,
        String registry,
        String root,
        boolean memoryLimits) {}
