package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.Job;
import dev.respawn.gameday.Reports;
import dev.respawn.junit.ReportAssert;
import dev.respawn.junit.RespawnLab;
import dev.respawn.report.Report;
import dev.respawn.verify.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every story, on every supervisor that it is about: it holds, none of its expectations passes whatever happens, and its
 * files alone give the same verdict. One test each, since tests that wait for another's run would take its thread.
 */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class StoriesTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> stories() {
        return Runs.suite("stories").stream()
                .map(job -> DynamicTest.dynamicTest(Runs.name(job), () -> holds(LAB, job, scratch)));
    }

    static void holds(RespawnLab lab, Job job, Path scratch) throws IOException {
        Report report = Runs.of(lab, job);

        ReportAssert.assertThat(report).hasOutcome(job.wanted());
        Altered.turnsWhenMadeWrong(report);
        Altered.turnsWithTheJournal(report, scratch);
        Verdict again = Reports.of(Runs.directory(report)).verdict();
        assertThat(again.findings())
                .isEqualTo(report.verdict().findings())
                .hasSizeGreaterThan(job.scenario().expect().size());
        assertThat(again).isEqualTo(report.verdict());
    }
}
