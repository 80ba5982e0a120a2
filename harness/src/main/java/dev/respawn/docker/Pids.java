package dev.respawn.docker;

/** What the processes of an engine's containers are numbered here: inside a machine they are counted anew. */
public interface Pids {
    /**
     * The number here of a process.
     *
     * @param pid as the engine's host counts
     * @param container the id of the container it is in
     * @return the number; 0 if the process should be seen from here and is not, since it has ended
     */
    long here(long pid, String container);
}
