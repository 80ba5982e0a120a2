package dev.respawn.junit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.expect.Finding;
import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import dev.respawn.plan.Plan;
import dev.respawn.plan.Setting;
import dev.respawn.report.Report;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.testwords.TestHolds;
import dev.respawn.supervisor.Service;
import dev.respawn.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a test says that fails. All foreign texts here would be taken for formats, if they were. */
class ReportAssertTest {
    private static final Finding HOLDS = Finding.passed("it %s", "99%n", List.of());
    private static final Finding FAILS = Finding.failed("up 100% of the time", "only %d%%", List.of(3L));
    private static final Finding OPEN = Finding.unproven("%n'home' recovers", "%s was never asked", List.of());

    @Test
    void the_wanted_verdict_of_a_whole_run_is_no_failure() {
        ReportAssert.assertThat(report(Outcome.PASSED, Ending.COMPLETED, HOLDS)).hasPassed();
        ReportAssert.assertThat(report(Outcome.FAILED, Ending.COMPLETED, FAILS)).hasFailed();
        ReportAssert.assertThat(report(Outcome.UNPROVEN, Ending.COMPLETED, OPEN))
                .isUnproven()
                .hasOutcome(Outcome.UNPROVEN);
    }

    @Test
    void a_run_that_failed_says_what_does_not_hold_and_then_what_is_open() {
        fails(
                () -> ReportAssert.assertThat(report(Outcome.FAILED, Ending.COMPLETED, HOLDS, FAILS, OPEN))
                        .hasPassed(),
                """
                100%s killed on command:./heal %d: a claim does not hold (failed, wanted passed)
                  failed: up 100% of the time: only %d%%
                  unproven: %n'home' recovers: %s was never asked
                run: run-%n""");
    }

    @Test
    void a_run_that_proves_nothing_fails_in_other_words() {
        fails(
                () -> ReportAssert.assertThat(report(Outcome.UNPROVEN, Ending.COMPLETED, HOLDS, OPEN))
                        .hasPassed(),
                """
                100%s killed on command:./heal %d: nothing failed, but it could not be proved (unproven, wanted passed)
                  unproven: %n'home' recovers: %s was never asked
                run: run-%n""");
    }

    @Test
    void a_run_that_passes_where_another_verdict_is_wanted_fails() {
        Report passed = report(Outcome.PASSED, Ending.COMPLETED, HOLDS);
        String rest = ")\nrun: run-%n";

        fails(
                () -> ReportAssert.assertThat(passed).hasFailed(),
                "100%s killed on command:./heal %d: every claim holds (passed, wanted failed" + rest);
        fails(
                () -> ReportAssert.assertThat(passed).isUnproven(),
                "100%s killed on command:./heal %d: every claim holds (passed, wanted unproven" + rest);
    }

    @Test
    void a_run_that_did_not_come_to_its_end_is_never_right() {
        fails(
                () -> ReportAssert.assertThat(report(Outcome.UNPROVEN, Ending.ABORTED, OPEN))
                        .isUnproven(),
                """
                100%s killed on command:./heal %d: the run was aborted (unproven, wanted unproven)
                  unproven: %n'home' recovers: %s was never asked
                run: run-%n""");
        fails(
                () -> ReportAssert.assertThat(report(Outcome.PASSED, Ending.BROKEN, HOLDS))
                        .hasPassed(),
                "100%s killed on command:./heal %d: the run was broken (passed, wanted passed)\nrun: run-%n");
    }

    @Test
    void what_is_left_behind_comes_before_all() {
        Verdict verdict =
                new Verdict(Outcome.PASSED, Ending.BROKEN, "", List.of(HOLDS), List.of("container %s", "network 100%"));

        fails(
                () -> ReportAssert.assertThat(report(verdict)).hasPassed(),
                "left behind by run-%n: container %s, network 100%");
    }

    private static void fails(Runnable assertion, String message) {
        assertThatThrownBy(assertion::run).isInstanceOf(AssertionError.class).hasMessage(message);
    }

    private static Report report(Outcome outcome, Ending ending, Finding... findings) {
        return report(new Verdict(outcome, ending, "a reason", List.of(findings), List.of()));
    }

    private static Report report(Verdict verdict) {
        Scenario scenario = Scenario.named("100%s killed")
                .on("test-nanny:awake")
                .service(Service.of("web", "nginx"))
                .expect(new TestHolds())
                .build();
        Setting setting = new Setting("command:./heal %d", "private");
        Plan plan = new Plan(scenario, setting, 1, Map.of(), List.of(), Duration.ofSeconds(1));
        return new Report("run-%n", plan, List.of(), verdict);
    }
}
