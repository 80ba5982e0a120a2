package dev.respawn.host;

import dev.respawn.docker.Executed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A host that is a container: an init system of its own, and an engine that this one started. */
public interface Machine {
    /**
     * Runs a program on it, past its engine, and waits for its end.
     *
     * @param command never through a shell, unless it names one
     * @throws Unreached if it could not be run, or was not done by then; what it started may go on
     */
    Executed run(List<String> command, Duration limit) throws Unreached, InterruptedException;

    /** A directory of ours that the machine sees. */
    Path shared();

    /** Where the machine sees it. */
    String sharedInside();
}
