package dev.respawn.scenarios;

import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.gameday.Steps;
import dev.respawn.host.Commands;
import dev.respawn.host.EngineKeeper;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.image.Images;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.model.Labels;
import dev.respawn.undo.HostAudit;
import dev.respawn.undo.KeeperClient;
import dev.respawn.undo.Leftovers;
import dev.respawn.undo.OpenWays;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kills the harness, its keeper, its engine, or all of them at each step that a run takes, with every kind of fault, and
 * looks whether anything is left. The steps are those of a run that nobody killed, so that it is known how many there
 * are; which of them are tried is drawn from a seed, evenly over faults and ways to die.
 *
 * <p>What is looked at has nothing to do with what takes the run back: all that the engine has, its directory and its
 * network namespace; the host's own dump; and of a target that was there before, the kernel's and the engine's word of
 * its policy, limits, standing, and of a file's bytes, mode, owner and times.
 */
public final class KillSweep implements AutoCloseable {
    /** Within this a keeper has begun. */
    static final Duration BEGIN_LIMIT = Duration.ofSeconds(1);
    /** What a keeper may take for faults on containers and their host. */
    static final Duration KEEPER_LIMIT = Duration.ofSeconds(5);
    /** The same with an engine that is removed, or was started again. */
    static final Duration ENGINE_LIMIT = Duration.ofSeconds(20);

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final Duration HALT_LIMIT = Duration.ofSeconds(150);
    private static final Duration END_LIMIT = Duration.ofSeconds(150);
    private static final Duration SETTLED_LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final int ROUNDS_MOST = 5;
    private static final int BATCH = 40;

    /**
     * What became of a point.
     *
     * @param reached whether the run came to its step
     * @param begun how long it took until the keeper began; empty if nobody had to, or it was none
     * @param gone how long it took until nothing was left
     * @param wrong what was left at the limit, or took longer; empty for nothing
     */
    record Outcome(KillPoint point, boolean reached, Optional<Duration> begun, Duration gone, List<String> wrong) {
        Outcome {
            wrong = List.copyOf(wrong);
        }
    }

    /** What somebody spoils before a run is taken back, so that one can see whether the bench sees it. */
    interface Sabotage {
        /** For all that is to be found honest. */
        Sabotage NONE = (place, fault) -> {};

        void of(Place place, SweptFault fault) throws IOException;
    }

    /** Where one run has its things. */
    record Place(Path directory) {
        /** Short, because sockets below it have short names. */
        Path root() {
            return directory.resolve("r");
        }

        Path runs() {
            return directory.resolve("runs");
        }

        Path halt() {
            return directory.resolve("halt");
        }

        /** The run's directory, once there is one. */
        Optional<Path> run() throws IOException {
            if (!Files.isDirectory(runs())) {
                return Optional.empty();
            }
            try (Stream<Path> entries = Files.list(runs())) {
                return entries.filter(Files::isDirectory).findFirst();
            }
        }

        /** All that was written down of the run, by whomever. */
        List<Entry> journal() throws IOException {
            Optional<Path> run = run();
            return run.isPresent() ? KillSweep.journal(run.get()) : List.of();
        }
    }

    /** An engine that targets stand on, and a door to it. */
    private record Ground(PrivateEngine engine, Door door, String image) {
        String address() {
            return engine.recipe().address().toString();
        }
    }

    private final Path scratch;
    private final double patience;
    private final KeeperClient keeper;
    private final Ground shared;
    private final EngineDump before;
    private final HostAudit host;
    private final AtomicInteger numbers = new AtomicInteger();

    /**
     * With an engine for all points that leave it alone.
     *
     * @param patience by how much the limits are stretched, on a machine that does other things as well
     */
    KillSweep(Path scratch, double patience)
            throws EngineKeeper.NotKept, EngineException, Images.ImageMissing, IOException, InterruptedException {
        this.scratch = scratch;
        this.patience = patience;
        keeper = KeeperClient.start(scratch.resolve("r"), scratch.resolve("keeper.log"));
        try {
            shared = ground();
            // The first container of all makes directories and groups that stay with the engine.
            remove(Bystander.make(shared.door(), shared.image(), "first"), shared);
            before = EngineDump.of(shared.engine().recipe(), shared.door());
            host = HostAudit.from(scratch.resolve("r"), false);
        } catch (EngineKeeper.NotKept
                | EngineException
                | Images.ImageMissing
                | IOException
                | InterruptedException
                | RuntimeException e) {
            keeper.close();
            throw e;
        }
    }

    private Ground ground() throws EngineKeeper.NotKept, EngineException, Images.ImageMissing, InterruptedException {
        PrivateEngine engine = keeper.start(PrivateOptions.DEFAULT);
        Door door = DockerDoor.open(engine.recipe().address());
        ImageStore images = new ImageStore(door, ImageCache.usual(), false, Optional.empty());
        for (int round = 1; ; round++) {
            try {
                return new Ground(engine, door, images.ready("busybox").reference());
            } catch (EngineException.Slow e) {
                // A busy machine's engine needs its time to begin.
                if (round == 2 * ROUNDS_MOST) {
                    throw e;
                }
            }
        }
    }

    // --- the steps that there are

    /** The steps that each of these faults' runs takes, of runs that nobody cuts off. */
    Map<String, List<String>> enumerate(Function<String, Boolean> which, int atOnce)
            throws IOException, InterruptedException {
        Map<String, List<String>> steps = new TreeMap<>();
        for (int round = 1; ; round++) {
            List<SweptFault> missing = SweptFault.ALL.values().stream()
                    .filter(fault -> which.apply(fault.name()) && !steps.containsKey(fault.name()))
                    .toList();
            if (missing.isEmpty()) {
                return steps;
            }
            // A busy machine's engine may be too slow for one; the steps are those of a run that was carried out.
            String why = learn(missing, atOnce, steps);
            if (round == ROUNDS_MOST) {
                throw new IOException(why);
            }
        }
    }

    private String learn(List<SweptFault> faults, int atOnce, Map<String, List<String>> steps)
            throws IOException, InterruptedException {
        Place place = place();
        List<String> arguments = new ArrayList<>(List.of("run"));
        List<Bystander> bystanders = new ArrayList<>();
        try {
            for (SweptFault fault : faults) {
                Optional<Bystander> bystander = bystander(fault, shared);
                bystander.ifPresent(bystanders::add);
                arguments.add(file(fault, place.directory(), bystander).toString());
            }
            arguments.addAll(List.of(
                    "--jobs", String.valueOf(atOnce), "--runs", place.runs().toString(), "--host", "user"));
            try (CliProcess command = start(place, Map.of(), Optional.of(shared), arguments)) {
                int code = command.await(END_LIMIT);
                String told = "the runs ended with " + code + ": " + command.err();
                if (!Files.isDirectory(place.runs())) {
                    return told;
                }
                try (Stream<Path> runs = Files.list(place.runs())) {
                    for (Path run : runs.filter(Files::isDirectory).toList()) {
                        taken(journal(run), steps);
                    }
                }
                return told;
            }
        } catch (EngineException e) {
            throw new IOException(e);
        } finally {
            bystanders.forEach(bystander -> remove(bystander, shared));
            clear(place);
        }
    }

    private static void taken(List<Entry> journal, Map<String, List<String>> steps) {
        Steps names = new Steps();
        String name = "";
        Set<String> taken = new LinkedHashSet<>();
        boolean injected = false;
        for (Entry entry : journal) {
            if (entry.event() instanceof Event.RunBegan began) {
                name = began.scenario();
            }
            injected |= entry.event() instanceof Event.FaultInjected;
            names.name(entry.event()).ifPresent(taken::add);
        }
        if (injected) {
            steps.put(name, List.copyOf(taken));
        }
    }

    // --- one point

    /** Tries these points, several at a time; whatever else has changed on the engine is told after every batch. */
    List<Outcome> sweep(List<KillPoint> points, int atOnce, PrintStream told) throws IOException, InterruptedException {
        AtomicInteger done = new AtomicInteger();
        List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < points.size(); from += BATCH) {
            List<Callable<Outcome>> tasks = points.subList(from, Math.min(points.size(), from + BATCH)).stream()
                    .<Callable<Outcome>>map(point -> () -> {
                        Outcome outcome = tried(point, Sabotage.NONE);
                        int number = done.incrementAndGet();
                        if (!outcome.wrong().isEmpty() || number % 20 == 0 || number == points.size()) {
                            told.println(number + " of " + points.size()
                                    + (outcome.wrong().isEmpty() ? "" : ": WRONG: " + point + ": " + outcome.wrong()));
                        }
                        return outcome;
                    })
                    .toList();
            outcomes.addAll(all(tasks, atOnce));
        }
        return outcomes;
    }

    static <T> List<T> all(List<Callable<T>> tasks, int atOnce) throws IOException, InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(atOnce);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private Place place() throws IOException {
        return new Place(Files.createDirectories(scratch.resolve("p" + numbers.incrementAndGet())));
    }

    private Optional<Bystander> bystander(SweptFault fault, Ground ground)
            throws EngineException, IOException, InterruptedException {
        return fault.adopted()
                ? Optional.of(Bystander.make(ground.door(), ground.image(), "shop-" + numbers.incrementAndGet()))
                : Optional.empty();
    }

    private static Path file(SweptFault fault, Path directory, Optional<Bystander> bystander) throws IOException {
        return Files.writeString(
                directory.resolve(fault.name().replaceAll("[^a-z-]", "") + ".yaml"),
                fault.scenario()
                        .replace(
                                SweptFault.TARGET,
                                bystander.map(Bystander::name).orElse("")));
    }

    private static CliProcess start(
            Place place, Map<String, String> more, Optional<Ground> ground, List<String> arguments) throws IOException {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("RESPAWN_ROOT", place.root().toString());
        ground.ifPresent(it -> environment.put("DOCKER_HOST", it.address()));
        return CliProcess.start(environment, place.directory(), arguments.toArray(String[]::new));
    }

    /** Tries one point. */
    Outcome tried(KillPoint point, Sabotage sabotage) throws IOException, InterruptedException {
        SweptFault fault = Optional.ofNullable(SweptFault.ALL.get(point.fault()))
                .orElseThrow(() -> new IllegalArgumentException("no fault is called '" + point.fault() + "'"));
        Place place = place();
        HostAudit audit = HostAudit.from(place.root(), false);
        @Nullable Ground own = null;
        Optional<Bystander> bystander = Optional.empty();
        try {
            own = point.pass() == KillPoint.Pass.ENGINE_AGAIN ? ground() : null;
            Ground ground = own == null ? shared : own;
            bystander = bystander(fault, ground);
            List<String> was = bystander.isPresent() ? bystander.get().now(ground.door()) : List.of();
            Outcome outcome = new Trial(point, fault, place, ground, audit, bystander, was, sabotage).outcome();
            if (outcome.wrong().isEmpty()) {
                clear(place);
            }
            return outcome;
        } catch (EngineException | EngineKeeper.NotKept | Images.ImageMissing e) {
            throw new IOException(e);
        } finally {
            Ground ground = own == null ? shared : own;
            bystander.ifPresent(it -> remove(it, ground));
            if (own != null) {
                removeEngine(own);
            }
        }
    }

    private static void remove(Bystander bystander, Ground ground) {
        boolean interrupted = Thread.interrupted();
        try {
            ground.door().remove(bystander.id());
        } catch (EngineException e) {
            // Gone already, or found when the engine's lists are compared.
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void removeEngine(Ground ground) throws InterruptedException, IOException {
        ground.door().close();
        try {
            keeper.remove(ground.engine().id());
        } catch (EngineKeeper.NotKept e) {
            throw new IOException(e);
        }
    }

    /** One run, its death, and what came of it. */
    private final class Trial {
        private final KillPoint point;
        private final SweptFault fault;
        private final Place place;
        private final Ground ground;
        private final HostAudit audit;
        private final Optional<Bystander> bystander;
        private final List<String> was;
        private final Sabotage sabotage;
        private Instant killed = Instant.EPOCH;

        Trial(
                KillPoint point,
                SweptFault fault,
                Place place,
                Ground ground,
                HostAudit audit,
                Optional<Bystander> bystander,
                List<String> was,
                Sabotage sabotage) {
            this.point = point;
            this.fault = fault;
            this.place = place;
            this.ground = ground;
            this.audit = audit;
            this.bystander = bystander;
            this.was = was;
            this.sabotage = sabotage;
        }

        Outcome outcome() throws IOException, InterruptedException {
            Map<String, String> halting = Map.of(
                    Steps.HALT_AT, point.at(), Steps.HALT_FILE, place.halt().toString());
            boolean privately = point.pass().privately();
            List<String> arguments = List.of(
                    "run",
                    file(fault, place.directory(), bystander).toString(),
                    "--runs",
                    place.runs().toString(),
                    "--host",
                    privately ? "private" : "user");
            try (CliProcess command =
                    start(place, halting, privately ? Optional.empty() : Optional.of(ground), arguments)) {
                boolean reached = halted(command);
                Optional<PrivateRecipe> own = engineOf();
                long from = reached ? strike(command) : System.nanoTime();
                return judged(reached, own, from);
            } catch (EngineException | EngineKeeper.NotKept e) {
                throw new IOException(e);
            }
        }

        /** False if the run ended before it came to its step. */
        private boolean halted(CliProcess command) throws InterruptedException {
            long end = System.nanoTime() + HALT_LIMIT.toNanos();
            while (!Files.exists(place.halt())) {
                if (ProcessTable.row(command.pid()).filter(row -> !row.zombie()).isEmpty()) {
                    return false;
                }
                if (System.nanoTime() > end) {
                    throw new AssertionError(
                            "neither halted nor ended within " + HALT_LIMIT.toSeconds() + "s: " + command.err());
                }
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
            return true;
        }

        private Optional<PrivateRecipe> engineOf() throws IOException {
            Path engines = PrivateRecipe.enginesDirectory(place.root());
            if (!Files.isDirectory(engines)) {
                return Optional.empty();
            }
            try (Stream<Path> entries = Files.list(engines)) {
                return entries.findFirst()
                        .map(entry ->
                                new PrivateRecipe(place.root(), Integer.parseInt(String.valueOf(entry.getFileName()))));
            }
        }

        /** Does it; returns since when it has to be undone. */
        private long strike(CliProcess command)
                throws IOException, InterruptedException, EngineException, EngineKeeper.NotKept {
            long keeperOf = command.children().stream()
                    .filter(pid -> ProcessTable.arguments(pid).contains("dev.respawn.undo.Keeper "))
                    .findFirst()
                    .orElseThrow();
            String group = "-" + command.pid();
            switch (point.pass()) {
                case HARNESS -> {
                    kill("KILL", group);
                    return now();
                }
                case HARNESS_RESTARTED -> {
                    // Halted, so that the restart comes between the harness's death and its work.
                    kill("STOP", String.valueOf(keeperOf));
                    kill("KILL", group);
                    restart();
                    kill("CONT", String.valueOf(keeperOf));
                    return now();
                }
                case KEEPER -> {
                    kill("KILL", String.valueOf(keeperOf));
                    return goOn(command);
                }
                case BOTH, BOTH_RESTARTED -> {
                    kill("KILL", group, String.valueOf(keeperOf));
                    if (point.pass().restarted()) {
                        restart();
                    }
                    awaitEnd(keeperOf);
                    return undo(command);
                }
                case ENGINE -> {
                    kill("KILL", String.valueOf(dockerd()));
                    return goOn(command);
                }
                case ALL -> {
                    kill("KILL", group, String.valueOf(keeperOf), String.valueOf(dockerd()));
                    awaitEnd(keeperOf);
                    return undo(command);
                }
                case ENGINE_AGAIN -> {
                    kill("KILL", group);
                    keeper.kill(ground.engine().id());
                    // It finds no engine, and leaves the run to whoever comes later.
                    awaitEnd(keeperOf);
                    keeper.startAgain(ground.engine().id());
                    return undo(command);
                }
            }
            throw new AssertionError(point);
        }

        private long now() {
            killed = Instant.now();
            return System.nanoTime();
        }

        /** Somebody who is killed on a busy machine lives on for a moment, and what is his is not taken from him. */
        private void awaitEnd(long pid) throws InterruptedException {
            long end = System.nanoTime() + END_LIMIT.toNanos();
            while (ProcessTable.row(pid).filter(row -> !row.zombie()).isPresent()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("the keeper still runs after " + END_LIMIT.toSeconds() + "s");
                }
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        }

        private long dockerd() {
            return ProcessTable.pids().stream()
                    .filter(pid -> ProcessTable.row(pid)
                            .filter(row -> row.command().equals("dockerd"))
                            .isPresent())
                    .filter(pid -> ProcessTable.arguments(pid).contains(place.root() + "/"))
                    .findFirst()
                    .orElseThrow();
        }

        /** The harness is let go on, and ends by itself. */
        private long goOn(CliProcess command) throws IOException, InterruptedException {
            Files.delete(place.halt());
            command.await(END_LIMIT);
            return System.nanoTime();
        }

        private long undo(CliProcess command) throws IOException, InterruptedException {
            command.await(COMMAND_LIMIT);
            sabotage.of(place, fault);
            long from = System.nanoTime();
            new Leftovers(place.root()).remove(line -> {});
            return from;
        }

        /** Whatever of the run's targets runs, or waits. */
        private void restart() throws IOException, InterruptedException {
            try {
                List<String> targets = new ArrayList<>();
                bystander.ifPresent(it -> targets.add(it.id()));
                Optional<Path> run = place.run();
                if (run.isPresent()) {
                    targets.addAll(ground.door()
                            .containers(
                                    Map.of(Labels.RUN, String.valueOf(run.get().getFileName()))));
                }
                for (String id : targets) {
                    try {
                        ground.door().restart(id, Optional.of(Duration.ZERO));
                    } catch (EngineException.Refused e) {
                        // A paused one is not restarted by every engine; then it stays paused.
                    }
                }
            } catch (EngineException e) {
                throw new IOException(e);
            }
        }

        private Outcome judged(boolean reached, Optional<PrivateRecipe> own, long from)
                throws IOException, InterruptedException {
            boolean engines = point.pass().privately() || point.pass() == KillPoint.Pass.ENGINE_AGAIN;
            Duration limit = engines ? ENGINE_LIMIT : KEEPER_LIMIT;
            long longest = (long) (limit.toNanos() * patience);
            List<String> left = left(false);
            while (!left.isEmpty() && System.nanoTime() - from < longest) {
                Thread.sleep(LOOK_EVERY_MILLIS);
                left = left(false);
            }
            Duration gone = Duration.ofNanos(System.nanoTime() - from);
            List<String> wrong = new ArrayList<>(left.isEmpty() ? left : left(true));
            if (left.isEmpty() && gone.toNanos() > longest) {
                wrong.add("it took " + gone.toMillis() + "ms, and the limit is " + limit.toSeconds() + "s");
            }
            wrong.addAll(audit.afterLab(known(), own).left());
            List<Entry> journal = place.journal();
            if (!point.pass().privately()) {
                OpenWays.of(journal)
                        .forEach(open ->
                                wrong.add("a way back is open: " + open.undo().act() + " of " + open.target()));
            }
            Optional<Duration> begun = begun(journal);
            begun.filter(it -> it.toNanos() > BEGIN_LIMIT.toNanos() * patience)
                    .ifPresent(it -> wrong.add("the keeper began after " + it.toMillis() + "ms"));
            if (!wrong.isEmpty()) {
                // What is left must not be found again by the next.
                new Leftovers(place.root()).remove(line -> {});
                wrong.add("its files are in " + place.directory());
            }
            return new Outcome(point, reached, begun, gone, wrong);
        }

        /** From the death of the harness to the keeper's first word of the run. */
        private Optional<Duration> begun(List<Entry> journal) {
            return killed.equals(Instant.EPOCH)
                    ? Optional.empty()
                    : journal.stream()
                            .filter(entry -> entry.event() instanceof Event.Noted noted
                                    && noted.text().contains(" takes run "))
                            .findFirst()
                            .map(entry -> Duration.between(killed, entry.at()));
        }

        private List<String> left(boolean last) throws IOException, InterruptedException {
            List<String> left = new ArrayList<>();
            for (String name : List.of("leases", "processes", "engines")) {
                Path directory = place.root().resolve(name);
                if (Files.isDirectory(directory)) {
                    try (Stream<Path> entries = Files.list(directory)) {
                        entries.forEach(entry -> left.add(name + ": " + entry.getFileName()));
                    }
                }
            }
            if (!left.isEmpty() && !last) {
                // Whoever works on it needs the processor; the rest is looked at when that is done.
                return left;
            }
            left.addAll(Residue.processes(place.root()));
            Optional<Path> run = place.run();
            if (!point.pass().privately() && run.isPresent()) {
                onEngine(String.valueOf(run.get().getFileName()), left);
            }
            if (left.isEmpty() && bystander.isPresent()) {
                left.addAll(bystander
                        .get()
                        .difference(
                                was,
                                bystander.get().now(ground.door()),
                                fault.fault().equals("remove")));
            }
            return left;
        }

        private void onEngine(String run, List<String> left) throws InterruptedException {
            Map<String, String> labels = Map.of(Labels.RUN, run);
            try {
                ground.door().containers(labels).forEach(id -> left.add("container " + id));
                ground.door().networks(labels).forEach(id -> left.add("network " + id));
                ground.door().volumes(labels).forEach(name -> left.add("volume " + name));
                ground.door().images().stream()
                        .filter(image -> image.contains(run))
                        .forEach(left::add);
            } catch (EngineException e) {
                left.add("the engine does not tell: " + e.getMessage());
            }
        }

        private Set<String> known() throws IOException {
            Set<String> known = new LinkedHashSet<>();
            known.add(place.root().toString());
            place.run().ifPresent(run -> known.add(String.valueOf(run.getFileName())));
            for (Entry entry : place.journal()) {
                if (entry.event() instanceof Event.EngineSaid said
                        && said.target().isPresent()) {
                    known.add(said.said().id());
                } else if (entry.event() instanceof Event.Deployed deployed) {
                    known.add(deployed.incarnation().id());
                }
            }
            // Its processes go on under its own supervisor.
            bystander.ifPresent(it -> known.remove(it.id()));
            return known;
        }
    }

    private static void kill(String signal, String... whom) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("/bin/kill", "-s", signal, "--"));
        argv.addAll(Arrays.asList(whom));
        Commands.run(argv, COMMAND_LIMIT);
    }

    private static List<Entry> journal(Path run) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            entries.addAll(JsonJournal.read(run.resolve("journal.jsonl")).entries());
        } catch (NoSuchFileException e) {
            return entries;
        }
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.filter(f -> String.valueOf(f.getFileName()).startsWith("undo-"))
                    .toList()) {
                entries.addAll(JsonJournal.read(file).entries());
            }
        }
        return entries;
    }

    /** A thousand runs would fill the disk; of what went wrong the files stay. */
    private static void clear(Place place) throws IOException {
        Files.walkFileTree(place.directory(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    // --- what is left of all of them together

    /** What is different on the shared engine from what was there before the first point, by whatever name. */
    List<String> strays() throws EngineException, IOException, InterruptedException {
        long end = System.nanoTime() + SETTLED_LIMIT.toNanos();
        while (true) {
            List<String> strays =
                    before.difference(EngineDump.of(shared.engine().recipe(), shared.door()));
            if (strays.isEmpty() || System.nanoTime() > end) {
                return strays;
            }
            Thread.sleep(10 * LOOK_EVERY_MILLIS);
        }
    }

    /** What is different on the host; on a machine that others use as well, some of it may be theirs. */
    List<String> onHost() throws InterruptedException {
        HostAudit.Result result = host.afterLab(Set.of(scratch.toString()), Optional.empty());
        List<String> all = new ArrayList<>(result.left());
        all.addAll(result.changed());
        return all;
    }

    /** Removes what runs have left on the shared engine when they were made to. */
    void removeOfRuns() throws EngineException, InterruptedException {
        Map<String, String> any = Map.of(Labels.RUN, "");
        for (String id : shared.door().containers(any)) {
            shared.door().remove(id);
        }
        for (String id : shared.door().networks(any)) {
            shared.door().removeNetwork(id);
        }
        for (String name : shared.door().volumes(any)) {
            shared.door().removeVolume(name);
        }
    }

    // --- the table

    /** The table, per fault and per pass. */
    static List<String> table(List<Outcome> outcomes, int all) {
        List<String> lines = new ArrayList<>();
        lines.addAll(part("fault", outcomes, outcome -> outcome.point().fault()));
        lines.add("");
        lines.addAll(part("killed", outcomes, outcome -> outcome.point().pass().inWords()));
        lines.add("");
        lines.add(row("all", outcomes));
        long reached = outcomes.stream().filter(Outcome::reached).count();
        lines.add(String.format(
                Locale.ROOT,
                "%d of %d points were tried, %.1f%%; at %d of them the run really was",
                outcomes.size(),
                all,
                100.0 * outcomes.size() / Math.max(1, all),
                reached));
        return lines;
    }

    private static List<String> part(String heading, List<Outcome> outcomes, Function<Outcome, String> by) {
        List<String> lines = new ArrayList<>();
        lines.add(row(heading, "points", "reached", "residues", "begun by", "undone by"));
        Map<String, List<Outcome>> parts = new LinkedHashMap<>();
        outcomes.stream()
                .sorted(java.util.Comparator.comparing(by))
                .forEach(outcome -> parts.computeIfAbsent(by.apply(outcome), key -> new ArrayList<>())
                        .add(outcome));
        parts.forEach((what, those) -> lines.add(row(what, those)));
        return lines;
    }

    private static String row(String what, List<Outcome> outcomes) {
        return row(
                what,
                String.valueOf(outcomes.size()),
                String.valueOf(outcomes.stream().filter(Outcome::reached).count()),
                String.valueOf(outcomes.stream()
                        .filter(outcome -> !outcome.wrong().isEmpty())
                        .count()),
                longest(outcomes.stream().flatMap(outcome -> outcome.begun().stream())),
                longest(outcomes.stream().map(Outcome::gone)));
    }

    private static String longest(Stream<Duration> durations) {
        return durations
                .max(Duration::compareTo)
                .map(it -> it.toMillis() + "ms")
                .orElse("-");
    }

    private static String row(
            String what, String points, String reached, String residues, String begun, String undone) {
        return String.format(Locale.ROOT, "%-42s %7s %8s %9s %9s %10s", what, points, reached, residues, begun, undone);
    }

    @Override
    public void close() {
        shared.door().close();
        keeper.close();
    }

    /** {@code --points N --seed S --jobs N --patience F --fault NAME --pass NAME}; what went wrong keeps its files. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new TreeMap<>(Map.of(
                "--points",
                "40",
                "--seed",
                "1",
                "--jobs",
                "4",
                "--patience",
                "1",
                "--pass",
                "",
                "--fault",
                "",
                "--alone",
                "no"));
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length || options.replace(arguments[i], arguments[i + 1]) == null) {
                System.err.println("the sweep does not know '" + arguments[i] + "', or it has no value; it knows "
                        + String.join(", ", options.keySet()));
                System.exit(2);
            }
        }
        int count = Integer.parseInt(options.getOrDefault("--points", ""));
        int jobs = Integer.parseInt(options.getOrDefault("--jobs", ""));
        String pass = options.getOrDefault("--pass", "");
        String fault = options.getOrDefault("--fault", "");
        Path scratch = Files.createTempDirectory("rsweep");
        long wrong;
        try (KillSweep sweep = new KillSweep(scratch, Double.parseDouble(options.getOrDefault("--patience", "")))) {
            List<KillPoint> points = KillPoint.all(sweep.enumerate(name -> name.startsWith(fault), jobs));
            points.removeIf(point -> !point.pass().name().startsWith(pass));
            List<KillPoint> drawn = KillPoint.drawn(points, count, Long.parseLong(options.getOrDefault("--seed", "")));
            System.err.println(
                    points.size() + " points, of which " + drawn.size() + " are tried, " + jobs + " at a time");
            List<Outcome> outcomes = sweep.sweep(drawn, jobs, System.err);
            table(outcomes, points.size()).forEach(System.out::println);
            List<String> strays = new ArrayList<>(sweep.strays());
            strays.forEach(stray -> System.out.println("left on the engine: " + stray));
            List<String> host = sweep.onHost();
            host.forEach(line -> System.out.println("changed on the host: " + line));
            // Others' processes and engines come and go meanwhile, and nobody can say whose a change is.
            boolean alone = "yes".equals(options.get("--alone"));
            wrong = strays.size()
                    + (alone ? host.size() : 0)
                    + outcomes.stream()
                            .filter(outcome -> !outcome.wrong().isEmpty())
                            .count();
        }
        if (wrong == 0) {
            Commands.run(List.of("rm", "-r", "--", scratch.toString()), COMMAND_LIMIT);
        }
        System.exit(wrong == 0 ? 0 : 5);
    }
}
