package dev.respawn.host;

import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;

/** The main processes of containers whose kernel is ours too. */
public final class LocalFreezing implements Freezing {
    private final Signalling signalling = new LocalSignalling();

    @Override
    public boolean frozen(Incarnation on) throws Unreached {
        Local.demand(on, Freezing.class);
        return ProcessTable.row(on.pid()).filter(row -> row.state() == 'T').isPresent();
    }

    @Override
    public void freeze(Incarnation on) throws Unreached, InterruptedException {
        Local.demand(on, Freezing.class);
        signalling.signal(on, Signal.STOP);
    }
}
