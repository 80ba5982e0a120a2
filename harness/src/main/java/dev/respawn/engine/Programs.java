package dev.respawn.engine;

import dev.respawn.host.Commands;
import java.time.Duration;
import java.util.List;

/** Runs programs of the harness's own host. */
public interface Programs {
    /** The real ones. */
    Programs OF_THIS_HOST = Commands::run;

    /** Runs one to its end, or to its limit. */
    Commands.Ran run(List<String> command, Duration limit) throws InterruptedException;
}
