package dev.respawn.model;

import java.time.Instant;

/**
 * One life of a target: what exactly was there, until the next restart.
 *
 * @param host where it lives
 * @param id the container's full id, or what stands for it on other hosts
 * @param pid the main process as the host's kernel counts it; 0 when nothing runs
 * @param pidStart when that process started; together with {@code pid} it names a process for ever. The engine's own
 *     start time where the process table cannot be seen; the epoch when nothing runs
 * @param image the image's id (a digest)
 * @param address where it can be reached from its host; empty when it has no network
 */
public record Incarnation(HostId host, String id, long pid, Instant pidStart, String image, String address) {
    /** Whether both are the same container, whatever process runs in it. */
    public boolean sameContainer(Incarnation other) {
        return host.equals(other.host) && id.equals(other.id);
    }

    /** Whether both are the same life: the same process of the same container. */
    public boolean sameLife(Incarnation other) {
        return sameContainer(other) && pid == other.pid && pidStart.equals(other.pidStart);
    }

    /** The first twelve characters of the id, as people know it. */
    public String shortId() {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }
}
