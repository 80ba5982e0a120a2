package dev.respawn.scenarios;

import dev.respawn.junit.RespawnLab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every corpus scenario, on every supervisor that the engine itself offers. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class CorpusTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return LAB.tests(Runs.SCENARIOS.resolve("suites/corpus.yaml"));
    }
}
