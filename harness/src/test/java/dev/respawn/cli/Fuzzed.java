package dev.respawn.cli;

import dev.respawn.contract.DelayLaw;
import dev.respawn.gameday.Reports;
import dev.respawn.journal.Entry;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.memory.MemoryLab;
import dev.respawn.plan.PlanFile;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.yaml.BrokenFile;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.supervisor.ContractFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code ci/fuzz} feeds: each reader of strangers' files, as a coverage-guided fuzzer calls it. Whatever is not the
 * documented refusal goes through, and is a finding.
 */
public final class Fuzzed {
    private Fuzzed() {}

    /** A scenario that is read says of itself what it is. */
    public static final class ScenarioText {
        private ScenarioText() {}

        public static void fuzzerTestOneInput(byte[] data) {
            Scenario scenario;
            try {
                scenario = ScenarioFile.parse(new String(data, StandardCharsets.UTF_8), "it");
            } catch (BrokenFile e) {
                told(e, "it:");
                return;
            }
            Scenario again = ScenarioFile.parse(ScenarioFile.text(scenario), "again");
            if (!again.equals(scenario)) {
                throw new AssertionError("written and read again it is another:\n" + scenario + "\n" + again);
            }
        }
    }

    /** A contract. */
    public static final class ContractText {
        private ContractText() {}

        public static void fuzzerTestOneInput(byte[] data) {
            try {
                ContractFile.parse(new String(data, StandardCharsets.UTF_8), "it");
            } catch (IllegalArgumentException e) {
                told(e, "it:");
            }
        }
    }

    /** The journal of a run, which is judged then. */
    public static final class JournalText {
        private static final RunDirectory RUN = scratch();

        private JournalText() {}

        public static void fuzzerTestOneInput(byte[] data) throws IOException {
            Files.write(RUN.journal(), data);
            judge(RUN);
        }
    }

    /** The plan of a run. */
    public static final class PlanText {
        private static final RunDirectory RUN = scratch();

        private PlanText() {}

        public static void fuzzerTestOneInput(byte[] data) throws IOException {
            Files.write(RUN.plan(), data);
            judge(RUN);
        }
    }

    private static void judge(RunDirectory run) throws IOException {
        try {
            Reports.read(run);
        } catch (Reports.Unreadable e) {
            told(e, "");
        }
    }

    private static void told(Exception e, String begin) {
        if (e.getMessage() == null
                || e.getMessage().isBlank()
                || !e.getMessage().startsWith(begin)) {
            throw new AssertionError("refused without a word of where", e);
        }
    }

    private static RunDirectory scratch() {
        try {
            RunDirectory run = new RunDirectory(Files.createTempDirectory("fuzzed"));
            store(run);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A run in which a main process was killed and came back. */
    static void store(RunDirectory run) throws IOException {
        DelayLaw law = new DelayLaw(
                Duration.ofMillis(100),
                2,
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofMillis(50),
                Duration.ofSeconds(1));
        Path story = Path.of(System.getProperty("respawn.scenarios", "../scenarios"))
                .resolve("stories/main-process-killed.yaml");
        Report report = MemoryLab.restarting(law).run(ScenarioFile.read(story), 1);
        Files.createDirectories(run.path());
        PlanFile.write(report.plan(), run.plan());
        Instant[] now = {Instant.EPOCH};
        try (JsonJournal journal = JsonJournal.create(run.journal(), () -> now[0])) {
            for (Entry entry : report.journal()) {
                now[0] = entry.at();
                journal.append(entry.event());
            }
        }
    }

    /** Writes what each of them is begun with, below a directory. */
    public static void main(String[] arguments) throws IOException {
        Path to = Path.of(arguments[0]);
        for (String part : List.of("ScenarioText", "ContractText", "JournalText", "PlanText")) {
            Files.createDirectories(to.resolve(part));
        }
        Path scenarios = Path.of(System.getProperty("respawn.scenarios", "../scenarios"));
        try (Stream<Path> files = Files.walk(scenarios)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !scenarios.relativize(path).startsWith("target"))
                    .toList()) {
                boolean contract = file.toString().endsWith(".contract.yaml");
                Files.copy(
                        file,
                        to.resolve(contract ? "ContractText" : "ScenarioText")
                                .resolve(scenarios.relativize(file).toString().replace('/', '-')));
            }
        }
        RunDirectory run = new RunDirectory(to.resolve("run"));
        store(run);
        Files.copy(run.plan(), to.resolve("PlanText/plan.json"));
        // Samples are most of it, and all alike; a fuzzer is quicker with less.
        Files.write(
                to.resolve("JournalText/journal.jsonl"),
                Files.readAllLines(run.journal()).stream()
                        .filter(line -> !line.contains("\"sampled\""))
                        .toList());
    }
}
