package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.ProcessTable;
import java.time.Duration;
import java.util.List;

/** Keepers that somebody has halted, with STOP: they live, hold what they hold, and do nothing. */
final class Halted {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);

    private Halted() {}

    /** Whether a process is halted. */
    static boolean is(long pid) {
        return ProcessTable.row(pid).filter(row -> row.state() == 'T').isPresent();
    }

    /** Lets a process go on if it is halted; says whether it was. */
    static boolean letGoOn(long pid) throws InterruptedException {
        if (!is(pid)) {
            return false;
        }
        Commands.run(List.of("/bin/kill", "-s", "CONT", String.valueOf(pid)), COMMAND_LIMIT);
        return true;
    }
}
