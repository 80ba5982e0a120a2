package dev.respawn.host;

import dev.respawn.model.Incarnation;

/** Removes a container, as {@code docker rm --force} does. */
public interface Removing {
    /**
     * Removes it, running or not.
     *
     * @param volumes whether its anonymous volumes go with it
     */
    void remove(Incarnation on, boolean volumes) throws Unreached, InterruptedException;
}
