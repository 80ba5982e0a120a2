package dev.respawn.undo;

import dev.respawn.host.Locator;
import dev.respawn.model.UndoResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Gives a process back how willing the kernel was to kill it for memory. */
final class RestoreOomScore implements Act {
    @Override
    public boolean byProcess() {
        return true;
    }

    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) {
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
        Optional<Long> score = Locator.number(locator, "score");
        if (score.isEmpty()) {
            return new UndoResult.Failed("the way back does not say which score " + which + " had");
        }
        Path file = Path.of("/proc", locator.getOrDefault(Locator.PID, ""), "oom_score_adj");
        try {
            Files.writeString(file, score.get() + "\n");
            return new UndoResult.Undone(
                    which + " has the score " + Files.readString(file).strip() + " again");
        } catch (IOException e) {
            return Locator.fate(locator) == Locator.Fate.GONE
                    ? new UndoResult.Gone(which + " is gone")
                    : new UndoResult.Failed(which + " did not get its score back: " + e.getMessage());
        }
    }
}
