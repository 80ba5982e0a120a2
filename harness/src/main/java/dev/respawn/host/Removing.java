package dev.respawn.host;

import dev.respawn.model.Incarnation;
import java.util.List;

/** Removes a container, as {@code docker rm --force} does. */
public interface Removing {
    /**
     * Volumes that nobody will want or find when it is removed without them. None of a container that was there before the
     * run: what it leaves behind is somebody's.
     */
    default List<String> orphans(Incarnation on) throws Unreached, InterruptedException {
        return List.of();
    }

    /**
     * Removes it, running or not.
     *
     * @param volumes whether its anonymous volumes go with it
     */
    void remove(Incarnation on, boolean volumes) throws Unreached, InterruptedException;
}
