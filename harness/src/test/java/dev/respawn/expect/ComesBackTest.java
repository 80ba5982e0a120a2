package dev.respawn.expect;

import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.at;
import static dev.respawn.expect.Story.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Promise.As;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComesBackTest {
    private static final ComesBack SAME = new ComesBack("killed", As.SAME_CONTAINER, Duration.ofSeconds(2));

    @Test
    void the_same_container_in_time_passes() {
        Finding finding = SAME.check(Story.crash().evidence());

        assertThat(finding.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(finding.reason()).isEqualTo("web/1 came back as the same container (one, pid 200) after 240ms");
        assertThat(finding.evidence()).isEqualTo(List.of(4L, 5L, 6L, 7L, 8L, 9L));
    }

    @Test
    void too_late_fails() {
        says(
                SAME,
                Story.crash()
                        .without(said("start").or(e -> e.equals(Story.seenEvent("one", 200, 0, 1))))
                        .said(5_000, "start", Map.of()),
                Outcome.FAILED,
                "web/1 came back as the same container (one) after 2.99s; wanted it within 2s");
    }

    @Test
    void without_a_start_event_the_new_process_proves_it_and_the_limit_may_lie_inside() {
        says(
                SAME,
                Story.crash().without(said("start")),
                Outcome.PASSED,
                "web/1 came back as the same container (one, pid 200) after at most 290ms");
        says(
                SAME,
                Story.crash()
                        .without(said("start"))
                        .without(e -> e.equals(Story.seenEvent("one", 200, 0, 1)))
                        .seen(9_000, "one", 200, 0, 1),
                Outcome.UNPROVEN,
                "web/1 came back as the same container (one, pid 200) after at most 6.99s; wanted it within 2s");
    }

    @Test
    void another_container_is_not_the_same() {
        says(
                SAME,
                Story.crash()
                        .replace(at(2_250), Story.event(2_250, "start", "two", Map.of()))
                        .replace(at(2_300), Story.seenEvent("two", 200, 0, 0))
                        .replace(at(9_000), Story.seenEvent("two", 200, 0, 0)),
                Outcome.FAILED,
                "web/1 came back as a new container (two, pid 200) after 240ms; wanted the same container");
    }

    @Test
    void not_at_all_fails_and_is_unproven_if_nobody_looked_long_enough() {
        says(SAME, Story.death(), Outcome.FAILED, "web/1 did not come back within 2s");
        says(
                SAME,
                Story.death().cutAt(3_000),
                Outcome.UNPROVEN,
                "web/1 did not come back, but was watched only for 990ms of 2s");
        says(
                SAME,
                Story.death()
                        .without(e -> e.equals(Story.seenEvent("one", 0, 137, 0)))
                        .blind(2_100, 3_000),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
        // A look afterwards decides even then.
        says(SAME, Story.death().blind(2_400, 3_000), Outcome.FAILED, "web/1 did not come back within 2s");
    }

    @Test
    void what_did_not_die_cannot_come_back() {
        says(
                SAME,
                Story.begins().intended(2_000).arrived(2_030).ends(20_000),
                Outcome.UNPROVEN,
                "web/1 was not seen to die after 'killed'");
    }
}
