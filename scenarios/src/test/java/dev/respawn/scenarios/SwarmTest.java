package dev.respawn.scenarios;

import dev.respawn.junit.RespawnLab;
import dev.respawn.scenario.Form;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is told of tasks and their restart conditions holds in a real swarm, and of nothing it holds whatever happens. */
@Tag("docker")
@Tag("nightly")
@Execution(ExecutionMode.CONCURRENT)
class SwarmTest {
    @RegisterExtension
    // An engine of its own: what others measure, they measure on one that is in no swarm.
    static final RespawnLab LAB = RespawnLab.on("private").runsIn(Runs.DIRECTORY);

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> stories() {
        return Runs.suite("swarm").stream()
                .map(job -> DynamicTest.dynamicTest(Runs.name(job), () -> {
                    if (job.scenario().form() == Form.STORY) {
                        StoriesTest.holds(LAB, job, scratch);
                    } else {
                        CorpusTest.holds(LAB, job);
                    }
                }));
    }
}
