package dev.respawn.scenarios;

import dev.respawn.gameday.Job;
import dev.respawn.junit.ReportAssert;
import dev.respawn.junit.RespawnLab;
import dev.respawn.report.Report;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every corpus scenario, on every supervisor that the engine itself offers: its contract is kept, and would not be if it
 * promised something else.
 */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class CorpusTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return Runs.suite("corpus").stream().map(job -> DynamicTest.dynamicTest(Runs.name(job), () -> holds(LAB, job)));
    }

    static void holds(RespawnLab lab, Job job) throws IOException {
        Report report = Runs.of(lab, job);
        ReportAssert.assertThat(report).hasOutcome(job.wanted());
        Altered.turnsWhenMadeWrong(report);
    }
}
