package dev.respawn.supervisor.swarm;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Host;
import dev.respawn.host.Unreached;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * A run's part in the swarm that its engine is. Several runs on one engine share it: the first makes it, and the last
 * leaves it.
 */
final class Membership implements AutoCloseable {
    private static final Map<URI, Integer> MEMBERS = new HashMap<>();

    private final Door door;

    private Membership(Door door) {
        this.door = door;
    }

    /**
     * Makes a swarm of the host's engine, unless it is one.
     *
     * @throws Unreached if the engine does not become one
     */
    static Membership of(Host host) throws Unreached, InterruptedException {
        Door door = host.door();
        synchronized (MEMBERS) {
            try {
                // Asked each time: an engine that is gone has left without a word, and another may have its address.
                if (!door.swarm().joined()) {
                    door.swarm().begin(host.publishedAddress());
                    MEMBERS.remove(door.address());
                }
            } catch (EngineException e) {
                throw new Unreached("no swarm on host '" + host.id() + "': " + e.getMessage(), e);
            }
            MEMBERS.merge(door.address(), 1, Integer::sum);
        }
        return new Membership(door);
    }

    /** Leaves it although the thread was interrupted: that is how a run is ended early. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        synchronized (MEMBERS) {
            int others = MEMBERS.getOrDefault(door.address(), 1) - 1;
            if (others > 0) {
                MEMBERS.put(door.address(), others);
            } else {
                MEMBERS.remove(door.address());
                try {
                    door.swarm().leave();
                } catch (EngineException e) {
                    // It goes with its engine, which is the run's own.
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
