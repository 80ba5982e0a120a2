package dev.respawn.host;

import dev.respawn.docker.Executed;
import dev.respawn.model.Incarnation;
import java.time.Duration;
import java.util.List;

/** Runs programs inside a container, as {@code docker exec} does. */
public interface Executing {
    /**
     * Runs a program and waits for its end.
     *
     * @param command never through a shell, unless it names one
     * @throws Unreached if it could not be run, or was not over by the limit
     */
    Executed exec(Incarnation on, List<String> command, Duration limit) throws Unreached, InterruptedException;
}
