package dev.respawn.host;

/** Who ends processes that the harness started, when the harness is gone and cannot end them itself. */
public interface ProcessKeeper {
    /** From now on the process, and the group that it leads, are ended when the harness is gone. */
    void keep(ProcessHandle leader) throws Unreached, InterruptedException;

    /** The harness ended it itself. */
    void release(ProcessHandle leader);
}
