package dev.respawn.host;

import dev.respawn.model.ByteSize;
import dev.respawn.model.Incarnation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes a container run out of its memory, and sees what the kernel does about it. */
public interface Starving {
    /**
     * What the container may use; empty for no limit of its own.
     *
     * @throws Unreached if nobody can tell
     */
    Optional<ByteSize> limit(Incarnation on) throws Unreached, InterruptedException;

    /** How much of the host's memory is left for programs; empty if that is not seen from here. */
    Optional<ByteSize> hostLeft(Incarnation on);

    /** What the kernel has told of this container up to now; what comes after it is compared with it. */
    Before before(Incarnation on) throws InterruptedException;

    /** What the kernel tells of kills in this container that were not told before, a line for each source. */
    Kills kills(Incarnation on, Before before);

    /** Whether the main process lives; empty if it cannot be seen from here. */
    Optional<Boolean> lives(Incarnation on);

    /**
     * Starts a program of the host in the container's memory group that fills its memory, for an image that has none of
     * its own.
     *
     * @param size what it takes
     * @param times how often it fills that before it ends by itself
     * @param first whether the kernel shall kill it before all others
     */
    Hog hog(Incarnation on, ByteSize size, long times, boolean first, Duration limit)
            throws Unreached, InterruptedException;

    /** What was known before. */
    record Before(long logMark, Optional<MemoryGroup> group, Optional<Long> counted) {}

    /**
     * What the kernel tells.
     *
     * @param pids of the processes that it killed, as far as it says which
     * @param evidence a line for each source
     */
    record Kills(List<Long> pids, List<String> evidence) {
        public Kills {
            pids = List.copyOf(pids);
            evidence = List.copyOf(evidence);
        }
    }

    /** A program that fills memory, until this is closed. */
    interface Hog extends AutoCloseable {
        /** Whether it has ended, by itself or killed. */
        boolean over();

        @Override
        void close();
    }
}
