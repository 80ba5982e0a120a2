package dev.respawn.host;

import dev.respawn.model.Incarnation;
import java.util.Optional;

/** Holds a container still through the engine, as {@code docker pause} does. */
public interface Pausing {
    void pause(Incarnation on) throws Unreached, InterruptedException;

    /** Whether the kernel holds all its processes still; empty if that is not seen from here. */
    default Optional<Boolean> held(Incarnation on) {
        return Freezer.holds(on.pid());
    }
}
