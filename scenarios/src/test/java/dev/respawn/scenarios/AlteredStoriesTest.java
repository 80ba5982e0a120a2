package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.Reports;
import dev.respawn.junit.RespawnLab;
import dev.respawn.report.Report;
import dev.respawn.verify.Verdict;
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
 * No expectation of a story passes whatever happens: each turns when it is made wrong, and when what its run saw is
 * changed. The runs are those of {@link StoriesTest}; only their verdicts are taken again.
 */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class AlteredStoriesTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> every_expectation_turns_when_it_is_made_wrong() {
        return Runs.suite("stories").stream()
                .map(job ->
                        DynamicTest.dynamicTest(Runs.name(job), () -> Altered.turnsWhenMadeWrong(Runs.of(LAB, job))));
    }

    @TestFactory
    Stream<DynamicTest> every_expectation_turns_when_the_journal_is_changed() {
        return Runs.suite("stories").stream()
                .map(job -> DynamicTest.dynamicTest(
                        Runs.name(job), () -> Altered.turnsWithTheJournal(Runs.of(LAB, job), scratch)));
    }

    @TestFactory
    Stream<DynamicTest> the_files_alone_give_the_same_verdict() {
        return Runs.suite("stories").stream()
                .map(job -> DynamicTest.dynamicTest(Runs.name(job), () -> {
                    Report live = Runs.of(LAB, job);

                    Verdict again = Reports.of(Runs.directory(live)).verdict();

                    assertThat(again.findings())
                            .isEqualTo(live.verdict().findings())
                            .hasSizeGreaterThan(job.scenario().expect().size());
                    assertThat(again).isEqualTo(live.verdict());
                }));
    }
}
