package dev.respawn.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.DelayLaw;
import dev.respawn.expect.Finding;
import dev.respawn.junit.ReportAssert;
import dev.respawn.model.Outcome;
import dev.respawn.report.Report;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.yaml.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped stories, in memory: what they claim of a supervisor that restarts holds there, and fails of one that does not. */
@Timeout(30)
class MemoryLabTest {
    private static final Path STORIES = Path.of("..", "scenarios", "stories");
    private static final DelayLaw LAW = new DelayLaw(
            Duration.ofMillis(100),
            2,
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(1));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main-process-killed",
                "nginx-stops-on-term",
                "operators-kill-is-no-crash",
                "operators-restart",
                "term-from-the-host-restarts"
            })
    void a_story_about_a_supervisor_that_restarts_holds(String name) {
        ReportAssert.assertThat(MemoryLab.restarting(LAW).run(story(name), 1)).hasPassed();
    }

    @Test
    void a_story_about_a_supervisor_that_leaves_it_down_holds() {
        ReportAssert.assertThat(MemoryLab.restartingNothing().run(story("term-from-the-host-stays-down"), 1))
                .hasPassed();
    }

    @Test
    void a_supervisor_that_restarts_nothing_fails_the_story() {
        Report report = MemoryLab.restartingNothing().run(story("main-process-killed"), 1);

        assertThat(report.verdict().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed(report)).hasSize(3);
    }

    @Test
    void a_restart_that_takes_too_long_fails_the_story() {
        DelayLaw slow = new DelayLaw(
                Duration.ofSeconds(5), 1, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO);

        assertThat(MemoryLab.restarting(slow)
                        .run(story("main-process-killed"), 1)
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    private static List<String> failed(Report report) {
        return report.verdict().findings().stream()
                .filter(finding -> finding.outcome() == Outcome.FAILED)
                .map(Finding::claim)
                .toList();
    }

    private static Scenario story(String name) {
        return ScenarioFile.read(STORIES.resolve(name + ".yaml"));
    }
}
