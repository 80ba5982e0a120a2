package dev.respawn.host;

import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.Optional;

/** Signals to the main process that do not pass through the engine's API. */
public interface Signalling {
    /**
     * Sends a signal from the PID namespace of the host.
     *
     * @throws Unreached if the process is not that incarnation any more, or cannot be signalled from here
     */
    void signal(Incarnation on, Signal signal) throws Unreached, InterruptedException;

    /** Whether the process is gone within the limit; empty if the process table cannot be seen from here. */
    Optional<Boolean> goneWithin(Incarnation on, Duration limit) throws InterruptedException;

    /** Whether the kernel would drop this signal, because a PID 1 that does not catch it never gets it; empty if unknown. */
    Optional<Boolean> dropped(Incarnation on, Signal signal);
}
