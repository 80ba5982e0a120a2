package dev.respawn.host;

import dev.respawn.model.Incarnation;

/** Holds a container still through the engine, as {@code docker pause} does, and lets it go on. */
public interface Pausing {
    void pause(Incarnation on) throws Unreached, InterruptedException;

    void unpause(Incarnation on) throws Unreached, InterruptedException;
}
