package dev.respawn.scenarios;

import dev.respawn.junit.ReportAssert;
import dev.respawn.junit.RespawnLab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every story, on every supervisor that it is about. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class StoriesTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TestFactory
    Stream<DynamicTest> stories() {
        return Runs.suite("stories").stream()
                .map(job -> DynamicTest.dynamicTest(
                        Runs.name(job),
                        () -> ReportAssert.assertThat(Runs.of(LAB, job)).hasOutcome(job.wanted())));
    }
}
