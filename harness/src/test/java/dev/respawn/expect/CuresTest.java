package dev.respawn.expect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.Outcome;
import dev.respawn.model.WayBack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a contract promises of a health check that fails, and what was done about it. */
class CuresTest {
    private static final Promise NOTHING = Promise.staysDown();
    private static final Promise NEW_ONE = new Promise(
            Promise.Reaction.YES,
            Optional.of(Promise.As.NEW_CONTAINER),
            Optional.of(new DelayLaw(
                    Duration.ofSeconds(1),
                    2,
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(10),
                    Duration.ZERO,
                    Duration.ofMillis(500))));

    /** Unhealthy at 2 s. */
    private static final Story ILL = Story.begins()
            .said(1_500, "health_status: healthy", Map.of())
            .said(2_000, "health_status: unhealthy", Map.of());

    @Test
    void what_is_left_alone_as_promised_passes() {
        says(
                ILL.ends(9_000),
                NOTHING,
                Outcome.PASSED,
                "web/1 never died; web/1 turned unhealthy and was left alone, as promised");
    }

    @Test
    void a_restart_of_what_was_to_be_left_alone_fails_however_late() {
        says(
                killed(ILL, 7_000, "stop").ends(20_000),
                NOTHING,
                Outcome.FAILED,
                "web/1 turned unhealthy and was ended through the engine (engine-api-stop) after 5s; promised was that it"
                        + " is left alone");
    }

    @Test
    void a_death_of_its_own_is_no_doing_of_the_supervisor() {
        says(
                ILL.said(3_000, "die", Map.of("exitCode", "1"))
                        .said(3_200, "start", Map.of())
                        .ends(20_000),
                NOTHING,
                Outcome.PASSED,
                "all deaths of web/1 were seen; web/1 turned unhealthy and was left alone until it died; web/1 died with"
                        + " exit code 1 (exit-nonzero) and came back after 200ms; promised was 0s to 1.1s after death 1"
                        + " in a row");
    }

    @Test
    void a_contract_without_a_word_about_it_proves_nothing() {
        Finding finding = new KeepsContract().check(ILL.ends(9_000).evidence());

        assertThat(finding.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(finding.reason())
                .isEqualTo("web/1 turned unhealthy, and no rule of the contract of 'docker:always' fits (unhealthy)");
    }

    @Test
    void what_was_watched_for_too_short_a_time_proves_nothing() {
        says(
                ILL.ends(3_000),
                NOTHING,
                Outcome.UNPROVEN,
                "web/1 turned unhealthy, but was watched only for 1s afterwards; wanted 2s");
        says(
                ILL.ends(3_000),
                NEW_ONE,
                Outcome.UNPROVEN,
                "web/1 turned unhealthy, but was watched only for 1s afterwards; wanted 1.5s");
        says(
                ILL.blind(2_500, 2_600).seen(2_700, "one", 100, 0, 0).ends(9_000),
                NOTHING,
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
    }

    @Test
    void a_fault_of_ours_in_between_is_not_taken_for_the_supervisors_doing() {
        says(
                killed(ILL.intended(2_900), 3_000, "stop").ends(20_000),
                NOTHING,
                Outcome.UNPROVEN,
                "web/1 turned unhealthy and the run itself laid hands on it before it was watched for 2s");
    }

    @Test
    void a_new_container_as_promised_passes_and_its_death_is_no_trouble_of_its_own() {
        says(
                recreated(3_100).ends(20_000),
                NEW_ONE,
                Outcome.PASSED,
                "all deaths of web/1 were seen; web/1 turned unhealthy and was started anew after 1.2s; promised was 1s"
                        + " to 1.5s");
    }

    @Test
    void a_cure_too_soon_too_late_or_of_another_kind_fails() {
        says(
                recreated(2_500).ends(20_000),
                NEW_ONE,
                Outcome.FAILED,
                "web/1 turned unhealthy and was started anew after 600ms; promised was 1s to 1.5s");
        says(
                recreated(5_000).ends(20_000),
                NEW_ONE,
                Outcome.FAILED,
                "web/1 turned unhealthy and was started anew after 3.1s; promised was 1s to 1.5s");
        says(
                killed(ILL, 3_000, "restart").said(3_200, "start", Map.of()).ends(20_000),
                NEW_ONE,
                Outcome.FAILED,
                "web/1 turned unhealthy and came back as the same container; promised was a new container");
    }

    @Test
    void doing_nothing_breaks_the_promise_of_a_cure() {
        says(
                ILL.ends(9_000),
                NEW_ONE,
                Outcome.FAILED,
                "web/1 turned unhealthy and nothing was done about it; promised was a start within 1.5s");
        says(
                killed(ILL, 3_000, "stop").ends(20_000),
                NEW_ONE,
                Outcome.FAILED,
                "web/1 turned unhealthy, was ended through the engine and did not come back; promised was a start within"
                        + " 1.5s");
    }

    @Test
    void what_gets_well_by_itself_in_time_needs_no_cure() {
        says(
                ILL.said(3_000, "health_status: healthy", Map.of()).ends(9_000),
                NEW_ONE,
                Outcome.PASSED,
                "web/1 never died; web/1 turned unhealthy and was well again after 1s, before anything had to"
                        + " be done about it");
        // Later than it was to be cured.
        assertThat(finding(ILL.said(5_000, "health_status: healthy", Map.of()).ends(9_000), NEW_ONE)
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void who_is_ill_again_soon_is_cured_later_each_time() {
        Story again = recreated(3_100).line(5_000, Story.event(5_000, "health_status: unhealthy", "two", Map.of()));
        Story slow = gone(again, "two", 7_000).line(7_100, Story.event(7_100, "start", "three", Map.of()));
        Story hasty = gone(again, "two", 6_000).line(6_100, Story.event(6_100, "start", "three", Map.of()));

        assertThat(finding(slow.ends(20_000), NEW_ONE).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(finding(hasty.ends(20_000), NEW_ONE).reason())
                .isEqualTo("web/1 turned unhealthy and was started anew after 1.1s; promised was 2s to 2.5s");
    }

    @Test
    void a_cure_that_is_not_due_at_the_end_breaks_nothing_where_one_was_seen_before() {
        Story again = recreated(3_100).line(5_000, Story.event(5_000, "health_status: unhealthy", "two", Map.of()));

        assertThat(finding(again.ends(7_100), NEW_ONE).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(finding(again.ends(7_600), NEW_ONE).outcome()).isEqualTo(Outcome.FAILED);
        // The first of all has to be seen.
        assertThat(finding(ILL.ends(2_500), NEW_ONE).outcome()).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void a_word_that_nobody_told_counts_from_the_look_before_and_not_while_it_is_paused() {
        Story looked = Story.begins()
                .line(1_500, looked("running", "healthy", 0))
                .line(2_000, looked("running", "unhealthy", 3));
        Story paused = Story.begins()
                .line(1_500, looked("running", "healthy", 0))
                .line(2_000, looked("paused", "unhealthy", 0))
                .line(2_500, looked("running", "unhealthy", 0));

        assertThat(finding(looked.ends(3_700), NOTHING).outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(finding(looked.ends(4_100), NOTHING).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(finding(looked.ends(9_000), NEW_ONE).outcome()).isEqualTo(Outcome.FAILED);
        says(paused.ends(9_000), NEW_ONE, Outcome.PASSED, "web/1 never died, so nothing had to be kept");
    }

    @Test
    void what_is_paused_is_left_so_until_the_run_itself_unpauses_it() {
        Story paused = Story.begins().intended(1_900).said(2_000, "pause", Map.of());
        Event undo = new Event.UndoBegan("killed", Story.WEB, new WayBack.Undo("unpause", Map.of()));

        says(
                paused.line(4_900, undo).said(5_000, "unpause", Map.of()).ends(9_000),
                NOTHING,
                Outcome.PASSED,
                "web/1 never died; web/1 was paused and was left alone, as promised");
        says(
                paused.said(4_000, "unpause", Map.of()).ends(9_000),
                NOTHING,
                Outcome.FAILED,
                "web/1 was paused and unpaused by somebody else after 2s; promised was that it is left alone");
        says(
                paused.line(4_900, undo).said(5_000, "unpause", Map.of()).ends(9_000),
                NEW_ONE,
                Outcome.FAILED,
                "web/1 was paused and nothing was done about it; promised was a start within 1.5s");
        says(
                paused.line(3_000, undo).said(3_100, "unpause", Map.of()).ends(9_000),
                NEW_ONE,
                Outcome.UNPROVEN,
                "web/1 was paused and the run itself laid hands on it before anything had to be done about it");
    }

    private static Story killed(Story story, long at, String how) {
        return story.said(at - 20, "kill", Map.of("signal", "15"))
                .said(at, "die", Map.of("exitCode", "143"))
                .said(at + 10, "stop", Map.of())
                .said(at + 250, how, Map.of());
    }

    /** The unhealthy one is removed at that time, and another one started 100 ms later. */
    private static Story recreated(long at) {
        return gone(ILL, "one", at).line(at + 100, Story.event(at + 100, "start", "two", Map.of()));
    }

    private static Story gone(Story story, String container, long at) {
        return story.line(at - 20, Story.event(at - 20, "kill", container, Map.of("signal", "9")))
                .line(at, Story.event(at, "die", container, Map.of("exitCode", "137")))
                .line(at + 10, Story.event(at + 10, "destroy", container, Map.of()));
    }

    private static Event looked(String status, String health, int streak) {
        return new Event.Seen(
                Story.WEB,
                Story.life("one", 100, 50),
                new Condition(
                        status, 0, false, 0, Optional.empty(), Optional.empty(), Optional.of(health), streak, ""));
    }

    private static Finding finding(Story story, Promise promise) {
        List<Rule> rules = new ArrayList<>(Story.always().rules());
        rules.add(new Rule(Cause.UNHEALTHY, Given.always(), promise, "fact"));
        rules.add(new Rule(Cause.PAUSED, Given.always(), promise, "fact"));
        return new KeepsContract()
                .check(story.under(new Contract("docker:always", rules)).evidence());
    }

    private static void says(Story story, Promise promise, Outcome outcome, String reason) {
        Finding finding = finding(story, promise);
        assertThat(finding.reason()).isEqualTo(reason);
        assertThat(finding.outcome()).isEqualTo(outcome);
    }
}
