package dev.respawn.expect;

import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.WEB;
import static dev.respawn.expect.Story.at;
import static dev.respawn.expect.Story.ms;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthBecomesTest {
    private static final ServiceName SERVICE = new ServiceName("web");
    private static final HealthBecomes UNHEALTHY = after(HealthBecomes.Is.UNHEALTHY, 5);

    // Its configuration is deleted at 2 s; three checks fail, and a fourth.
    private static final Story SICK = Story.begins()
            .said(150, "start", Map.of())
            .line(1_500, health("healthy", 0))
            .intended(2_000)
            .arrived(2_030)
            .line(3_000, check(3_000, 1, "refused"))
            .line(4_000, check(4_000, 1, "refused"))
            .line(5_000, check(5_000, 1, "refused"))
            .said(5_010, "health_status: unhealthy", Map.of())
            .line(5_020, health("unhealthy", 3))
            .line(6_000, check(6_000, 1, "refused"))
            .line(6_010, health("unhealthy", 4))
            .line(9_000, health("unhealthy", 6))
            .ends(10_000);

    @Test
    void a_change_that_an_event_tells_passes_in_time_and_fails_when_it_is_late() {
        says(UNHEALTHY, SICK, Outcome.PASSED, "web/1 was unhealthy after 3.01s");
        says(
                UNHEALTHY,
                SICK.replace(at(5_010), Story.event(7_100, "health_status: unhealthy", "one", Map.of()))
                        .replace(at(5_020), health("healthy", 2))
                        .replace(at(6_010), health("healthy", 2)),
                Outcome.FAILED,
                "web/1 was unhealthy after 5.1s; wanted it within 5s");
        says(
                after(HealthBecomes.Is.UNHEALTHY, 3),
                SICK,
                Outcome.FAILED,
                "web/1 was unhealthy after 3.01s; wanted it within 3s");
    }

    @Test
    void what_stays_as_it_was_has_not_become_so() {
        Story well = SICK.without(Story.said("health_status"))
                .replace(at(5_020), health("healthy", 2))
                .replace(at(6_010), health("healthy", 0))
                .replace(at(9_000), health("healthy", 1));

        says(
                UNHEALTHY,
                well,
                Outcome.FAILED,
                "web/1 did not become unhealthy within 5s; it was healthy, with 1 failed checks in a row, when it was"
                        + " seen last");
        // It was healthy all the time, which is no change either.
        says(
                after(HealthBecomes.Is.HEALTHY, 5),
                well,
                Outcome.FAILED,
                "web/1 did not become healthy within 5s; it was healthy, with 1 failed checks in a row, when it was seen"
                        + " last");
        says(
                UNHEALTHY,
                well.cutAt(6_500),
                Outcome.UNPROVEN,
                "web/1 was watched only for 4.5s of 5s; it was healthy when it was seen last");
        says(
                UNHEALTHY,
                well.without(event -> event.equals(health("healthy", 1))),
                Outcome.UNPROVEN,
                "nobody saw the health of web/1 5s later; it was healthy when it was seen last");
        says(
                UNHEALTHY,
                well.blind(2_500, 2_600),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
    }

    @Test
    void a_silent_change_is_seen_by_looking_and_lies_between_two_looks() {
        // Ground truth 68, 69: unhealthy without a word while it is paused, and a word when it is well again.
        Story paused = Story.begins()
                .line(1_500, health("healthy", 0))
                .intended(2_000)
                .said(2_010, "pause", Map.of())
                .arrived(2_030)
                .line(2_040, health("unhealthy", 0))
                .said(4_000, "unpause", Map.of())
                .said(5_000, "health_status: healthy", Map.of())
                .line(9_000, health("healthy", 0))
                .ends(10_000);

        says(UNHEALTHY, paused, Outcome.PASSED, "web/1 was unhealthy after at most 40ms");
        says(after(HealthBecomes.Is.HEALTHY, 5), paused, Outcome.PASSED, "web/1 was healthy after 3s");
        says(
                UNHEALTHY,
                paused.without(event -> event.equals(health("unhealthy", 0))),
                Outcome.UNPROVEN,
                "web/1 was paused, when no event says what its health is; it was healthy when it was seen last");
    }

    @Test
    void the_streak_has_to_grow_so_long() {
        says(
                streak(4, 5),
                SICK,
                Outcome.PASSED,
                "web/1 was unhealthy after 3.02s to 4s, and 4 checks had failed in a row");
        says(
                streak(6, 4),
                SICK,
                Outcome.FAILED,
                "web/1 was unhealthy after 4.01s to 7s, and 6 checks had failed in a row; wanted it within 4s");
        says(
                streak(7, 4),
                SICK,
                Outcome.FAILED,
                "web/1 did not become unhealthy with 7 failed checks in a row within 4s; it was unhealthy, with 6 failed"
                        + " checks in a row, when it was seen last");
    }

    @Test
    void a_check_that_fails_adds_one_to_what_the_engine_counted() {
        Story unasked = SICK.without(event -> event.equals(health("unhealthy", 4)));

        says(
                streak(4, 5),
                unasked,
                Outcome.PASSED,
                "web/1 was unhealthy after 3.02s to 4s, and 4 checks had failed in a row");
        says(
                streak(4, 5),
                unasked.replace(at(6_000), check(6_000, 0, "")),
                Outcome.UNPROVEN,
                "web/1 was unhealthy after 3.02s to 7s, and 6 checks had failed in a row; wanted it within 5s");
        // One that the engine may have counted already does not count twice.
        says(
                streak(4, 5),
                unasked.replace(at(6_000), check(5_030, 1, "refused")),
                Outcome.UNPROVEN,
                "web/1 was unhealthy after 3.02s to 7s, and 6 checks had failed in a row; wanted it within 5s");
    }

    @Test
    void what_the_checks_say_is_looked_for_since_the_disruption() {
        says(log("refused"), SICK, Outcome.PASSED, "web/1 was unhealthy after 3.01s; a check said 'refused'");
        says(
                log("timeout"),
                SICK,
                Outcome.FAILED,
                "none of 4 health checks of web/1 said 'timeout'; the last said 'refused'");
        says(
                log("timeout"),
                SICK.line(1_600, check(1_600, 1, "timeout")),
                Outcome.FAILED,
                "none of 4 health checks of web/1 said 'timeout'; the last said 'refused'");
        says(
                log("refused"),
                SICK.without(event -> event instanceof Event.HealthChecked),
                Outcome.UNPROVEN,
                "no result of a health check of web/1 was gathered");
    }

    @Test
    void every_start_begins_with_starting_and_no_event_says_so() {
        HealthBecomes starting = after(HealthBecomes.Is.STARTING, 5);
        Story restarted = Story.crash().line(1_500, health("healthy", 0)).line(2_400, health("starting", 0));

        says(starting, restarted, Outcome.PASSED, "web/1 was starting after 250ms");
        says(
                starting,
                restarted
                        .without(Story.said("start"))
                        .without(event -> event.equals(health("starting", 0)))
                        .line(9_100, health("healthy", 0)),
                Outcome.FAILED,
                "web/1 did not become starting within 5s; it was healthy when it was seen last");
    }

    @Test
    void without_a_disruption_the_first_life_counts() {
        HealthBecomes healthy = new HealthBecomes(
                SERVICE,
                HealthBecomes.Is.HEALTHY,
                Optional.empty(),
                Duration.ofSeconds(2),
                Optional.empty(),
                Optional.empty());
        Story slow = Story.begins()
                .line(200, health("starting", 0))
                .said(1_400, "health_status: healthy", Map.of())
                .line(1_410, health("healthy", 0))
                .ends(10_000);

        says(healthy, slow, Outcome.PASSED, "web/1 was healthy after 1.3s to 1.35s");
        says(
                healthy,
                slow.replace(at(1_400), Story.event(3_000, "health_status: healthy", "one", Map.of()))
                        .replace(at(1_410), health("starting", 0)),
                Outcome.FAILED,
                "web/1 was healthy after 2.9s to 2.95s; wanted it within 2s");
    }

    @Test
    void what_has_no_check_or_was_never_seen_has_no_health() {
        says(UNHEALTHY, Story.crash(), Outcome.FAILED, "web/1 has no health check");
        says(
                UNHEALTHY,
                Story.crash().without(event -> event instanceof Event.Seen),
                Outcome.UNPROVEN,
                "nobody saw the health of web/1");
        // Ground truth 75: the word of what does not run is none.
        says(
                UNHEALTHY,
                Story.death()
                        .replace(at(2_300), down("unhealthy"))
                        .without(event -> event instanceof Event.Seen seen
                                && seen.condition().health().isEmpty()),
                Outcome.UNPROVEN,
                "nobody saw the health of web/1");
    }

    @Test
    void a_streak_of_what_is_healthy_is_refused() {
        assertThatThrownBy(() -> new HealthBecomes(
                        SERVICE,
                        HealthBecomes.Is.HEALTHY,
                        Optional.empty(),
                        Duration.ofSeconds(2),
                        Optional.of(1),
                        Optional.empty()))
                .hasMessage("'health-becomes' wants a streak of failed checks of what is healthy, which has none");
    }

    private static HealthBecomes after(HealthBecomes.Is is, long seconds) {
        return new HealthBecomes(
                SERVICE, is, Optional.of("killed"), Duration.ofSeconds(seconds), Optional.empty(), Optional.empty());
    }

    private static HealthBecomes streak(int n, long seconds) {
        return new HealthBecomes(
                SERVICE,
                HealthBecomes.Is.UNHEALTHY,
                Optional.of("killed"),
                Duration.ofSeconds(seconds),
                Optional.of(n),
                Optional.empty());
    }

    private static HealthBecomes log(String text) {
        return new HealthBecomes(
                SERVICE,
                HealthBecomes.Is.UNHEALTHY,
                Optional.of("killed"),
                Duration.ofSeconds(5),
                Optional.empty(),
                Optional.of(text));
    }

    private static Event health(String word, int streak) {
        return new Event.Seen(WEB, Story.life("one", 100, 50), condition("running", word, streak));
    }

    private static Event down(String word) {
        return new Event.Seen(WEB, Story.life("one", 0, Long.MIN_VALUE), condition("exited", word, 0));
    }

    private static Condition condition(String status, String word, int streak) {
        return new Condition(status, 0, false, 0, Optional.empty(), Optional.empty(), Optional.of(word), streak, "");
    }

    private static Event check(long at, int code, String output) {
        return new Event.HealthChecked(WEB, "one", ms(at - 10), ms(at), code, output);
    }
}
