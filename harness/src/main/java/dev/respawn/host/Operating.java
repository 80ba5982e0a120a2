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

    /** {@code docker start}. */
    void start(Incarnation on) throws Unreached, InterruptedException;
}
