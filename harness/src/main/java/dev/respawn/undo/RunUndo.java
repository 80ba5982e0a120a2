package dev.respawn.undo;

import dev.respawn.docker.Access;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Removal;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.model.Ending;
import dev.respawn.model.UndoResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes a run back whose harness is gone: every way back that is still open, the last step first, then all that carries
 * the run's label. Each time it is done from the run's directory alone, so that it may be done again from any state.
 */
final class RunUndo {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(2);

    private final Function<Access, Door> doors;
    private final Consumer<String> log;

    RunUndo(Function<Access, Door> doors, Consumer<String> log) {
        this.doors = doors;
        this.log = log;
    }

    /**
     * Takes a run back.
     *
     * @param by who does it, for the journal: "the keeper (PID 7)"
     * @param enginesEnd whether the run's engine goes right after this, and all that is on it
     * @return what is left, and why; empty for nothing
     */
    List<String> takeBack(Lease lease, String by, boolean enginesEnd) throws InterruptedException {
        List<String> left = new ArrayList<>();
        Path file = lease.directory().resolve("journal.jsonl");
        Told told = new Told();
        if (Files.exists(file)) {
            try {
                JsonJournal.read(file, told::take);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // What stands before that is known, and is taken back.
                left.add("run " + lease.run() + ": its journal cannot be read to its end, so what else it has to take"
                        + " back is not known: " + message(e));
            }
        }
        Deque<OpenWays.Open> open = told.ways.open();
        log.accept("run " + lease.run() + ": " + open.size() + " ways back are open");
        try (Door door = doors.apply(lease.engine());
                Account account = account(lease, file, told.last)) {
            account.append(new Event.Noted(by + " takes run " + lease.run() + " back, because its harness "
                    + (lease.carriedOut() ? "has outlived its limit" : "is gone")));
            boolean answers = answers(door);
            Acts acts = new Acts(door, lease.directory());
            for (OpenWays.Open next : open) {
                account.append(new Event.UndoBegan(next.disruption(), next.target(), next.undo()));
                UndoResult result = acts.undo(next.undo());
                account.append(new Event.UndoEnded(next.disruption(), next.target(), result));
                log.accept("run " + lease.run() + ": " + next.undo().act() + " of '" + next.disruption() + "' on "
                        + next.target() + ": " + result);
                if (OpenWays.stays(result) && !enginesEnd) {
                    left.add("run " + lease.run() + ": " + next.undo().act() + " on " + next.target() + ": " + result);
                }
            }
            if (!enginesEnd) {
                // A process that has just begun may need longer for its first question than for all that followed.
                answers = answers || answers(door);
                List<String> things = answers
                        ? remove(lease.run(), door)
                        : List.of("its containers: the engine at " + lease.engine() + " does not answer");
                account.append(new Event.ResidueChecked(
                        answers ? List.of("containers, networks and volumes of run " + lease.run()) : List.of(),
                        things));
                things.forEach(thing -> left.add("run " + lease.run() + ": " + thing));
            }
            if (!told.ended) {
                account.append(new Event.RunEnded(
                        Ending.ABORTED, "its harness did not bring it to its end; " + by + " took it back"));
            }
        } catch (RuntimeException e) {
            left.add("run " + lease.run() + ": " + message(e));
        }
        return left;
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** What a journal tells whoever takes its run back; of a long one it keeps no more than that. */
    private static final class Told {
        private final OpenWays.Reading ways = new OpenWays.Reading();
        private boolean ended;
        private Instant last = Instant.EPOCH;

        void take(Entry entry) {
            ways.take(entry.event());
            ended |= entry.event() instanceof Event.RunEnded;
            last = entry.at();
        }
    }

    private static boolean answers(Door door) throws InterruptedException {
        try {
            door.ping(SIGN_OF_LIFE);
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Removes what carries the run's label; says what is left, and why. */
    private static List<String> remove(String run, Door door) throws InterruptedException {
        Map<String, String> refused = Removal.ofAll(door, run, List.of());
        try {
            return Removal.left(door, run).stream()
                    .map(thing -> thing + (refused.containsKey(thing.id()) ? ": " + refused.get(thing.id()) : ""))
                    .toList();
        } catch (EngineException e) {
            return List.of("what is left is not known: " + e.getMessage());
        }
    }

    /**
     * Where it is written down: in the run's journal, or beside it while a harness that hangs still holds that. It must be
     * done also when it cannot be written down, on a full disk above all; the log tells of it then.
     */
    private final class Account implements AutoCloseable {
        private final String run;
        private final Optional<JsonJournal> journal;

        Account(String run, Optional<JsonJournal> journal) {
            this.run = run;
            this.journal = journal;
        }

        void append(Event event) {
            try {
                if (journal.isPresent()) {
                    journal.get().appendDurably(event);
                    return;
                }
            } catch (RuntimeException e) {
                log.accept("run " + run + ": not written into its journal: " + message(e));
            }
            log.accept("run " + run + ": " + event);
        }

        @Override
        public void close() {
            try {
                if (journal.isPresent()) {
                    journal.get().close();
                }
            } catch (IOException e) {
                log.accept("run " + run + ": its journal was not closed: " + message(e));
            }
        }
    }

    private Account account(Lease lease, Path file, Instant last) {
        try {
            if (Files.exists(file)) {
                return new Account(lease.run(), Optional.of(journal(lease, file, last)));
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            log.accept("run " + lease.run() + ": its journal cannot be continued: " + message(e));
        }
        return new Account(lease.run(), Optional.empty());
    }

    private static JsonJournal journal(Lease lease, Path file, Instant last) throws IOException {
        if (lease.carriedOut()) {
            return JsonJournal.create(
                    lease.directory().resolve("undo-" + Instant.now().toEpochMilli() + ".jsonl"), Instant::now);
        }
        return JsonJournal.resume(file, () -> {
            Instant now = Instant.now();
            return now.isBefore(last) ? last : now;
        });
    }
}
