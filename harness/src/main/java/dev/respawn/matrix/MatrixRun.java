package dev.respawn.matrix;

import dev.respawn.expect.Survival;
import dev.respawn.gameday.Job;
import dev.respawn.gameday.Jobs;
import dev.respawn.gameday.Lab;
import dev.respawn.gameday.Labs;
import dev.respawn.gameday.NoGo;
import dev.respawn.gameday.Reports;
import dev.respawn.gameday.Result;
import dev.respawn.model.Ending;
import dev.respawn.model.Interval;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import dev.respawn.verify.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Carries a matrix out, cell by cell and host by host, and goes on where it was interrupted. */
public final class MatrixRun {
    /** So many runs of a cell, at most. */
    public static final int TRIALS_MOST = 1_000;

    private static final String RUNS = "runs";

    /**
     * What is wanted.
     *
     * @param command by which it is said again
     * @param cells each once
     * @param trials how many runs of each cell
     * @param atOnce how many runs side by side on one host
     * @param out where all of it goes
     */
    public record Wanted(String command, List<On> cells, int trials, long seed, int atOnce, Path out, boolean alone) {
        public Wanted {
            cells = List.copyOf(cells);
            if (trials < 1 || trials > TRIALS_MOST) {
                throw new IllegalArgumentException(trials + " trials of each cell; wanted 1 to " + TRIALS_MOST);
            }
        }

        List<String> hosts() {
            return cells.stream().map(On::host).distinct().toList();
        }

        List<Job> jobs(String host) {
            return cells.stream()
                    .filter(cell -> cell.host().equals(host))
                    .map(On::job)
                    .toList();
        }
    }

    /** A scenario on a supervisor, and the host as it is written. */
    public record On(Job job, String host) {}

    /**
     * What became of it.
     *
     * @param files those that were written
     * @param left what was left behind on this machine; empty for nothing
     * @param whole whether every cell has its trials; an interrupt leaves the others for the next time
     */
    public record Done(Matrix matrix, List<Path> files, List<String> left, boolean whole) {
        public Done {
            files = List.copyOf(files);
            left = List.copyOf(left);
        }
    }

    private record Place(String scenario, String supervisor, String host) {
        static Place of(Job job, String host) {
            return new Place(job.scenario().name(), job.supervisor(), host);
        }

        static Place of(Trials.Done done) {
            return new Place(done.scenario(), done.supervisor(), done.host());
        }
    }

    private final Wanted wanted;
    private final Consumer<String> progress;
    private final Trials trials;
    private final Map<Place, String> unfit = new LinkedHashMap<>();
    private final Map<String, String> engines = new LinkedHashMap<>();
    private final List<String> left = new ArrayList<>();
    private boolean interrupted;

    private MatrixRun(Wanted wanted, Consumer<String> progress) throws IOException {
        this.wanted = wanted;
        this.progress = progress;
        Files.createDirectories(wanted.out().resolve(RUNS));
        trials = Trials.in(wanted.out());
        trials.all().forEach(done -> engines.put(done.host(), done.engine()));
    }

    /**
     * Runs what is not done yet, and renders all of it. An interrupt ends what runs, and what is done by then is rendered.
     *
     * @param progress told how it goes, in lines
     * @throws NoGo if a host is not to be had
     * @throws IOException if the directory cannot be read or written
     */
    public static Done run(Wanted wanted, Consumer<String> progress) throws NoGo, IOException, InterruptedException {
        MatrixRun run = new MatrixRun(wanted, progress);
        for (String host : wanted.hosts()) {
            if (!run.interrupted) {
                run.on(host);
            }
        }
        return run.rendered();
    }

    private void on(String host) throws NoGo, IOException, InterruptedException {
        Lab opened;
        try (Lab lab = Labs.open(host, wanted.out().resolve(RUNS), wanted.alone(), progress::accept)) {
            opened = lab;
            engines.put(host, lab.host().facts().getOrDefault("engine", ""));
            for (Job job : wanted.jobs(host)) {
                lab.inapplicable(job, wanted.seed()).ifPresent(why -> unfit.put(Place.of(job, host), why));
            }
            for (int trial = 1; trial <= wanted.trials() && !interrupted; trial++) {
                round(lab, host, trial);
            }
        }
        left.addAll(opened.left());
    }

    private void round(Lab lab, String host, int trial) throws NoGo, IOException, InterruptedException {
        List<Job> missing = wanted.jobs(host).stream()
                .filter(job -> !unfit.containsKey(Place.of(job, host))
                        && done(Place.of(job, host)).size() < trial)
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        progress.accept("trial " + trial + " of " + wanted.trials() + " on " + host + ": " + missing.size() + " runs");
        List<Result> results = Jobs.run(
                missing,
                lab,
                wanted.seed() + trial - 1,
                wanted.atOnce(),
                (number, line) -> {},
                result -> over(result, host));
        interrupted = Thread.interrupted() || results.size() < missing.size();
    }

    private void over(Result result, String host) {
        Report report = result.report();
        progress.accept(report.verdict().outcome().word() + ": "
                + result.job().scenario().name() + " on " + result.job().supervisor());
        if (report.verdict().ending() == Ending.ABORTED) {
            // It is run again the next time.
            return;
        }
        try {
            trials.add(new Trials.Done(
                    result.job().scenario().name(),
                    result.job().supervisor(),
                    host,
                    engines.getOrDefault(host, ""),
                    report.run()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Trials.Done> done(Place place) {
        return trials.all().stream()
                .filter(done -> Place.of(done).equals(place))
                .limit(wanted.trials())
                .toList();
    }

    // --- the matrix

    private Done rendered() throws IOException {
        List<Matrix.Column> columns = wanted.cells().stream()
                .map(cell ->
                        new Matrix.Column(cell.job().supervisor(), cell.host(), engines.getOrDefault(cell.host(), "")))
                .distinct()
                .toList();
        Map<String, Job> scenarios = new LinkedHashMap<>();
        wanted.cells()
                .forEach(cell -> scenarios.putIfAbsent(cell.job().scenario().name(), cell.job()));
        List<Matrix.Row> rows = new ArrayList<>();
        boolean whole = true;
        for (Job job : scenarios.values()) {
            List<Cell> cells = new ArrayList<>();
            for (Matrix.Column column : columns) {
                Cell cell = cell(new Place(job.scenario().name(), column.supervisor(), column.host()));
                whole &= cell.state() == Cell.State.NOT_APPLICABLE
                        || cell.trials().size() == wanted.trials();
                cells.add(cell);
            }
            rows.add(new Matrix.Row(job.scenario().name(), job.scenario().because(), fastest(cells)));
        }
        Matrix matrix = new Matrix(wanted.command(), wanted.trials(), columns, rows);
        List<Path> files = new ArrayList<>();
        for (Renderer renderer : ServiceLoader.load(Renderer.class, Renderer.class.getClassLoader())) {
            Path file = wanted.out().resolve(renderer.file());
            Files.writeString(file, renderer.text(matrix), StandardCharsets.UTF_8);
            files.add(file);
        }
        return new Done(matrix, files, left, whole);
    }

    private Cell cell(Place place) throws IOException {
        String why = unfit.get(place);
        if (why != null) {
            return Cell.without(Cell.State.NOT_APPLICABLE, why);
        }
        boolean asked = wanted.cells().stream()
                .anyMatch(cell -> Place.of(cell.job(), cell.host()).equals(place));
        if (!asked) {
            return Cell.without(Cell.State.NOT_APPLICABLE, "it is not meant for this supervisor");
        }
        List<Cell.Trial> runs = new ArrayList<>();
        for (Trials.Done done : done(place)) {
            Path directory = Path.of(RUNS, done.run());
            Report report = Reports.of(new RunDirectory(wanted.out().resolve(directory)));
            runs.add(new Cell.Trial(
                    report.run(),
                    directory,
                    report.verdict().outcome(),
                    report.verdict().reason(),
                    Survival.of(Verifier.evidence(report.plan(), report.journal()))));
        }
        return Cell.of(runs);
    }

    /** Marks who came back faster than everybody else; where two intervals touch, nobody did. */
    static List<Cell> fastest(List<Cell> cells) {
        List<Cell> marked = new ArrayList<>(cells);
        for (int i = 0; i < cells.size(); i++) {
            List<Cell> others = new ArrayList<>(cells);
            Cell cell = others.remove(i);
            others.removeIf(other -> other.away().isEmpty());
            if (cell.away().isPresent()
                    && !others.isEmpty()
                    && others.stream().allMatch(other -> surelyFaster(cell, other))) {
                marked.set(i, cell.whichIsFastest());
            }
        }
        return marked;
    }

    private static boolean surelyFaster(Cell one, Cell other) {
        Optional<Duration> most = one.away().flatMap(Interval::atMost);
        return most.isPresent()
                && most.get().compareTo(other.away().orElseThrow().atLeast()) < 0;
    }
}
