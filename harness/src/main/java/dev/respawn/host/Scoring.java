package dev.respawn.host;

import dev.respawn.model.Incarnation;

/** Says which process of a container the kernel kills first when memory runs out. */
public interface Scoring {
    /**
     * How willing the kernel is to kill the main process for memory: from -1000, never, to 1000, before all others.
     *
     * @throws Unreached if the process cannot be seen from here
     */
    int score(Incarnation on) throws Unreached;

    /** Makes the kernel kill the main process before all others of its container, or so willing as it was. */
    void score(Incarnation on, int score) throws Unreached;
}
