package dev.respawn.undo;

import dev.respawn.docker.Access;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.MachineRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The runs that a keeper holds a lease of, and takes back when their harness is gone or outlives its limits. */
final class KeptRuns {
    /** Less than what the harness waits for an answer. */
    private static final Duration REACH_LIMIT = Duration.ofSeconds(12);

    private final Path root;
    private final String by;
    private final Function<Access, Door> doors;
    private final RunUndo undo;
    private final Consumer<String> log;
    private final Map<String, Held> mine = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "limits");
        thread.setDaemon(true);
        return thread;
    });

    private final AtomicBoolean rehearsed = new AtomicBoolean();

    private record Held(Lease lease, ScheduledFuture<?> limit) {}

    /**
     * Leases below the directory of private engines.
     *
     * @param by who takes runs back, for their journals: "the keeper (PID 7)"
     */
    KeptRuns(Path root, String by, Consumer<String> log) {
        this(root, by, access -> DockerDoor.open(access, MachineRecipe.pids(root, access)), log);
    }

    KeptRuns(Path root, String by, Function<Access, Door> doors, Consumer<String> log) {
        this.root = root;
        this.by = by;
        this.log = log;
        this.doors = doors;
        this.undo = new RunUndo(doors, log);
    }

    /**
     * Holds a run's lease; on disk when this returns.
     *
     * @param limit from now
     * @throws IOException if it cannot be written, or what the run writes would not be obeyed by whoever takes it back
     */
    void lease(String run, Path directory, Access engine, String engineId, long harness, Duration limit)
            throws IOException {
        if (!engine.local()) {
            demandReach(engine);
        }
        long self = ProcessHandle.current().pid();
        Lease lease = new Lease(
                run, directory, engine, engineId, harness, start(harness), self, start(self), ProcessTable.boot());
        Optional<String> doubt = RunUndo.doubt(lease);
        if (doubt.isPresent()) {
            throw new IOException("what has to be taken back would not be obeyed: " + doubt.get());
        }
        lease.write(root);
        mine.put(run, new Held(lease, clock.schedule(() -> outlived(run), limit.toMillis(), TimeUnit.MILLISECONDS)));
        if (!rehearsed.getAndSet(true)) {
            Thread rehearsal = new Thread(() -> undo.rehearse(lease), "rehearsal");
            rehearsal.setDaemon(true);
            rehearsal.start();
        }
    }

    /** What certificates and ssh let the harness do, they have to let this process do as well, and before it is needed. */
    private void demandReach(Access engine) throws IOException {
        try (Door door = doors.apply(engine)) {
            door.ping(REACH_LIMIT);
        } catch (EngineException e) {
            throw new IOException("it does not reach the engine: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before it reached the engine", e);
        }
    }

    private static long start(long pid) throws IOException {
        return ProcessTable.row(pid)
                .orElseThrow(() -> new IOException("there is no process " + pid))
                .startTicks();
    }

    /** The run has left nothing. */
    void end(String run) throws IOException {
        Held held = mine.remove(run);
        if (held != null) {
            held.limit().cancel(false);
        }
        Lease.end(root, run);
    }

    private void outlived(String run) {
        log.accept("run " + run + " has outlived its limit");
        try {
            takeBack(run, false).forEach(log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.accept("run " + run + ": " + e);
        }
    }

    /**
     * Takes all runs back, side by side.
     *
     * @param engines the addresses of those that go right after this
     * @return what is left
     */
    List<String> takeBackAll(Set<URI> engines) {
        List<String> left = mine.keySet().parallelStream()
                .flatMap(run -> {
                    Held held = mine.get(run);
                    try {
                        return held == null
                                ? Stream.<String>empty()
                                : takeBack(
                                        run,
                                        engines.contains(held.lease().engine().address()))
                                        .stream();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return Stream.of("run " + run + ": interrupted");
                    } catch (RuntimeException | Error e) {
                        // An Error too: want of memory for one run must not leave the others, and the engines.
                        return Stream.of("run " + run + ": " + e);
                    }
                })
                .toList();
        return left;
    }

    private List<String> takeBack(String run, boolean engineEnds) throws InterruptedException {
        Held held = mine.remove(run);
        if (held == null) {
            return List.of();
        }
        held.limit().cancel(false);
        return takeBack(held.lease(), engineEnds);
    }

    /** Takes one back, and forgets it if nothing is left of it. */
    List<String> takeBack(Lease lease, boolean engineEnds) throws InterruptedException {
        List<String> left = new ArrayList<>(undo.takeBack(lease, by, engineEnds));
        if (left.isEmpty()) {
            try {
                Lease.end(root, lease.run());
            } catch (IOException e) {
                left.add("the lease of run " + lease.run() + ": " + e.getMessage());
            }
        }
        return left;
    }

    /** Those whose keeper is gone. */
    List<Lease> orphans(List<String> strange) throws IOException {
        return Lease.all(root, strange).stream().filter(lease -> !lease.kept()).toList();
    }
}
