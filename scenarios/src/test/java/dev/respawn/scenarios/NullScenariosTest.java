package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.expect.Finding;
import dev.respawn.gameday.Job;
import dev.respawn.junit.ReportAssert;
import dev.respawn.junit.RespawnLab;
import dev.respawn.model.Outcome;
import dev.respawn.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Scenarios whose right verdict is known beforehand, and why it is that: without a fault, with one that cannot arrive, with
 * a broken promise.
 */
@Tag("docker")
@Isolated("what is asked every millisecond is asked late when three other runs want the processors")
class NullScenariosTest {
    /** What does not pass, by scenario; all else has to. */
    private static final Map<String, List<String>> REASONS = Map.of(
            "without a fault all stays up",
            List.of(),
            "a fault that cannot arrive proves nothing",
            List.of("'ended' reached deaf/1: process \\d+ still lives 10s after TERM"),
            "a start during the wait for a restart changes nothing",
            List.of(
                    "'started' reached looping/1: it could not be injected: start of container [0-9a-f]{12} did nothing:"
                            + " it was started already"),
            "a pause during the wait for a restart is refused",
            List.of("'paused' reached looping/1: it could not be injected: container [0-9a-f]{12} is restarting;"
                    + " only one that runs can be paused"),
            "a supervisor that breaks its promise is found out",
            List.of(
                    "the supervisor keeps its contract: web/1 died with exit code 137 \\(signal\\) and did not come back;"
                            // By a second of slack more where the machine is busy.
                            + " promised was a start within (2(\\.\\d+)?|3)s",
                    "'home' recovers within 4s, and stays good for 1s: 'home' was bad for more than .*"));

    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return Runs.suite("null").stream().map(job -> DynamicTest.dynamicTest(Runs.name(job), () -> isWhatItIs(job)));
    }

    private static void isWhatItIs(Job job) throws IOException {
        Report report = Runs.of(LAB, job);

        ReportAssert.assertThat(report).hasOutcome(job.wanted());
        List<String> reasons = REASONS.get(job.scenario().name());
        assertThat(reasons).as("what is known of " + job.scenario().name()).isNotNull();
        assertThat(report.verdict().findings().stream()
                        .filter(finding -> finding.outcome() != Outcome.PASSED)
                        .map(NullScenariosTest::told))
                .zipSatisfy(reasons, (told, reason) -> assertThat(told).matches(reason));
    }

    private static String told(Finding finding) {
        return finding.claim() + ": " + finding.reason();
    }
}
