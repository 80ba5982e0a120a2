package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.DelayLaw;
import dev.respawn.expect.Finding;
import dev.respawn.gameday.ExitCode;
import dev.respawn.journal.Entry;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.memory.MemoryLab;
import dev.respawn.plan.PlanFile;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import dev.respawn.scenario.yaml.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is judged from files is what was judged when it was run: the same verdict, claims, reasons, evidence and times. */
class MemoryRunTest {
    private static final Path STORY = Path.of("..", "scenarios", "stories", "main-process-killed.yaml");
    private static final DelayLaw LAW = new DelayLaw(
            Duration.ofMillis(100),
            2,
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(1));

    @TempDir
    private Path directory;

    @Test
    void a_run_that_passed_passes_again() throws IOException {
        Report live = MemoryLab.restarting(LAW).run(ScenarioFile.read(STORY), 1);

        assertThat(live.verdict().findings()).hasSizeGreaterThan(5);
        assertThat(Said.by("verify", stored(live))).isEqualTo(new Said(ExitCode.AS_WANTED, told(live), ""));
    }

    @Test
    void a_run_that_failed_fails_again() throws IOException {
        Report live = MemoryLab.restartingNothing().run(ScenarioFile.read(STORY), 1);

        assertThat(Said.by("verify", stored(live))).isEqualTo(new Said(ExitCode.FAILED, told(live), ""));
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
                assertThat(journal.append(entry.event())).isEqualTo(entry.seq());
            }
        }
        return run.path();
    }

    private static String told(Report report) {
        StringBuilder out = new StringBuilder();
        out.append("%-8s  %s  on %s\n"
                .formatted(
                        report.verdict().outcome(),
                        report.plan().scenario().name(),
                        report.plan().setting().supervisor()));
        out.append("            completed; " + report.verdict().reason() + "\n");
        for (Finding finding : report.verdict().findings()) {
            out.append("  %-8s  %s\n".formatted(finding.outcome(), finding.claim()));
            String evidence = finding.evidence().stream()
                    .limit(12)
                    .map(seq -> "#" + seq)
                    .collect(Collectors.joining(" ", "  [", "]"));
            out.append("            " + finding.reason() + (finding.evidence().isEmpty() ? "" : evidence) + "\n");
        }
        for (Finding finding : report.verdict().findings()) {
            for (Finding.Measure measure : finding.measured()) {
                String limit = measure.limit()
                        .map(l -> "limit " + dev.respawn.model.Durations.exact(l))
                        .orElse("");
                out.append("            %-34s %-24s %s\n".formatted(measure.what(), measure.interval(), limit));
            }
        }
        return out.toString();
    }
}
