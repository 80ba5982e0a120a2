package dev.respawn.docker;

/** What the processes of an engine's containers are numbered here: inside a machine they are counted anew. */
public interface Pids {
    /**
     * The number here of a process.
     *
     * @param pid as the engine's host counts
     * @param container the id of the container it is in
     * @return the number, or the same one if the process is not seen from here
     */
    long here(long pid, String container);
}
