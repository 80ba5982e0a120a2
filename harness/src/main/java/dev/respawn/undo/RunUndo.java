package dev.respawn.undo;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.model.Ending;
import dev.respawn.model.Labels;
import dev.respawn.model.UndoResult;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
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

    private final Function<URI, Door> doors;
    private final Consumer<String> log;

    RunUndo(Function<URI, Door> doors, Consumer<String> log) {
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
        Deque<OpenWays.Open> open = new ArrayDeque<>();
        boolean ended = false;
        if (Files.exists(file)) {
            try {
                List<Entry> entries = JsonJournal.read(file).entries();
                open = OpenWays.of(entries);
                ended = entries.stream().anyMatch(entry -> entry.event() instanceof Event.RunEnded);
            } catch (IOException e) {
                left.add("run " + lease.run() + ": its journal cannot be read, so its ways back are not known: "
                        + e.getMessage());
            }
        }
        log.accept("run " + lease.run() + ": " + open.size() + " ways back are open");
        try (Door door = doors.apply(lease.engine());
                Account account = account(lease, file)) {
            account.append(new Event.Noted(by + " takes run " + lease.run() + " back, because its harness is gone"));
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
            if (!ended) {
                account.append(new Event.RunEnded(
                        Ending.ABORTED, "the harness was gone before its end; " + by + " took the run back"));
            }
        } catch (IOException | RuntimeException e) {
            left.add("run " + lease.run() + ": " + e.getMessage());
        }
        return left;
    }

    private static boolean answers(Door door) throws InterruptedException {
        try {
            door.ping(SIGN_OF_LIFE);
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Removes what carries the run's label; says what is left. */
    private static List<String> remove(String run, Door door) throws InterruptedException {
        Map<String, String> labels = Map.of(Labels.RUN, run);
        List<String> left = new ArrayList<>();
        try {
            for (String id : door.containers(labels)) {
                door.remove(id);
            }
            for (String id : door.networks(labels)) {
                door.removeNetwork(id);
            }
            for (String name : door.volumes(labels)) {
                door.removeVolume(name);
            }
            door.containers(labels).forEach(id -> left.add("container " + id));
            door.networks(labels).forEach(id -> left.add("network " + id));
            door.volumes(labels).forEach(name -> left.add("volume " + name));
        } catch (EngineException e) {
            left.add(String.valueOf(e.getMessage()));
        }
        return left;
    }

    /** Where it is written down: in the run's journal, or beside it while a harness that hangs still holds that. */
    private interface Account extends AutoCloseable {
        void append(Event event);

        @Override
        void close() throws IOException;
    }

    private Account account(Lease lease, Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Account() {
                @Override
                public void append(Event event) {
                    log.accept("run " + lease.run() + ": " + event);
                }

                @Override
                public void close() {}
            };
        }
        if (lease.carriedOut()) {
            return account(JsonJournal.create(
                    lease.directory().resolve("undo-" + Instant.now().toEpochMilli() + ".jsonl"), Instant::now));
        }
        Instant last = lastOf(file).orElse(Instant.EPOCH);
        return account(JsonJournal.resume(file, () -> {
            Instant now = Instant.now();
            return now.isBefore(last) ? last : now;
        }));
    }

    private static Optional<Instant> lastOf(Path file) throws IOException {
        List<Entry> entries = JsonJournal.read(file).entries();
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(entries.get(entries.size() - 1).at());
    }

    private static Account account(JsonJournal journal) {
        return new Account() {
            @Override
            public void append(Event event) {
                ((Journal) journal).appendDurably(event);
            }

            @Override
            public void close() throws IOException {
                journal.close();
            }
        };
    }
}
