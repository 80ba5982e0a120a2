package dev.respawn.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.gameday.NoGo;
import dev.respawn.model.Outcome;
import dev.respawn.model.VersionRange;
import dev.respawn.report.Report;
import dev.respawn.scenario.Premise;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.testwords.TestHost;
import dev.respawn.scenario.testwords.TestSays;
import dev.respawn.supervisor.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The extension as JUnit runs it, on a host that runs nothing: the classes below are run by the tests, and not beside them. */
class RespawnLabTest {
    @TempDir
    static Path directory = Path.of("");

    @BeforeEach
    void begin() {
        TestHost.begin(directory.resolve("root"));
    }

    @AfterEach
    void end() {
        TestHost.end();
    }

    // --- the host

    static class Two {
        @RegisterExtension
        static final RespawnLab lab = RespawnLab.on("test-host").runsIn(directory.resolve("two"));

        @Test
        void one() throws IOException {
            TestHost.HAPPENED.add("run");
            Report report = lab.run(says(Outcome.PASSED), "test-nanny:awake");
            ReportAssert.assertThat(report).hasPassed();
            assertThat(report.plan().setting().host()).isEqualTo("test-host");
            assertThat(directory.resolve("two").resolve(report.run()).resolve("journal.jsonl"))
                    .isRegularFile();
        }

        @Test
        void other() {
            TestHost.HAPPENED.add("run");
        }
    }

    @Test
    void a_host_is_opened_before_the_first_test_of_a_class_and_closed_after_the_last() {
        run(Two.class).testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));

        assertThat(TestHost.HAPPENED).containsExactly("test-host opened", "run", "run", "test-host closed");
        assertThatThrownBy(() -> Two.lab.run(says(Outcome.PASSED), "test-nanny:awake"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lab is not open; is the field static and annotated @RegisterExtension?");
    }

    static class Unfit {
        @RegisterExtension
        static final RespawnLab lab = RespawnLab.on("test-host").runsIn(directory.resolve("unfit"));

        @Test
        void one() throws IOException {
            lab.run(
                    Scenario.named("it is newer")
                            .on("test-nanny:awake")
                            .given(new Premise(Optional.of(VersionRange.parse(">=23.0"))))
                            .service(Service.of("web", "nginx"))
                            .expect(new TestSays(Outcome.PASSED))
                            .build(),
                    "test-nanny:awake");
        }
    }

    @Test
    void a_scenario_that_says_nothing_about_this_host_aborts_its_test_with_the_reason() {
        EngineExecutionResults results = run(Unfit.class);

        results.testEvents()
                .assertStatistics(stats -> stats.succeeded(0).failed(0).aborted(1));
        assertThat(results.testEvents().aborted().list())
                .singleElement()
                .extracting(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow()
                        .getMessage())
                .asString()
                .contains("'it is newer' is not applicable on host 'test-host': it is about engines >=23.0");
    }

    static class SharedFirst {
        @RegisterExtension
        static final RespawnLab lab =
                RespawnLab.on("test-host").runsIn(directory.resolve("shared")).shared();

        @Test
        void first() {
            TestHost.HAPPENED.add("run");
        }
    }

    static class SharedSecond {
        @RegisterExtension
        static final RespawnLab lab =
                RespawnLab.on("test-host").runsIn(directory.resolve("shared")).shared();

        @Test
        void second() {
            TestHost.HAPPENED.add("run");
        }
    }

    static class SharedElsewhere {
        @RegisterExtension
        static final RespawnLab lab = RespawnLab.on("test-host:other")
                .runsIn(directory.resolve("shared"))
                .shared();

        @Test
        void third() {
            TestHost.HAPPENED.add("run");
        }
    }

    @Test
    void a_shared_host_is_opened_once_and_closed_after_the_last_class() {
        run(SharedFirst.class, SharedSecond.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(2).failed(0));

        assertThat(TestHost.HAPPENED).containsExactly("test-host opened", "run", "run", "test-host closed");
    }

    @Test
    void only_who_asks_for_the_same_host_shares_it() {
        run(SharedFirst.class, SharedElsewhere.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(2).failed(0));

        assertThat(TestHost.HAPPENED)
                .contains("test-host opened", "test-host:other opened", "test-host closed", "test-host:other closed")
                .hasSize(6);
    }

    static class Away {
        @RegisterExtension
        static final RespawnLab lab = RespawnLab.on("test-host:away").runsIn(directory.resolve("away"));

        @Test
        void never() {
            TestHost.HAPPENED.add("run");
        }
    }

    @Test
    void a_host_that_is_not_to_be_had_fails_its_class_and_no_test_of_it_is_run() {
        EngineExecutionResults results = run(Away.class);

        assertThat(TestHost.HAPPENED).isEmpty();
        assertThat(thrown(results.containerEvents().failed().list().get(0)))
                .isInstanceOf(NoGo.class)
                .hasMessage("host 'test-host:away' is not to be had: nobody is at home");
    }

    static class Forgotten {
        static final RespawnLab lab = RespawnLab.on("test-host");

        @Test
        void runs() throws IOException {
            lab.run(says(Outcome.PASSED), "test-nanny:awake");
        }
    }

    @Test
    void a_lab_that_junit_does_not_know_says_what_was_forgotten() {
        assertThat(thrown(run(Forgotten.class).testEvents().failed().list().get(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lab is not open; is the field static and annotated @RegisterExtension?");
        assertThat(TestHost.HAPPENED).isEmpty();
    }

    // --- the tests of a suite

    static class OfASuite {
        @RegisterExtension
        static final RespawnLab lab = RespawnLab.on("test-host").runsIn(directory.resolve("suite"));

        @TestFactory
        Stream<DynamicTest> rows() {
            return lab.tests(directory.resolve("suite.yaml"));
        }
    }

    @Test
    void each_row_is_a_test_that_fails_in_words_of_its_own_unless_its_verdict_is_the_wanted_one() throws IOException {
        for (Outcome outcome : List.of(Outcome.FAILED, Outcome.UNPROVEN)) {
            Files.writeString(directory.resolve(outcome.word() + ".yaml"), """
                    scenario: it is %1$s
                    on: [test-nanny:awake, test-nanny:asleep]
                    services: { web: { image: nginx } }
                    expect: { test-says: { outcome: %1$s } }
                    """.formatted(outcome.word()));
        }
        Files.writeString(directory.resolve("suite.yaml"), """
                suite: of all outcomes
                rows:
                  - { scenario: failed.yaml }
                  - { scenario: unproven.yaml, on: test-nanny:awake }
                  - { scenario: failed.yaml, on: test-nanny:awake, wanted: failed }
                """);

        EngineExecutionResults results = run(OfASuite.class);

        assertThat(results.testEvents().finished().stream().map(RespawnLabTest::told))
                .containsExactly("""
                        it is failed on test-nanny:awake: it is failed on test-nanny:awake: a claim does not hold \
                        (failed, wanted passed)
                          failed: a claim of 100%s: as the test says
                        run: RUN""", """
                        it is failed on test-nanny:asleep: it is failed on test-nanny:asleep: the run was not begun \
                        (failed, wanted passed)
                          unproven: the run was carried out to its end: the nanny is asleep
                          unproven: all was well before the first fault: the run did not come so far
                          failed: a claim of 100%s: as the test says
                        run: RUN""", """
                        it is unproven on test-nanny:awake: it is unproven on test-nanny:awake: nothing failed, but it \
                        could not be proved (unproven, wanted passed)
                          unproven: a claim of 100%s: as the test says
                        run: RUN""", "it is failed on test-nanny:awake: successful");
        assertThat(TestHost.HAPPENED).containsExactly("test-host opened", "test-host closed");
    }

    private static Scenario says(Outcome outcome) {
        return Scenario.named("it says " + outcome.word())
                .on("test-nanny:awake")
                .service(Service.of("web", "nginx"))
                .expect(new TestSays(outcome))
                .build();
    }

    private static EngineExecutionResults run(Class<?>... classes) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(Arrays.stream(classes)
                        .map(DiscoverySelectors::selectClass)
                        .toArray(ClassSelector[]::new))
                .execute();
    }

    private static String told(Event event) {
        Throwable thrown = event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElse(null);
        String how = thrown == null ? "successful" : String.valueOf(thrown.getMessage());
        return event.getTestDescriptor().getDisplayName() + ": " + how.replaceAll("run: .*", "run: RUN");
    }

    private static Throwable thrown(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }
}
