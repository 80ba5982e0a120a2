package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.Job;
import dev.respawn.journal.Event;
import dev.respawn.junit.ReportAssert;
import dev.respawn.junit.RespawnLab;
import dev.respawn.report.Report;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Engines of other versions than the one that is installed: one story on each, held to the contract of that version. */
@Tag("docker")
class EngineVersionsTest {
    @RegisterExtension
    static final RespawnLab TRIXIE = RespawnLab.on("private:version=26").runsIn(Runs.DIRECTORY);

    @RegisterExtension
    static final RespawnLab FORKY =
            RespawnLab.on("private:version=28.5,minimum-api=1.44").runsIn(Runs.DIRECTORY);

    @Test
    void a_killed_main_process_comes_back_on_26() throws Exception {
        comesBack(TRIXIE, "26.1.");
    }

    @Test
    void a_killed_main_process_comes_back_on_28_that_speaks_no_old_api() throws Exception {
        comesBack(FORKY, "28.5.");
    }

    private static void comesBack(RespawnLab lab, String version) throws Exception {
        Path story = Runs.SCENARIOS.resolve("stories/main-process-killed.yaml");
        Report report =
                lab.run(Job.of(story, List.of("docker:always"), Path.of("")).get(0));

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
