package dev.respawn.host;

import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.List;

/** Kills single processes of a container from the host, past the engine: those that are not its main process. */
public interface Culling {
    /**
     * The children of the main process that are alive, in its own PID namespace, oldest first. What an engine runs in the
     * container, such as a health check, is no child of the main process.
     *
     * @throws Unreached if the container's processes cannot be seen from here
     */
    List<Child> children(Incarnation on) throws Unreached;

    /**
     * Sends a signal to a child.
     *
     * @throws Unreached if it is gone, or cannot be signalled from here
     */
    void signal(Incarnation on, Child child, Signal signal) throws Unreached, InterruptedException;

    /** Whether the child is dead within the limit; one that waits to be reaped is dead. */
    boolean goneWithin(Child child, Duration limit) throws InterruptedException;

    /**
     * A child.
     *
     * @param pid as the host counts
     * @param startTicks since the kernel's start; with the PID it names a process until the next boot
     * @param command its own words, up to fifteen characters
     */
    record Child(long pid, long startTicks, String command) {}
}
