package dev.respawn.undo;

import dev.respawn.docker.Access;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.host.Removal;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.model.Ending;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
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
    /** Over ssh there is much to be said before. */
    private static final Duration FAR_SIGN_OF_LIFE = Duration.ofSeconds(10);

    private static final String REHEARSAL = "rehearsal.jsonl";

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
        Path file = journal(lease);
        Optional<String> doubt = doubt(lease);
        Told told = new Told(lease.run());
        if (doubt.isPresent()) {
            left.add("run " + lease.run() + ": its journal is not obeyed, so what it has to take back is not known: "
                    + doubt.get());
        } else if (Files.exists(file)) {
            try {
                JsonJournal.read(file, told::take);
            } catch (Told.OfAnother e) {
                doubt = Optional.of(message(e));
                left.add("run " + lease.run()
                        + ": its journal is not obeyed, so what it has to take back is not known: " + message(e));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // What stands before that is known, and is taken back.
                left.add("run " + lease.run() + ": its journal cannot be read to its end, so what else it has to take"
                        + " back is not known: " + message(e));
            }
        }
        Deque<OpenWays.Open> open = told.ways.open();
        log.accept("run " + lease.run() + ": " + open.size() + " ways back are open");
        try (Door door = doors.apply(lease.engine());
                Account account = doubt.isPresent()
                        ? new Account(lease.run(), Optional.empty())
                        : account(lease, file, told.last)) {
            account.append(new Event.Noted(by + " takes run " + lease.run() + " back, because its harness "
                    + (lease.carriedOut() ? "has outlived its limit" : "is gone")));
            boolean answers = answers(door, lease);
            Optional<String> other = answers && !enginesEnd ? another(door, lease) : Optional.empty();
            Acts acts = new Acts(door, lease.directory(), lease.run());
            for (OpenWays.Open next : open) {
                account.append(new Event.UndoBegan(next.disruption(), next.target(), next.undo()));
                UndoResult result = other.isPresent() && !Acts.byProcess(next.undo())
                        ? new UndoResult.Unreachable(other.get())
                        : acts.undo(next.undo());
                account.append(new Event.UndoEnded(next.disruption(), next.target(), result));
                log.accept("run " + lease.run() + ": " + next.undo().act() + " of '" + next.disruption() + "' on "
                        + next.target() + ": " + result);
                if (OpenWays.stays(result) && !enginesEnd) {
                    left.add("run " + lease.run() + ": " + next.undo().act() + " on " + next.target() + ": " + result);
                }
            }
            if (!enginesEnd) {
                // A process that has just begun may need longer for its first question than for all that followed.
                answers = answers || answers(door, lease);
                if (answers && other.isEmpty()) {
                    other = another(door, lease);
                }
                boolean asked = answers && other.isEmpty();
                List<String> things = asked
                        ? remove(lease.run(), door)
                        : List.of("its containers: "
                                + other.orElse("the engine at " + lease.engine() + " does not answer"));
                account.append(new Event.ResidueChecked(
                        asked ? List.of("containers, networks and volumes of run " + lease.run()) : List.of(), things));
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

    private static Path journal(Lease lease) {
        return lease.directory().resolve("journal.jsonl");
    }

    /** Why a run's directory is not obeyed; empty if it is. */
    static Optional<String> doubt(Lease lease) {
        return Trust.doubt(lease.directory()).or(() -> Trust.doubt(journal(lease)));
    }

    /** Who answers under the engine's address now, if it is another; what it has is none of the run's. */
    private static Optional<String> another(Door door, Lease lease) throws InterruptedException {
        if (lease.engineId().isEmpty()) {
            return Optional.empty();
        }
        try {
            String id = door.describe().id();
            return id.equals(lease.engineId())
                    ? Optional.empty()
                    : Optional.of("at " + lease.engine() + " another engine answers now (" + id + "), not the run's ("
                            + lease.engineId() + ")");
        } catch (EngineException e) {
            // It says so again to whatever is asked of it next.
            return Optional.empty();
        }
    }

    /**
     * Does beforehand, and in vain, what a taking back begins with. A process that does it for the first time loads classes
     * for most of a second, on a busy machine for four; when the harness is gone there is no time for that. Whatever fails
     * here fails again when it matters, and is told then.
     */
    void rehearse(Lease lease) {
        Path file = lease.directory().resolve(REHEARSAL);
        try (Door door = doors.apply(lease.engine())) {
            Told told = new Told(lease.run());
            Target nobody = new Target.Service(new ServiceName("nobody"), 1);
            WayBack.Undo nothing = new WayBack.Undo(WayBack.Undo.UNPAUSE, Map.of(Locator.ID, "0".repeat(64)));
            Files.deleteIfExists(file);
            try (JsonJournal journal = JsonJournal.create(file, Instant::now)) {
                journal.append(new Event.RunBegan(lease.run(), "rehearsal", "", 0, ""));
                journal.append(new Event.WayBackKept("rehearsal", nobody, nothing));
                journal.append(new Event.UndoBegan("rehearsal", nobody, nothing));
                journal.append(new Event.UndoEnded("rehearsal", nobody, new UndoResult.Gone("nobody")));
                journal.append(new Event.ResidueChecked(List.of(), List.of()));
                journal.append(new Event.RunEnded(Ending.ABORTED, "rehearsal"));
            }
            JsonJournal.read(file, told::take);
            JsonJournal.resume(file, Instant::now).close();
            Files.delete(file);
            if (answers(door, lease)) {
                Acts acts = new Acts(door, lease.directory(), lease.run());
                for (String act : List.of(
                        WayBack.Undo.UNPAUSE,
                        WayBack.Undo.RESTORE_SETTINGS,
                        WayBack.Undo.AS_IT_WAS,
                        WayBack.Undo.THAW,
                        WayBack.Undo.RESTORE_FILE)) {
                    acts.undo(new WayBack.Undo(act, nothing.locator()));
                }
                Removal.left(door, lease.run());
            }
        } catch (IOException | EngineException | RuntimeException | Error e) {
            log.accept("run " + lease.run() + ": the rehearsal of its taking back: " + message(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** What a journal tells whoever takes its run back; of a long one it keeps no more than that. */
    private static final class Told {
        private final String run;
        private final OpenWays.Reading ways = new OpenWays.Reading();
        private boolean ended;
        private Instant last = Instant.EPOCH;

        /** A journal that another run wrote, or nobody. */
        private static final class OfAnother extends RuntimeException {
            OfAnother(String message) {
                super(message);
            }
        }

        Told(String run) {
            this.run = run;
        }

        void take(Entry entry) {
            if (entry.seq() == 1
                    && !(entry.event() instanceof Event.RunBegan began
                            && began.run().equals(run))) {
                throw new OfAnother("it begins with " + entry.event() + "; wanted the beginning of run " + run);
            }
            ways.take(entry.event());
            ended |= entry.event() instanceof Event.RunEnded;
            last = entry.at();
        }
    }

    private static boolean answers(Door door, Lease lease) throws InterruptedException {
        try {
            door.ping(lease.engine().local() ? SIGN_OF_LIFE : FAR_SIGN_OF_LIFE);
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Removes what carries the run's label; says what is left, and why. */
    private static List<String> remove(String run, Door door) throws InterruptedException {
        Map<String, String> refused = Removal.ofAll(door, run);
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
            // A disk that is full has this left for just now.
            Files.deleteIfExists(lease.directory().resolve("reserve"));
            Files.deleteIfExists(lease.directory().resolve(REHEARSAL));
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
