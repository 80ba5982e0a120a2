package dev.respawn.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.cli.Said;
import dev.respawn.gameday.ExitCode;
import dev.respawn.journal.Entry;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.memory.MemoryLab;
import dev.respawn.plan.PlanFile;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import dev.respawn.report.Reporter;
import dev.respawn.reports.html.HtmlReporter;
import dev.respawn.reports.junit.JUnitReporter;
import dev.respawn.scenario.yaml.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that renders a run again, with the reporters that it finds on the class path. */
class ReportCommandTest {
    private static final Path STORY = Path.of("..", "scenarios", "stories", "main-process-killed.yaml");

    @TempDir
    private Path directory;

    @Test
    void a_run_is_rendered_again_as_it_was_the_first_time() throws IOException {
        Report live = MemoryLab.restartingNothing().run(ScenarioFile.read(STORY), 1);
        Path first = Files.createDirectories(directory.resolve("first"));
        List<Reporter> reporters = List.of(new HtmlReporter(), new JUnitReporter());
        for (Reporter reporter : reporters) {
            reporter.write(live, first);
        }
        Path run = stored(live);

        Said said = Said.by("report", run);

        assertThat(said.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(said.err()).isEmpty();
        assertThat(said.out().lines())
                .containsExactlyElementsOf(reporters.stream()
                        .map(reporter -> "report: " + run.resolve(reporter.file()))
                        .toList());
        for (Reporter reporter : reporters) {
            assertThat(run.resolve(reporter.file())).hasSameTextualContentAs(first.resolve(reporter.file()));
        }
    }

    @Test
    void a_report_replaces_a_link_that_stands_under_its_name_and_never_writes_through_it() throws IOException {
        Path run = stored(MemoryLab.restartingNothing().run(ScenarioFile.read(STORY), 1));
        Path precious = Files.writeString(directory.resolve("precious"), "precious");
        Files.createSymbolicLink(run.resolve("report.html"), precious);
        Files.createLink(run.resolve("junit.xml"), precious);

        assertThat(Said.by("report", run).code()).isEqualTo(ExitCode.AS_WANTED);

        assertThat(precious).hasContent("precious");
        for (String name : List.of("report.html", "junit.xml")) {
            assertThat(run.resolve(name)).isRegularFile();
            assertThat(Files.isSymbolicLink(run.resolve(name))).isFalse();
            assertThat(Files.readString(run.resolve(name))).contains("main process");
        }
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("plan.json", "journal.jsonl", "report.html", "junit.xml");
        }
    }

    /** The run as its directory would have it. */
    private Path stored(Report report) throws IOException {
        RunDirectory run = new RunDirectory(directory.resolve(report.run()));
        Files.createDirectories(run.path());
        PlanFile.write(report.plan(), run.plan());
        Instant[] now = {Instant.EPOCH};
        try (JsonJournal journal = JsonJournal.create(run.journal(), () -> now[0])) {
            for (Entry entry : report.journal()) {
                now[0] = entry.at();
                journal.append(entry.event());
            }
        }
        return run.path();
    }
}
