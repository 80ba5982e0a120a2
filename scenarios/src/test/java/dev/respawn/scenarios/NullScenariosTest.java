package dev.respawn.scenarios;

import dev.respawn.junit.RespawnLab;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Scenarios whose right verdict is known beforehand: without a fault, with one that cannot arrive, with a broken promise. */
@Tag("docker")
@Isolated("what is asked every millisecond is asked late when three other runs want the processors")
class NullScenariosTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return LAB.tests(Runs.SCENARIOS.resolve("suites/null.yaml"));
    }
}
