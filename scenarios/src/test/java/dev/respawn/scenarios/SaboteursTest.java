package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.Job;
import dev.respawn.junit.RespawnLab;
import dev.respawn.saboteurs.Detection;
import dev.respawn.saboteurs.DetectionTable;
import dev.respawn.saboteurs.Saboteur;
import dev.respawn.saboteurs.Saboteurs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each saboteur is found out by the claims that it declares and by no others; and of the honest supervisors, on the same
 * scenarios, nothing is found.
 */
@Tag("docker")
@Tag("nightly")
@Execution(ExecutionMode.CONCURRENT)
class SaboteursTest {
    @RegisterExtension
    static final RespawnLab LAB = Runs.lab();

    /** They wait more than they work: all are begun here, and each test waits for its own. */
    @BeforeAll
    static void begin() {
        ExecutorService runs = Executors.newFixedThreadPool(DetectionTable.AT_ONCE, work -> {
            Thread thread = new Thread(work, "saboteurs");
            thread.setDaemon(true);
            return thread;
        });
        Stream.concat(
                        Saboteurs.ALL.stream().map(saboteur -> DetectionTable.job(saboteur, Runs.SCENARIOS)),
                        DetectionTable.honest(Runs.SCENARIOS).keySet().stream())
                .forEach(job -> {
                    // What becomes of it, its test is told.
                    Future<?> unused = runs.submit(() -> Runs.of(LAB, job));
                });
        runs.shutdown();
    }

    @TestFactory
    Stream<DynamicTest> saboteurs() {
        return Saboteurs.ALL.stream()
                .map(saboteur -> DynamicTest.dynamicTest(
                        saboteur.name(), () -> isAsDeclared(saboteur, DetectionTable.job(saboteur, Runs.SCENARIOS))));
    }

    @TestFactory
    Stream<DynamicTest> honest_ones() {
        Map<Job, Saboteur> honest = DetectionTable.honest(Runs.SCENARIOS);
        return honest.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        Runs.name(entry.getKey()), () -> isAsDeclared(entry.getValue(), entry.getKey())));
    }

    private static void isAsDeclared(Saboteur saboteur, Job job) throws IOException {
        Detection detection = Detection.of(saboteur, Runs.of(LAB, job));

        List<String> wrong = detection.wrong();
        assertThat(wrong).as(Runs.name(job)).isEmpty();
    }
}
