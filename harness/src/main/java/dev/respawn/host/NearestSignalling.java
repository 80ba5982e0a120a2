package dev.respawn.host;

import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.Optional;

/**
 * Signals from here if the process is seen from here, else by a helper. Whether it is seen cannot be told from the
 * engine's address: its socket may be mounted into the container the harness runs in.
 */
final class NearestSignalling implements Signalling {
    private final Signalling local;
    private final Signalling helper;
    // Once one of the engine's containers was seen, one that is not seen is gone.
    private volatile boolean seen;

    NearestSignalling(Signalling local, Signalling helper) {
        this.local = local;
        this.helper = helper;
    }

    private Signalling nearest(Incarnation on) {
        if (!seen && Standpoint.at(on).reaches()) {
            seen = true;
        }
        return seen ? local : helper;
    }

    @Override
    public void signal(Incarnation on, Signal signal) throws Unreached, InterruptedException {
        nearest(on).signal(on, signal);
    }

    @Override
    public Optional<Boolean> goneWithin(Incarnation on, Duration limit) throws InterruptedException {
        return nearest(on).goneWithin(on, limit);
    }

    @Override
    public Optional<Boolean> dropped(Incarnation on, Signal signal) {
        return nearest(on).dropped(on, signal);
    }
}
