package dev.respawn.scenarios;

import dev.respawn.junit.RespawnLab;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Stories that take minutes by their nature, held to what every story is held to. */
@Tag("nightly")
@Execution(ExecutionMode.CONCURRENT)
class NightlyTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> stories() {
        return Runs.suite("nightly").stream()
                .map(job -> DynamicTest.dynamicTest(Runs.name(job), () -> StoriesTest.holds(LAB, job, scratch)));
    }
}
