package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.expect.Finding;
import dev.respawn.gameday.Job;
import dev.respawn.junit.ReportAssert;
import dev.respawn.junit.RespawnLab;
import dev.respawn.model.Outcome;
import dev.respawn.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a balancer's health check and its retries buy, and that it is not available without them. */
@Tag("docker")
@Tag("nightly")
@Execution(ExecutionMode.CONCURRENT)
class BalancedTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> stories() {
        return Runs.suite("balanced").stream()
                .map(job -> DynamicTest.dynamicTest(Runs.name(job), () -> {
                    if (job.wanted() == Outcome.PASSED) {
                        StoriesTest.holds(LAB, job, scratch);
                    } else {
                        isNotAvailable(job);
                    }
                }));
    }

    /** It is the recovery that fails, and nothing else. */
    private static void isNotAvailable(Job job) throws IOException {
        Report report = Runs.of(LAB, job);

        ReportAssert.assertThat(report).hasOutcome(job.wanted());
        List<Finding> failed = report.verdict().findings().stream()
                .filter(finding -> finding.outcome() != Outcome.PASSED)
                .toList();
        assertThat(failed).hasSize(1);
        assertThat(failed.get(0).claim()).startsWith("'through' recovers within");
        assertThat(failed.get(0).reason()).startsWith("'through' was bad for ");
    }
}
