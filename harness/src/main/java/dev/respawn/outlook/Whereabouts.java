package dev.respawn.outlook;

import dev.respawn.docker.Access;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.Incarnation;
import java.util.Optional;

/**
 * Whether an engine is on this machine. Its address does not tell: a tunnel may end on 127.0.0.1, and ssh may lead back to
 * where it began. A process of one of its containers that is seen from here does.
 */
final class Whereabouts {
    private final Access access;
    private volatile boolean here;

    Whereabouts(Access access) {
        this.access = access;
    }

    /** The engine told of this one. */
    void seen(Incarnation life) {
        if (!here && ProcessTable.visible(life.pid(), life.id())) {
            here = true;
        }
    }

    /**
     * Why an address of the engine's machine means another thing here; empty if it is this machine. A socket of this file
     * system is taken for its own, since the harness may live in a container into which it is mounted.
     */
    Optional<String> elsewhere() {
        return here || access.local()
                ? Optional.empty()
                : Optional.of("no process of the engine at " + access.address()
                        + " is seen on this machine; 'via: published' asks from here");
    }
}
