package dev.respawn.fault;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.TestEngine;
import dev.respawn.host.Culling;
import dev.respawn.host.Filing;
import dev.respawn.host.LocalCulling;
import dev.respawn.host.LocalFiling;
import dev.respawn.host.LocalFreezing;
import dev.respawn.host.LocalSignalling;
import dev.respawn.host.LocalStarving;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Signalling;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.UndoLog;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import dev.respawn.supervisor.EngineOperating;
import dev.respawn.undo.Acts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Faults on a real engine of the tests' own: the controls that a deployment offers, and a run's directory. */
final class FaultBench implements AutoCloseable {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(10);
    private static final Map<String, String> LABELS =
            Map.of(Labels.RUN, "bench", Labels.SERVICE, "web", Labels.REPLICA, "1");

    private final TestEngine engine = TestEngine.start(false);
    private final DockerDoor door = DockerDoor.open(engine.address());
    private final Seeing seeing = new Seeing();
    private final Door.EventStream events = door.events(seeing);
    private final Filing filing = new LocalFiling(door);
    private final Path directory;
    private final String busybox;
    private int number;

    FaultBench(Path scratch) throws Exception {
        this.directory = Files.createDirectories(scratch.resolve("run"));
        this.busybox = new ImageStore(door, new ImageCache(scratch.resolve("images")), false, Optional.empty())
                .ready("busybox")
                .reference();
        if (!events.awaitOpen(OPEN_LIMIT)) {
            throw new IllegalStateException("no events are heard");
        }
    }

    Door door() {
        return door;
    }

    /** Where the engine has all that is its own. */
    String root() {
        return engine.address().getPath().replaceFirst("/docker.sock$", "");
    }

    /** The run's directory. */
    Path directory() {
        return directory;
    }

    /** A container of the bench's run, not created yet. */
    ContainerSpec spec(String... command) {
        return of(busybox, command);
    }

    ContainerSpec of(String image, String... command) {
        return ContainerSpec.plain("bench-" + ++number, image, List.of(command), LABELS)
                .on("none");
    }

    /** Runs a script in the image's shell, as the main process. */
    ContainerSpec shell(String script) {
        return spec("sh", "-c", script);
    }

    /** Creates and starts it. */
    Incarnation run(ContainerSpec spec) throws Exception {
        String id = door.create(spec);
        door.start(id);
        return now(id);
    }

    /** What a container is now. */
    Incarnation now(String id) throws Exception {
        ContainerFacts facts = door.inspect(id).orElseThrow();
        return new Incarnation(
                new HostId("bench"),
                id,
                facts.pid(),
                ProcessTable.startOf(facts.pid()).orElse(Instant.EPOCH),
                facts.image(),
                "");
    }

    /** What a container is, once that is so. */
    Incarnation once(String id, Predicate<ContainerFacts> so) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            if (so.test(door.inspect(id).orElseThrow())) {
                return now(id);
            }
            Thread.sleep(10);
        }
        throw new AssertionError("it never came so: " + door.inspect(id));
    }

    String exec(Incarnation on, String... command) throws Exception {
        return door.exec(on.id(), List.of(command), Duration.ofSeconds(10)).output();
    }

    Controls controls() {
        EngineOperating operating = new EngineOperating(door);
        Culling culling = new LocalCulling();
        LocalStarving starving = new LocalStarving(door);
        LocalFreezing freezing = new LocalFreezing();
        Signalling signalling = new LocalSignalling();
        return new Controls() {
            @Override
            public <C> C get(Class<C> control) {
                return Stream.<Object>of(operating, culling, starving, freezing, signalling, filing, seeing)
                        .filter(control::isInstance)
                        .findFirst()
                        .map(control::cast)
                        .orElseThrow();
            }
        };
    }

    /** What an injection came to, and what it wrote down before. */
    record Injected(Witness witness, List<WayBack> ways) {
        WayBack.Undo undo() {
            return ways.stream()
                    .filter(WayBack.Undo.class::isInstance)
                    .map(WayBack.Undo.class::cast)
                    .findFirst()
                    .orElseThrow();
        }

        List<String> evidence() {
            return witness instanceof Witness.Arrived arrived
                    ? arrived.evidence()
                    : List.of("not seen: " + ((Witness.NotSeen) witness).why());
        }
    }

    Injected inject(Fault fault, Incarnation on) throws Unreached, InterruptedException {
        Log log = new Log();
        return new Injected(fault.inject(on, controls(), log), log.ways);
    }

    /** What would be written down before a fault that is then not carried out. */
    WayBack.Undo intended(Fault fault, Incarnation on) throws Exception {
        Log log = new Log() {
            @Override
            public void before(WayBack wayBack) {
                super.before(wayBack);
                if (wayBack instanceof WayBack.Undo) {
                    throw new IllegalStateException("so far and no further");
                }
            }
        };
        try {
            fault.inject(on, controls(), log);
        } catch (IllegalStateException e) {
            return new Injected(new Witness.NotSeen("intended only"), log.ways).undo();
        }
        throw new AssertionError("it kept no way back");
    }

    Fault.Look look(Fault fault, Incarnation on) throws InterruptedException {
        return fault.look(on, controls());
    }

    /** Another process would have no more than this. */
    UndoResult undo(WayBack.Undo undo) {
        return new Acts(door, directory, "bench").undo(undo);
    }

    private class Log implements UndoLog {
        final List<WayBack> ways = new ArrayList<>();

        @Override
        public void before(WayBack wayBack) {
            if (wayBack instanceof WayBack.Undo undo) {
                Map<String, String> locator = new TreeMap<>(undo.locator());
                locator.putAll(LABELS);
                ways.add(new WayBack.Undo(undo.act(), locator));
            } else {
                ways.add(wayBack);
            }
        }

        @Override
        public String keep(byte[] content) {
            return new Acts(door, directory, "bench").keep(content);
        }
    }

    void removeAll() throws Exception {
        for (String id : door.containers(Map.of())) {
            door.remove(id);
        }
        for (String name : door.volumes(Map.of())) {
            door.removeVolume(name);
        }
    }

    @Override
    public void close() {
        events.close();
        door.close();
        engine.close();
    }

    /** The engine's events and answers. */
    private final class Seeing implements Witnessing, Door.EventListener {
        private final List<EngineEvent> heard = new ArrayList<>();

        @Override
        public void event(EngineEvent event) {
            synchronized (heard) {
                heard.add(event);
                heard.notifyAll();
            }
        }

        @Override
        public void blind(String why) {}

        @Override
        public void seeing() {}

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit)
                throws InterruptedException {
            long end = System.nanoTime() + limit.toNanos();
            synchronized (heard) {
                while (true) {
                    Optional<EngineEvent> found = heard.stream()
                            .filter(event ->
                                    event.id().equals(on.id()) && !event.time().isBefore(since) && fits.test(event))
                            .findFirst();
                    long left = end - System.nanoTime();
                    if (found.isPresent() || left <= 0) {
                        return found;
                    }
                    heard.wait(1 + left / 1_000_000);
                }
            }
        }

        @Override
        public Optional<Condition> inspect(Incarnation on) throws Unreached, InterruptedException {
            try {
                return door.inspect(on.id()).map(ContainerFacts::condition);
            } catch (EngineException e) {
                throw new Unreached(e.getMessage(), e);
            }
        }
    }
}
