package dev.respawn.host;

import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.Optional;

/** What an operator does to a container through the engine's API. */
public interface Operating {
    /** {@code docker stop}: its stop signal, and KILL after the timeout; empty for the container's own timeout. */
    void stop(Incarnation on, Optional<Duration> timeout) throws Unreached, InterruptedException;

    /** {@code docker kill}. */
    void kill(Incarnation on, Signal signal) throws Unreached, InterruptedException;

    /** {@code docker restart}. */
    void restart(Incarnation on, Optional<Duration> timeout) throws Unreached, InterruptedException;

    /**
     * {@code docker stop} by a client that goes away after this time if the engine is not done by then.
     *
     * @return whether it went away; otherwise the engine was done before
     */
    boolean stopAndLeave(Incarnation on, Optional<Duration> timeout, Duration after)
            throws Unreached, InterruptedException;

    /** {@code docker restart} by such a client. */
    boolean restartAndLeave(Incarnation on, Optional<Duration> timeout, Duration after)
            throws Unreached, InterruptedException;

    /** {@code docker start}. */
    void start(Incarnation on) throws Unreached, InterruptedException;
}
