package dev.respawn.scenarios;

import dev.respawn.gameday.Job;
import dev.respawn.junit.ReportAssert;
import dev.respawn.junit.RespawnLab;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One story on one supervisor: what is run again on every other JDK. */
@Tag("docker")
class SmokeTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @Test
    void a_killed_main_process_comes_back() throws Exception {
        Path story = Runs.SCENARIOS.resolve("stories/main-process-killed.yaml");
        Job job = Job.of(story, List.of("docker:always"), Path.of("")).get(0);

        ReportAssert.assertThat(Runs.of(LAB, job)).hasPassed();
    }
}
