package dev.respawn.saboteurs;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import java.util.List;

/** Somebody who does to a stack that stands what nobody promised. */
public interface Meddler {
    /**
     * Does it, until it is done or interrupted.
     *
     * @param containers finds the stack's own
     */
    void meddle(Door door, Containers containers) throws EngineException, InterruptedException;

    /** Finds containers. */
    interface Containers {
        /** The ids of those that are there now. */
        List<String> ids() throws EngineException, InterruptedException;
    }
}
