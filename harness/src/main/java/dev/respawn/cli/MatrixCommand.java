package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Job;
import dev.respawn.gameday.NoGo;
import dev.respawn.host.Hosts;
import dev.respawn.matrix.Cell;
import dev.respawn.matrix.MatrixRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs scenarios on supervisors and shows who survives what. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        description =
                "Runs every scenario on every supervisor, several times, and renders who survives what, how, and how"
                        + " fast: matrix.html, matrix.md and matrix.json. Goes on where it was interrupted.")
final class MatrixCommand implements Callable<Integer> {
    /** A program may well have an @ in its arguments, so only what is a host counts as one. */
    private static final Pattern WITH_HOST =
            Pattern.compile("(.+)@([0-9]+(?:\\.[0-9]+)?|(?:" + String.join("|", Hosts.names()) + ")(?::[^@ ]*)?)");

    private final Console console;
    private final Interrupts interrupts;

    @Option(
            names = "--scenarios",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "scenario or suite files; may be repeated")
    private List<Path> scenarios = List.of();

    @Option(
            names = "--on",
            paramLabel = "SUPERVISOR",
            split = ",",
            description = "the supervisors, a column each; without it those that the files name. With @HOST behind it,"
                    + " as in systemd@machine or docker:always@28, on that host alone. May be repeated")
    private List<String> on = List.of();

    @Option(
            names = {"--host", "--engine"},
            paramLabel = "HOST",
            split = ";",
            converter = Options.EngineVersion.class,
            description = "as with run, for supervisors that name no host of their own; may be repeated, for columns on"
                    + " each (default: private)")
    private List<String> hosts = List.of("private");

    @Option(names = "--trials", paramLabel = "N", description = "runs of each cell (default: ${DEFAULT-VALUE})")
    private int trials = 3;

    @Option(names = "--seed", description = "of the first trial; the next has the next (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "runs side by side on one host (default: ${DEFAULT-VALUE})")
    private int jobs = 4;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the matrix and its runs go (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("matrix");

    MatrixCommand(Console console, Interrupts interrupts) {
        this.console = console;
        this.interrupts = interrupts;
    }

    @Override
    public Integer call() throws NoGo, IOException, InterruptedException {
        if (jobs < 1 || jobs > 64) {
            throw new IllegalArgumentException("respawn matrix: --jobs is " + jobs + "; wanted 1 to 64");
        }
        if (trials < 1 || trials > MatrixRun.TRIALS_MOST) {
            throw new IllegalArgumentException(
                    "respawn matrix: --trials is " + trials + "; wanted 1 to " + MatrixRun.TRIALS_MOST);
        }
        MatrixRun.Wanted wanted = new MatrixRun.Wanted(command(), cells(), trials, seed, jobs, out, false);
        long began = System.nanoTime();
        interrupts.enter();
        MatrixRun.Done done;
        try {
            done = MatrixRun.run(wanted, line -> {
                console.progress(String.format(Locale.ROOT, "%6.1fs  %s", (System.nanoTime() - began) / 1e9, line));
            });
        } finally {
            interrupts.leave();
        }
        return tell(done).number();
    }

    private List<MatrixRun.On> cells() {
        Map<String, MatrixRun.On> once = new LinkedHashMap<>();
        if (on.isEmpty()) {
            hosts.forEach(host -> add(once, List.of(), host));
        }
        for (String each : on) {
            Matcher own = WITH_HOST.matcher(each);
            if (own.matches()) {
                add(once, List.of(own.group(1)), new Options.EngineVersion().convert(own.group(2)));
            } else {
                hosts.forEach(host -> add(once, List.of(each), host));
            }
        }
        return List.copyOf(once.values());
    }

    private void add(Map<String, MatrixRun.On> once, List<String> supervisors, String host) {
        for (Job job : Job.all(scenarios, supervisors, Path.of(""))) {
            once.putIfAbsent(
                    String.join("\n", job.scenario().name(), job.supervisor(), host), new MatrixRun.On(job, host));
        }
    }

    private ExitCode tell(MatrixRun.Done done) {
        List<Cell> cells = done.matrix().rows().stream()
                .flatMap(row -> row.cells().stream())
                .toList();
        for (Cell.State state : Cell.State.values()) {
            long many = cells.stream().filter(cell -> cell.state() == state).count();
            if (many > 0) {
                console.result(String.format(Locale.ROOT, "%5d  %s", many, state.words()));
            }
        }
        console.result("");
        done.files()
                .forEach(file ->
                        console.result("matrix: " + file.toAbsolutePath().normalize()));
        done.left().forEach(line -> console.result("left behind on this machine: " + line));
        if (!done.left().isEmpty()) {
            return ExitCode.RESIDUE;
        }
        if (!done.whole()) {
            console.result("it is not whole; the same command goes on where it was");
            return ExitCode.ABORTED;
        }
        if (cells.stream().anyMatch(cell -> cell.state() == Cell.State.BROKEN)) {
            return ExitCode.FAILED;
        }
        return cells.stream().anyMatch(cell -> cell.state() == Cell.State.UNPROVEN)
                ? ExitCode.UNPROVEN
                : ExitCode.AS_WANTED;
    }

    /** As it is said again, without what only this machine knows. */
    private String command() {
        StringBuilder command = new StringBuilder("respawn matrix");
        scenarios.forEach(file -> command.append(" --scenarios ").append(file));
        on.forEach(supervisor -> command.append(" --on ").append(quoted(supervisor)));
        if (on.isEmpty()
                || on.stream().anyMatch(each -> !WITH_HOST.matcher(each).matches())) {
            hosts.forEach(host -> command.append(" --engine ").append(quoted(host)));
        }
        return command.append(" --trials ")
                .append(trials)
                .append(" --seed ")
                .append(seed)
                .toString();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_:=.,/@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
