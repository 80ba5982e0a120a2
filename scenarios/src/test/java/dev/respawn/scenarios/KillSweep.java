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
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Kills the harness, its keeper, its engine, or all of them at each step that a run takes, with every kind of fault, and
 * looks whether anything is left. The steps are those of a run that nobody killed, so that it is known how many there
 * are; which of them are tried is drawn from a seed, evenly over faults and ways to die.
 */
public final class KillSweep implements AutoCloseable {
    /** What a keeper may take for faults on containers and their host. */
    static final Duration KEEPER_LIMIT = Duration.ofSeconds(5);
    /** The same with an engine of the run's own, which is removed. */
    static final Duration ENGINE_LIMIT = Duration.ofSeconds(20);

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final Duration HALT_LIMIT = Duration.ofSeconds(150);
    private static final Duration END_LIMIT = Duration.ofSeconds(150);
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final int REFERENCES_MOST = 5;

    /** Who is killed. */
    enum Pass {
        HARNESS("harness", false, false),
        BOTH("harness and keeper", false, false),
        KEEPER("keeper", false, false),
        HARNESS_RESTARTED("harness, target restarted", false, true),
        BOTH_RESTARTED("harness and keeper, target restarted", false, true),
        ENGINE("engine", true, false),
        ALL("harness, keeper and engine", true, false);

        private final String inWords;
        private final boolean ownEngine;
        private final boolean restarted;

        Pass(String inWords, boolean ownEngine, boolean restarted) {
            this.inWords = inWords;
            this.ownEngine = ownEngine;
            this.restarted = restarted;
        }
    }

    /** One of each kind of fault that there is; what lasts is taken back while the run goes on. */
    private static final Map<String, String> FAULTS = faults();

    private static Map<String, String> faults() {
        Map<String, String> faults = new TreeMap<>();
        String child = "[sh, -c, \"while true; do sleep 1000; done\"]";
        String deaf = "[sh, -c, \"trap 'exit 0' TERM; while true; do sleep 0.1; done\"]";
        faults.put("crash", scenario("always", "", child, "", "crash"));
        faults.put("freeze", scenario("always", "", child, "300ms", "freeze"));
        faults.put("child-crash", scenario("always", "", child, "", "child-crash"));
        faults.put(
                "out-of-memory", scenario("always", ", memory: 32MiB", child, "", "{ out-of-memory: { of: main } }"));
        faults.put("delete-file", scenario("always", "", child, "300ms", "{ delete-file: { path: /etc/sweep } }"));
        faults.put(
                "corrupt-file",
                scenario("always", "", child, "300ms", "{ corrupt-file: { path: /etc/sweep, how: truncate } }"));
        faults.put(
                "fill-disk",
                scenario(
                        "always",
                        ", volumes: [{ path: /data, name: shelf, size: 8MiB }]",
                        child,
                        "300ms",
                        "{ fill-disk: { path: /data } }"));
        faults.put("pause", scenario("always", "", child, "300ms", "pause"));
        faults.put("operator-stop", scenario("always", "", deaf, "", "operator-stop"));
        faults.put("operator-kill", scenario("always", "", child, "", "operator-kill"));
        faults.put("operator-restart", scenario("always", "", deaf, "", "operator-restart"));
        faults.put(
                "operator-update",
                scenario("always", ", memory: 32MiB", child, "300ms", "{ operator-update: { memory: 64MiB } }"));
        faults.put("signal-inside", scenario("always", "", deaf, "", "{ signal-inside: { signal: TERM } }"));
        faults.put("remove", scenario("no", "", child, "", "{ remove: { volumes: true } }"));
        faults.put("recreate", scenario("always", "", child, "", "recreate"));
        faults.put("start", scenario("no", "", "[sh, -c, \"sleep 0.1\"]", "", "start"));
        return faults;
    }

    private static String scenario(String policy, String more, String command, String lasts, String inject) {
        // The file that is deleted or corrupted is made by the service itself; no image has one that nobody needs.
        String made = command.replace("\"while", "\"echo kept > /etc/sweep; while");
        return "scenario: sweep\n"
                + "on: [\"docker:" + policy + "\"]\n"
                + (inject.equals("start") ? "begins: not-asked\n" : "")
                + "services:\n"
                + "  web: { image: busybox, command: " + made + more + " }\n"
                + "disrupt:\n"
                + "  - name: hit\n"
                + "    at: " + (inject.equals("start") ? "600ms" : "150ms") + "\n"
                + "    inject: " + inject + "\n"
                + "    target: { service: web }\n"
                + (lasts.isEmpty() ? "" : "    for: " + lasts + "\n    when-target-restarts: end\n")
                + "expect:\n"
                + "  - exits: { after: hit, with: 137 }\n";
    }

    /** The names of all faults that are swept over. */
    static Set<String> names() {
        return FAULTS.keySet();
    }

    /** Where a run is met, and by what. */
    record Point(String fault, String at, Pass pass) {
        @Override
        public String toString() {
            return fault + ", " + pass.inWords + ", " + at;
        }
    }

    /**
     * What became of a point.
     *
     * @param reached whether the run came to its step
     * @param gone how long it took until nothing was left
     * @param wrong what was left at the limit, or took longer; empty for nothing
     */
    record Outcome(Point point, boolean reached, Duration gone, List<String> wrong) {}

    private final Path scratch;
    private final double patience;
    private final KeeperClient keeper;
    private final PrivateEngine engine;
    private final Door door;
    private final AtomicInteger numbers = new AtomicInteger();

    /**
     * With an engine for all points that leave it alone.
     *
     * @param patience by how much the limits are stretched, on a machine that does other things as well
     */
    KillSweep(Path scratch, double patience)
            throws EngineKeeper.NotKept, EngineException, Images.ImageMissing, InterruptedException {
        this.scratch = scratch;
        this.patience = patience;
        keeper = KeeperClient.start(scratch.resolve("r"), scratch.resolve("keeper.log"));
        engine = keeper.start(PrivateOptions.DEFAULT);
        door = DockerDoor.open(engine.recipe().address());
        ImageStore images = new ImageStore(door, ImageCache.usual(), false, Optional.empty());
        for (int round = 1; ; round++) {
            try {
                images.ready("busybox");
                return;
            } catch (EngineException.Slow e) {
                // A busy machine's engine needs its time to begin.
                if (round == 10) {
                    throw e;
                }
            }
        }
    }

    /** The steps of each fault's run, as one run each takes them. */
    Map<String, List<String>> enumerate(int atOnce) throws IOException, InterruptedException {
        return enumerate("", atOnce);
    }

    private Map<String, List<String>> enumerate(String only, int atOnce) throws IOException, InterruptedException {
        List<Callable<Map.Entry<String, List<String>>>> tasks = new ArrayList<>();
        for (String fault :
                FAULTS.keySet().stream().filter(name -> name.startsWith(only)).toList()) {
            tasks.add(() -> Map.entry(fault, stepsAtLast(fault)));
        }
        Map<String, List<String>> steps = new TreeMap<>();
        for (Map.Entry<String, List<String>> entry : all(tasks, atOnce)) {
            steps.put(entry.getKey(), entry.getValue());
        }
        return steps;
    }

    /** A busy machine's engine may be too slow for a run; the steps are those of one that was carried out. */
    private List<String> stepsAtLast(String fault) throws IOException, InterruptedException {
        for (int round = 1; ; round++) {
            try {
                return steps(fault);
            } catch (IOException e) {
                if (round == REFERENCES_MOST) {
                    throw e;
                }
            }
        }
    }

    private List<String> steps(String fault) throws IOException, InterruptedException {
        Place place = place();
        try (CliProcess command = start(fault, place, Map.of(), false)) {
            int code = command.await(END_LIMIT);
            List<Entry> journal = journal(place)
                    .orElseThrow(() -> new IOException("the run with '" + fault + "' ended with " + code
                            + " and wrote nothing: " + command.err()));
            Steps names = new Steps();
            Set<String> steps = new LinkedHashSet<>();
            for (Entry entry : journal) {
                names.name(entry.event()).ifPresent(steps::add);
            }
            if (journal.stream().noneMatch(entry -> entry.event() instanceof Event.FaultInjected)) {
                throw new IOException("'" + fault + "' was not injected: "
                        + journal.stream()
                                .filter(entry -> entry.event() instanceof Event.FaultFailed
                                        || entry.event() instanceof Event.RunEnded)
                                .toList()
                        + command.err());
            }
            return List.copyOf(steps);
        } finally {
            clear(place);
        }
    }

    /** All points there are. */
    static List<Point> points(Map<String, List<String>> steps) {
        List<Point> points = new ArrayList<>();
        steps.forEach((fault, names) -> {
            for (String name : names) {
                for (Pass pass : Pass.values()) {
                    points.add(new Point(fault, "before " + name, pass));
                    points.add(new Point(fault, "after " + name, pass));
                }
            }
        });
        return points;
    }

    /** So many of them, none twice, evenly over faults and passes. */
    static List<Point> drawn(List<Point> points, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, List<Point>> heaps = new LinkedHashMap<>();
        // A fault's passes follow each other shifted, so that few points see all faults and all passes.
        List<String> faults = points.stream().map(Point::fault).distinct().toList();
        Pass[] passes = Pass.values();
        for (int round = 0; round < passes.length; round++) {
            for (int i = 0; i < faults.size(); i++) {
                heaps.put(faults.get(i) + passes[(i + round) % passes.length], new ArrayList<>());
            }
        }
        points.forEach(point -> heaps.computeIfAbsent(point.fault() + point.pass(), key -> new ArrayList<>())
                .add(point));
        List<Point> drawn = new ArrayList<>();
        while (drawn.size() < Math.min(count, points.size())) {
            for (List<Point> heap : heaps.values()) {
                if (!heap.isEmpty() && drawn.size() < count) {
                    drawn.add(heap.remove(random.nextInt(heap.size())));
                }
            }
        }
        return drawn;
    }

    /** Tries these points, several at a time. */
    List<Outcome> sweep(List<Point> points, int atOnce, PrintStream told) throws IOException, InterruptedException {
        AtomicInteger done = new AtomicInteger();
        return all(
                points.stream()
                        .<Callable<Outcome>>map(point -> () -> {
                            Outcome outcome = tried(point);
                            int number = done.incrementAndGet();
                            if (!outcome.wrong().isEmpty() || number % 20 == 0 || number == points.size()) {
                                told.println(number + " of " + points.size()
                                        + (outcome.wrong().isEmpty()
                                                ? ""
                                                : ": WRONG: " + point + ": " + outcome.wrong()));
                            }
                            return outcome;
                        })
                        .toList(),
                atOnce);
    }

    private static <T> List<T> all(List<Callable<T>> tasks, int atOnce) throws IOException, InterruptedException {
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

    /** Where one run has its things. */
    private record Place(Path directory, Path root, Path runs, Path halt) {}

    private Place place() throws IOException {
        // Short, because sockets below the root have short names.
        Path directory = Files.createDirectories(scratch.resolve("p" + numbers.incrementAndGet()));
        return new Place(directory, directory.resolve("r"), directory.resolve("runs"), directory.resolve("halt"));
    }

    private CliProcess start(String fault, Place place, Map<String, String> more, boolean ownEngine)
            throws IOException {
        Path file = Files.writeString(place.directory().resolve("sweep.yaml"), FAULTS.getOrDefault(fault, ""));
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("RESPAWN_ROOT", place.root().toString());
        if (!ownEngine) {
            environment.put("DOCKER_HOST", engine.recipe().address().toString());
        }
        return CliProcess.start(
                environment,
                place.directory(),
                "run",
                file.toString(),
                "--runs",
                place.runs().toString(),
                "--host",
                ownEngine ? "private" : "user");
    }

    private static Optional<Path> run(Place place) throws IOException {
        if (!Files.isDirectory(place.runs())) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(place.runs())) {
            return entries.filter(Files::isDirectory).findFirst();
        }
    }

    private static Optional<List<Entry>> journal(Place place) throws IOException {
        Optional<Path> run = run(place);
        if (run.isEmpty() || !Files.exists(run.get().resolve("journal.jsonl"))) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>(
                JsonJournal.read(run.get().resolve("journal.jsonl")).entries());
        try (Stream<Path> files = Files.list(run.get())) {
            for (Path file : files.filter(f -> String.valueOf(f.getFileName()).startsWith("undo-"))
                    .toList()) {
                entries.addAll(JsonJournal.read(file).entries());
            }
        }
        return Optional.of(entries);
    }

    private Outcome tried(Point point) throws IOException, InterruptedException {
        Place place = place();
        HostAudit audit = HostAudit.from(place.root(), false);
        Map<String, String> halting =
                Map.of(Steps.HALT_AT, point.at(), Steps.HALT_FILE, place.halt().toString());
        try (CliProcess command = start(point.fault(), place, halting, point.pass().ownEngine)) {
            boolean reached = halted(command, place);
            Optional<PrivateRecipe> own = engineOf(place);
            long from = reached ? strike(point, command, place) : System.nanoTime();
            Duration limit = point.pass().ownEngine ? ENGINE_LIMIT : KEEPER_LIMIT;
            Outcome outcome = judged(point, reached, place, audit, own, from, limit);
            if (outcome.wrong().isEmpty()) {
                clear(place);
            }
            return outcome;
        }
    }

    /** False if the run ended before it came to its step. */
    private static boolean halted(CliProcess command, Place place) throws InterruptedException {
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

    private static Optional<PrivateRecipe> engineOf(Place place) throws IOException {
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
    private long strike(Point point, CliProcess command, Place place) throws IOException, InterruptedException {
        long keeperOf = command.children().stream()
                .filter(pid -> ProcessTable.arguments(pid).contains("dev.respawn.undo.Keeper "))
                .findFirst()
                .orElseThrow();
        switch (point.pass()) {
            case HARNESS -> {
                kill("KILL", "-" + command.pid());
                return System.nanoTime();
            }
            case HARNESS_RESTARTED -> {
                // Halted, so that the restart comes between the harness's death and its work.
                kill("STOP", String.valueOf(keeperOf));
                kill("KILL", "-" + command.pid());
                restart(place);
                kill("CONT", String.valueOf(keeperOf));
                return System.nanoTime();
            }
            case KEEPER -> {
                kill("KILL", String.valueOf(keeperOf));
                return goOn(command, place);
            }
            case BOTH, BOTH_RESTARTED -> {
                kill("KILL", "-" + command.pid(), String.valueOf(keeperOf));
                if (point.pass().restarted) {
                    restart(place);
                }
                return undo(command, place);
            }
            case ENGINE -> {
                kill("KILL", String.valueOf(dockerd(place)));
                return goOn(command, place);
            }
            case ALL -> {
                kill("KILL", "-" + command.pid(), String.valueOf(keeperOf), String.valueOf(dockerd(place)));
                return undo(command, place);
            }
        }
        throw new AssertionError(point);
    }

    private static void kill(String signal, String... whom) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("/bin/kill", "-s", signal, "--"));
        argv.addAll(List.of(whom));
        Commands.run(argv, COMMAND_LIMIT);
    }

    private static long dockerd(Place place) {
        return ProcessTable.pids().stream()
                .filter(pid -> ProcessTable.row(pid)
                        .filter(row -> row.command().equals("dockerd"))
                        .isPresent())
                .filter(pid -> ProcessTable.arguments(pid).contains(place.root() + "/"))
                .findFirst()
                .orElseThrow();
    }

    /** The harness is let go on, and ends by itself. */
    private static long goOn(CliProcess command, Place place) throws IOException, InterruptedException {
        Files.delete(place.halt());
        command.await(END_LIMIT);
        return System.nanoTime();
    }

    private static long undo(CliProcess command, Place place) throws IOException, InterruptedException {
        command.await(COMMAND_LIMIT);
        long from = System.nanoTime();
        new Leftovers(place.root()).remove(line -> {});
        return from;
    }

    private void restart(Place place) throws IOException, InterruptedException {
        Optional<Path> run = run(place);
        if (run.isEmpty()) {
            return;
        }
        try {
            for (String id :
                    door.containers(Map.of(Labels.RUN, String.valueOf(run.get().getFileName())))) {
                try {
                    door.restart(id, Optional.of(Duration.ZERO));
                } catch (EngineException e) {
                    // A paused one is not restarted by every engine; then it stays paused.
                }
            }
        } catch (EngineException e) {
            throw new IOException(e);
        }
    }

    private Outcome judged(
            Point point,
            boolean reached,
            Place place,
            HostAudit audit,
            Optional<PrivateRecipe> own,
            long from,
            Duration limit)
            throws IOException, InterruptedException {
        long longest = (long) (limit.toNanos() * patience);
        List<String> left = left(place, point.pass());
        while (!left.isEmpty() && System.nanoTime() - from < longest) {
            Thread.sleep(LOOK_EVERY_MILLIS);
            left = left(place, point.pass());
        }
        Duration gone = Duration.ofNanos(System.nanoTime() - from);
        List<String> wrong = new ArrayList<>(left);
        wrong.addAll(audit.afterLab(known(place), own).left());
        if (!point.pass().ownEngine) {
            journal(place)
                    .ifPresent(entries -> OpenWays.of(entries)
                            .forEach(open -> wrong.add(
                                    "a way back is open: " + open.undo().act() + " of " + open.target())));
        }
        if (!wrong.isEmpty()) {
            // What is left must not be found again by the next.
            new Leftovers(place.root()).remove(line -> {});
        }
        return new Outcome(
                point, reached, gone, wrong.isEmpty() ? wrong : with("its files are in " + place.directory(), wrong));
    }

    private static List<String> with(String last, List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.add(last);
        return all;
    }

    private static Set<String> known(Place place) throws IOException {
        Set<String> known = new LinkedHashSet<>();
        known.add(place.root().toString());
        run(place).ifPresent(run -> known.add(String.valueOf(run.getFileName())));
        journal(place)
                .ifPresent(entries -> entries.forEach(entry -> {
                    if (entry.event() instanceof Event.Deployed deployed) {
                        known.add(deployed.incarnation().id());
                    } else if (entry.event() instanceof Event.EngineSaid said
                            && said.target().isPresent()) {
                        known.add(said.said().id());
                    }
                }));
        return known;
    }

    private List<String> left(Place place, Pass pass) throws IOException, InterruptedException {
        List<String> left = new ArrayList<>(Residue.processes(place.root()));
        for (String name : List.of("leases", "processes", "engines")) {
            Path directory = place.root().resolve(name);
            if (Files.isDirectory(directory)) {
                try (Stream<Path> entries = Files.list(directory)) {
                    entries.forEach(entry -> left.add(name + ": " + entry.getFileName()));
                }
            }
        }
        Optional<Path> run = run(place);
        if (!pass.ownEngine && run.isPresent()) {
            Map<String, String> labels =
                    Map.of(Labels.RUN, String.valueOf(run.get().getFileName()));
            try {
                door.containers(labels).forEach(id -> left.add("container " + id));
                door.networks(labels).forEach(id -> left.add("network " + id));
                door.volumes(labels).forEach(name -> left.add("volume " + name));
            } catch (EngineException e) {
                left.add("the engine does not tell: " + e.getMessage());
            }
        }
        return left;
    }

    private static void clear(Place place) throws IOException {
        if (!Files.isDirectory(place.runs())) {
            return;
        }
        // A thousand runs would fill the disk; what went wrong was told.
        Files.walkFileTree(place.runs(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What is on the engine of all points that is nobody's any more; empty when all is well. */
    List<String> strays() throws EngineException, InterruptedException {
        List<String> strays = new ArrayList<>();
        door.containers(Map.of()).forEach(id -> strays.add("container " + id));
        door.volumes(Map.of()).forEach(name -> strays.add("volume " + name));
        door.networks(Map.of(Labels.RUN, "")).forEach(id -> strays.add("network " + id));
        return strays;
    }

    /** The table, per fault and per pass. */
    static List<String> table(List<Outcome> outcomes, int all) {
        List<String> lines = new ArrayList<>();
        lines.add(row("fault", "points", "reached", "residues", "slowest"));
        for (String fault : FAULTS.keySet()) {
            lines.add(row(
                    fault,
                    outcomes.stream()
                            .filter(outcome -> outcome.point().fault().equals(fault))
                            .toList()));
        }
        lines.add("");
        lines.add(row("killed", "points", "reached", "residues", "slowest"));
        Map<Pass, List<Outcome>> byPass = new EnumMap<>(Pass.class);
        outcomes.forEach(outcome -> byPass.computeIfAbsent(outcome.point().pass(), pass -> new ArrayList<>())
                .add(outcome));
        byPass.forEach((pass, those) -> lines.add(row(pass.inWords, those)));
        lines.add("");
        lines.add(row("all", outcomes));
        lines.add(String.format(
                Locale.ROOT,
                "%d of %d points were tried, %.1f%%",
                outcomes.size(),
                all,
                100.0 * outcomes.size() / Math.max(1, all)));
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
                outcomes.stream()
                        .map(Outcome::gone)
                        .max(Duration::compareTo)
                        .map(gone -> gone.toMillis() + "ms")
                        .orElse(""));
    }

    private static String row(String what, String points, String reached, String residues, String slowest) {
        return String.format(Locale.ROOT, "%-38s %7s %8s %9s %10s", what, points, reached, residues, slowest);
    }

    @Override
    public void close() {
        door.close();
        keeper.close();
    }

    /** {@code --points N --seed S --jobs N --patience F --fault NAME --pass NAME}; what went wrong keeps its files. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new TreeMap<>(
                Map.of("--points", "40", "--seed", "1", "--jobs", "4", "--patience", "1", "--pass", "", "--fault", ""));
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.replace(arguments[i], arguments[i + 1]);
        }
        int count = Integer.parseInt(options.getOrDefault("--points", ""));
        int jobs = Integer.parseInt(options.getOrDefault("--jobs", ""));
        Path scratch = Files.createTempDirectory("rsweep");
        int wrong;
        try (KillSweep sweep = new KillSweep(scratch, Double.parseDouble(options.getOrDefault("--patience", "")))) {
            List<Point> points = points(sweep.enumerate(options.getOrDefault("--fault", ""), jobs));
            String pass = options.getOrDefault("--pass", "");
            String fault = options.getOrDefault("--fault", "");
            points.removeIf(point ->
                    !point.pass().name().startsWith(pass) || !point.fault().startsWith(fault));
            List<Point> drawn = drawn(points, count, Long.parseLong(options.getOrDefault("--seed", "")));
            System.err.println(
                    points.size() + " points, of which " + drawn.size() + " are tried, " + jobs + " at a time");
            List<Outcome> outcomes = sweep.sweep(drawn, jobs, System.err);
            table(outcomes, points.size()).forEach(System.out::println);
            List<String> strays = sweep.strays();
            strays.forEach(stray -> System.out.println("left on the engine: " + stray));
            wrong = strays.size()
                    + (int) outcomes.stream()
                            .filter(outcome -> !outcome.wrong().isEmpty())
                            .count();
        }
        if (wrong == 0) {
            Commands.run(List.of("rm", "-r", "--", scratch.toString()), COMMAND_LIMIT);
        }
        System.exit(wrong == 0 ? 0 : 5);
    }
}
