package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.Locator;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets a stopped process go on, if it is the one that was stopped. */
final class Thaw implements Act {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final long POLL_MILLIS = 5;

    @Override
    public boolean byProcess() {
        return true;
    }

    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws InterruptedException {
        String which = Targets.process(locator);
        switch (Locator.fate(locator)) {
            case GONE -> {
                return new UndoResult.Gone(which + " is gone");
            }
            case UNSEEN -> {
                return new UndoResult.Unreachable(which + " is not seen from here");
            }
            case LIVES -> {}
        }
        Optional<String> strange = bench.strange(locator);
        if (strange.isPresent()) {
            // It may have ended just now, and its cgroup with it.
            return Locator.fate(locator) == Locator.Fate.GONE
                    ? new UndoResult.Gone(which + " is gone")
                    : new UndoResult.Failed(strange.get());
        }
        long pid = Locator.number(locator, Locator.PID).orElseThrow();
        // Also to one that is not stopped: what is busy in the kernel stops later, unless CONT takes that from it as
        // well.
        Commands.Ran ran =
                Commands.run(List.of("/bin/kill", "-s", Signal.CONT.name(), String.valueOf(pid)), COMMAND_LIMIT);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (Locator.fate(locator) == Locator.Fate.LIVES && stopped(pid)) {
            if (System.nanoTime() >= end) {
                return new UndoResult.Failed(which + " is still stopped " + LIMIT.toSeconds() + "s after CONT"
                        + (ran.well() ? "" : ": " + ran.output()));
            }
            Thread.sleep(POLL_MILLIS);
        }
        if (!ran.well() && Locator.fate(locator) == Locator.Fate.LIVES) {
            return new UndoResult.Failed(
                    which + " could not be sent CONT, without which it may stop yet: " + ran.output());
        }
        return Locator.fate(locator) == Locator.Fate.LIVES
                ? new UndoResult.Undone(which + " goes on")
                : new UndoResult.Gone(which + " is gone");
    }

    private static boolean stopped(long pid) {
        return ProcessTable.row(pid).filter(row -> row.state() == 'T').isPresent();
    }
}
