package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.at;
import static dev.respawn.expect.Story.loopDeath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BacksOffTest {
    private static final ServiceName WEB = new ServiceName("web");

    // Five restarts and six deaths, at 1.5, 2.1, 2.8, 3.7, 5 and 7.1 s; a seventh life would begin from 10.3 to 11.3 s.
    private static final Story GIVEN_UP = Story.loop(6)
            .under(Story.always().withRetries(5))
            .replace(at(loopDeath(6) + 5), Story.looked("exited", 1, 5, ""))
            .ends(20_000);

    @Test
    void steps_within_the_law_pass_and_are_told() {
        says(
                backsOff(4),
                Story.loop(6).ends(7_500),
                Outcome.PASSED,
                "steps 1 to 5 of web/1 were reached, each in its time");
        says(backsOff(1), Story.loop(2).ends(2_200), Outcome.PASSED, "step 1 of web/1 was reached, each in its time");
    }

    @Test
    void one_start_too_early_or_too_late_fails() {
        Story loop = Story.loop(5).ends(5_500);

        // After the fourth death, at 3.7 s, lawful is 0.7 to 1.8 s.
        says(
                backsOff(4),
                loop.replace(at(4_700), Story.event(4_300, "start", "one", Map.of())),
                Outcome.FAILED,
                "web/1 died with exit code 1 (exit-nonzero) and came back after 600ms; promised was 700ms to 1.8s after"
                        + " death 4 in a row");
        Story late = Story.loop(4).said(5_600, "start", Map.of()).ends(6_000);
        says(
                backsOff(3),
                late,
                Outcome.FAILED,
                "web/1 died with exit code 1 (exit-nonzero) and came back after 1.9s; promised was 700ms to 1.8s after"
                        + " death 4 in a row");
    }

    @Test
    void a_life_of_ten_seconds_begins_the_series_anew() {
        // Alive from 2.5 s to 12.6 s: the next wait is the first again.
        Story anew = Story.loop(3)
                .said(3_400, "start", Map.of())
                .said(13_500, "die", Map.of("exitCode", "1"))
                .said(13_750, "start", Map.of())
                .ends(15_000);

        says(backsOff(3), anew, Outcome.PASSED, "steps 1 to 3 of web/1 were reached, each in its time");
        says(
                backsOff(4),
                anew,
                Outcome.UNPROVEN,
                "steps 1 to 3 of web/1 were reached; step 4 (800ms) was not by the end");
        says(
                backsOff(3),
                anew.replace(at(13_750), Story.event(14_800, "start", "one", Map.of())),
                Outcome.FAILED,
                "web/1 died with exit code 1 (exit-nonzero) and came back after 1.3s; promised was 0s to 1.1s after"
                        + " death 1 in a row");
    }

    @Test
    void a_step_that_was_not_reached_by_the_end_is_unproven_and_one_that_is_overdue_fails() {
        says(
                backsOff(6),
                Story.loop(6).ends(11_000),
                Outcome.UNPROVEN,
                "steps 1 to 5 of web/1 were reached; step 6 (3.2s) was not by the end");
        says(
                backsOff(6),
                Story.loop(6).ends(11_400),
                Outcome.FAILED,
                "steps 1 to 5 of web/1 were reached; step 6 (3.2s) did not come within 4.2s");
        says(
                backsOff(1),
                Story.begins().seen(9_000, "one", 100, 0, 0).ends(20_000),
                Outcome.UNPROVEN,
                "no step of web/1 was reached; step 1 was not by the end");
        says(
                new BacksOff(Optional.of(new ServiceName("db")), Optional.empty(), 1, false, Optional.empty()),
                Story.loop(2).ends(2_200),
                Outcome.UNPROVEN,
                "no replica of 'db' was ever seen");
    }

    @Test
    void a_limit_is_kept_or_not() {
        // The fourth step is at 4.7 s, and the first life began at 50 ms.
        says(
                within(4, false, 5),
                Story.loop(5).ends(6_000),
                Outcome.PASSED,
                "steps 1 to 4 of web/1 were reached, each in its time");
        says(
                within(4, false, 4),
                Story.loop(5).ends(6_000),
                Outcome.FAILED,
                "steps 1 to 4 of web/1 were reached; step 4 was after 4.6s to 4.65s; wanted within 4s");
        says(
                within(5, false, 5),
                Story.loop(5).ends(6_000),
                Outcome.FAILED,
                "steps 1 to 4 of web/1 were reached; step 5 (1.6s) was not within 5s");
        says(
                within(5, false, 9),
                Story.loop(5).ends(6_000),
                Outcome.UNPROVEN,
                "steps 1 to 4 of web/1 were reached; step 5 (1.6s) was not by the end");
    }

    @Test
    void giving_up_is_only_proved_when_the_next_lawful_start_is_past() {
        says(
                within(5, true, 8),
                GIVEN_UP,
                Outcome.PASSED,
                "steps 1 to 5 of web/1 were reached and then given up: it stayed down for 12.9s, where a start was to"
                        + " come within 4.2s, each in its time");
        says(
                within(5, true, 8),
                GIVEN_UP.cutAt(11_000),
                Outcome.UNPROVEN,
                "steps 1 to 5 of web/1 were reached; after the last death web/1 was watched only for 3.9s of the 4.2s in"
                        + " which a next start might have come");
        says(
                within(5, true, 6),
                GIVEN_UP,
                Outcome.FAILED,
                "steps 1 to 5 of web/1 were reached and then given up: it stayed down for 12.9s, where a start was to"
                        + " come within 4.2s; the last death was after 7s to 7.05s; wanted within 6s");
        says(
                within(5, true, 8),
                GIVEN_UP.replace(at(loopDeath(6) + 5), Story.looked("restarting", 1, 5, "")),
                Outcome.UNPROVEN,
                "steps 1 to 5 of web/1 were reached; the engine says that it still waits");
    }

    @Test
    void who_restarts_once_more_has_not_given_up_and_who_gives_up_early_has_not_reached_it() {
        says(
                within(5, true, 8),
                GIVEN_UP.under(Story.always()).said(10_500, "start", Map.of()),
                Outcome.FAILED,
                "web/1 was restarted 6 times; wanted 5 and no more");
        says(
                within(5, true, 8),
                GIVEN_UP.said(10_500, "start", Map.of()),
                Outcome.FAILED,
                "web/1 died with exit code 1 (exit-nonzero) and was started again after 3.4s; promised was that it stays"
                        + " down");
        says(
                within(5, true, 8),
                Story.loop(4).under(Story.always().withRetries(3)).ends(20_000),
                Outcome.FAILED,
                "steps 1 to 3 of web/1 were reached; step 4 (800ms) does not come, for web/1 died with exit code 1"
                        + " (exit-nonzero), and promised is that it stays down");
        says(
                within(3, true, 8),
                Story.loop(4).ends(4_000).said(3_900, "stop", Map.of()),
                Outcome.UNPROVEN,
                "steps 1 to 3 of web/1 were reached; then somebody asked the engine to stop it");
    }

    @Test
    void a_stop_or_a_start_by_hand_is_no_step() {
        says(
                backsOff(4),
                Story.loop(4).said(3_900, "stop", Map.of()).ends(9_000),
                Outcome.UNPROVEN,
                "steps 1 to 3 of web/1 were reached; somebody asked the engine to stop it before step 4 (800ms) could"
                        + " come");
        // A restart by hand ends the wait, and the series begins anew.
        says(
                backsOff(3),
                Story.loop(3)
                        .said(2_900, "start", Map.of())
                        .said(2_910, "restart", Map.of())
                        .said(3_300, "die", Map.of("exitCode", "1"))
                        .said(3_500, "start", Map.of())
                        .ends(3_700),
                Outcome.UNPROVEN,
                "steps 1 to 2 of web/1 were reached; step 3 (400ms) was not by the end");
    }

    @Test
    void what_nobody_heard_may_have_been_a_step() {
        says(
                backsOff(4),
                Story.loop(6).blind(2_850, 2_900).ends(7_500),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
        // After the last step that is asked for, it does not matter.
        assertThat(outcome(backsOff(4), Story.loop(6).blind(6_700, 6_800).ends(7_500)))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void after_a_disruption_what_was_before_it_is_no_step_of_it() {
        BacksOff after = new BacksOff(Optional.empty(), Optional.of("killed"), 1, false, Optional.empty());

        says(after, Story.crash(), Outcome.PASSED, "step 1 of web/1 was reached, each in its time");
        says(
                after,
                Story.crash().without(event -> event instanceof Event.FaultInjected),
                Outcome.UNPROVEN,
                "nothing says what became of 'killed' on web/1");
        Story before = Story.begins()
                .said(1_200, "die", Map.of("exitCode", "1"))
                .said(1_400, "start", Map.of())
                .line(2_000, new Event.FaultIntended("killed", Story.WEB, Story.life("one", 200, 1_390), "KILL"))
                .arrived(2_030)
                .ends(5_000);
        says(after, before, Outcome.UNPROVEN, "no step of web/1 was reached; step 1 was not by the end");
    }

    @Test
    void it_is_said_of_whom_and_of_how_many() {
        assertThatThrownBy(() -> new BacksOff(Optional.empty(), Optional.empty(), 1, false, Optional.empty()))
                .hasMessage("'backs-off' does not say of whom; add 'service', 'after' or both");
        assertThatThrownBy(() -> backsOff(0)).hasMessage("'backs-off' in 0 steps; the fewest is 1");
        assertThat(within(5, true, 8).claim())
                .isEqualTo("every replica of 'web' is restarted with growing delays, in 5 steps, and then left down,"
                        + " within 8s");
    }

    private static BacksOff backsOff(int steps) {
        return new BacksOff(Optional.of(WEB), Optional.empty(), steps, false, Optional.empty());
    }

    private static BacksOff within(int steps, boolean givesUp, long seconds) {
        return new BacksOff(
                Optional.of(WEB), Optional.empty(), steps, givesUp, Optional.of(Duration.ofSeconds(seconds)));
    }
}
