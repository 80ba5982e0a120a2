package dev.respawn.gameday;

import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a run by name: what it intends, does, and takes back, as it is written down. A run of the same plan takes
 * the same steps, so that a harness can be killed at each of them, on purpose, and one can say how many there were.
 */
public final class Steps {
    /** Names the step at which a harness halts, {@code before STEP} or {@code after STEP}. */
    public static final String HALT_AT = "RESPAWN_HALT_AT";
    /** Names the file that is there as long as it halts; it goes on when somebody deletes it. */
    public static final String HALT_FILE = "RESPAWN_HALT_FILE";

    private static final long LOOK_EVERY_MILLIS = 2;

    private final Map<String, Integer> counts = new HashMap<>();

    /** The name of a step, of those that came before in the same journal; empty if the event is none. */
    public synchronized Optional<String> name(Event event) {
        Optional<String> kind = kind(event);
        return kind.map(name -> name + "#" + counts.merge(name, 1, Integer::sum));
    }

    // Samples, sights and what an engine says come when they come; what is done comes in its order.
    private static Optional<String> kind(Event event) {
        if (event instanceof Event.PhaseBegan e) {
            return Optional.of("phase " + e.phase().word());
        }
        if (event instanceof Event.Deployed e) {
            return Optional.of("deployed " + e.target());
        }
        if (event instanceof Event.FaultIntended e) {
            return Optional.of("intended " + e.disruption() + " on " + e.target());
        }
        if (event instanceof Event.WayBackKept e) {
            return Optional.of("way back of " + e.disruption() + " on " + e.target());
        }
        if (event instanceof Event.FaultInjected e) {
            return Optional.of("injected " + e.disruption() + " on " + e.target());
        }
        if (event instanceof Event.FaultFailed e) {
            return Optional.of("failed " + e.disruption() + " on " + e.target());
        }
        if (event instanceof Event.UndoBegan e) {
            return Optional.of("undo of " + e.disruption() + " on " + e.target());
        }
        if (event instanceof Event.UndoEnded e) {
            return Optional.of("undone " + e.disruption() + " on " + e.target());
        }
        if (event instanceof Event.ResidueChecked) {
            return Optional.of("residue checked");
        }
        return event instanceof Event.RunEnded ? Optional.of("run ended") : Optional.empty();
    }

    /** A journal that halts whoever writes into it where the environment says so; the same journal where it does not. */
    static Journal halting(Journal journal, Map<String, String> environment) {
        String where = environment.getOrDefault(HALT_AT, "");
        String file = environment.getOrDefault(HALT_FILE, "");
        return where.isEmpty() || file.isEmpty() ? journal : new Halting(journal, where, Path.of(file));
    }

    private static final class Halting implements Journal {
        private final Journal journal;
        private final String where;
        private final Path file;
        private final Steps steps = new Steps();

        private Halting(Journal journal, String where, Path file) {
            this.journal = journal;
            this.where = where;
            this.file = file;
        }

        @Override
        public long append(Event event) {
            Optional<String> step = steps.name(event);
            step.ifPresent(name -> halt("before " + name));
            long seq = journal.append(event);
            step.ifPresent(name -> halt("after " + name));
            return seq;
        }

        @Override
        public long appendDurably(Event event) {
            Optional<String> step = steps.name(event);
            step.ifPresent(name -> halt("before " + name));
            long seq = journal.appendDurably(event);
            step.ifPresent(name -> halt("after " + name));
            return seq;
        }

        private void halt(String here) {
            if (!here.equals(where)) {
                return;
            }
            // What is to be tested is what stands on the disk now, so an interrupt must wait as well.
            boolean interrupted = false;
            try {
                Files.writeString(file, here, StandardCharsets.UTF_8);
                while (Files.exists(file)) {
                    try {
                        Thread.sleep(LOOK_EVERY_MILLIS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("'" + file + "' of " + HALT_FILE + " cannot be written", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
