package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.gameday.Job;
import dev.respawn.journal.Event;
import dev.respawn.junit.ReportAssert;
import dev.respawn.junit.RespawnLab;
import dev.respawn.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.TestAbortedException;

/**
 * Engines of other versions than the one that is installed: one story on each, held to the contract of that version; every
 * night all of them.
 */
@Tag("docker")
class EngineVersionsTest {
    @RegisterExtension
    static final RespawnLab TRIXIE = RespawnLab.on("private:version=26").runsIn(Runs.DIRECTORY);

    @RegisterExtension
    static final RespawnLab FORKY =
            RespawnLab.on("private:version=28.5,minimum-api=1.44").runsIn(Runs.DIRECTORY);

    @RegisterExtension
    static final RespawnLab INSTALLED = Runs.lab();

    @Test
    void a_killed_main_process_comes_back_on_26() throws Exception {
        comesBack(TRIXIE, "26.1.");
    }

    @Test
    void a_killed_main_process_comes_back_on_28_that_speaks_no_old_api() throws Exception {
        comesBack(FORKY, "28.5.");
    }

    @Test
    void a_story_about_newer_engines_holds_on_26_and_is_not_run_on_older_ones() throws Exception {
        Job job = job("held-output-hides-the-death");

        ReportAssert.assertThat(TRIXIE.run(job)).hasPassed();
        assertThatThrownBy(() -> INSTALLED.run(job))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("it is about engines >=23.0, and this one is 20.10.");
    }

    @TestFactory
    @Tag("nightly")
    Stream<DynamicTest> everything_holds_on_26() {
        return everything(TRIXIE);
    }

    @TestFactory
    @Tag("nightly")
    Stream<DynamicTest> everything_holds_on_28_that_speaks_no_old_api() {
        return everything(FORKY);
    }

    private static Stream<DynamicTest> everything(RespawnLab lab) {
        return Stream.of("stories", "corpus")
                .flatMap(suite -> Runs.suite(suite).stream())
                .map(job -> DynamicTest.dynamicTest(
                        Runs.name(job),
                        () -> ReportAssert.assertThat(lab.run(job)).hasOutcome(job.wanted())));
    }

    private static Job job(String story) {
        Path file = Runs.SCENARIOS.resolve("stories/" + story + ".yaml");
        return Job.of(file, List.of("docker:always"), Path.of("")).get(0);
    }

    private static void comesBack(RespawnLab lab, String version) throws Exception {
        Report report = lab.run(job("main-process-killed"));

        ReportAssert.assertThat(report).hasPassed();
        assertThat(report.journal())
                .extracting(entry -> entry.event())
                .filteredOn(Event.HostFound.class::isInstance)
                .extracting(event -> ((Event.HostFound) event).facts().get("engine"))
                .singleElement()
                .asString()
                .startsWith(version);
    }
}
