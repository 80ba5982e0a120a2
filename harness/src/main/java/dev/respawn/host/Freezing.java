package dev.respawn.host;

import dev.respawn.model.Incarnation;

/** Stops the main process from the host, past the engine. */
public interface Freezing {
    /**
     * Whether the main process is stopped, as STOP leaves it.
     *
     * @throws Unreached if it cannot be seen from here
     */
    boolean frozen(Incarnation on) throws Unreached;

    /**
     * Sends STOP.
     *
     * @throws Unreached if the process is not that incarnation any more, or cannot be signalled from here
     */
    void freeze(Incarnation on) throws Unreached, InterruptedException;
}
