package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.WEB;
import static dev.respawn.expect.Story.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IsRemovedTest {
    private static final IsRemoved AFTER =
            new IsRemoved(Optional.empty(), Optional.of("killed"), Duration.ofSeconds(1));
    private static final IsRemoved OF_WEB =
            new IsRemoved(Optional.of(new ServiceName("web")), Optional.empty(), Duration.ofSeconds(1));

    private static final Story REMOVED = Story.begins()
            .intended(2_000)
            .said(2_010, "die", Map.of("exitCode", "137"))
            .said(2_060, "destroy", Map.of())
            .arrived(2_070)
            .line(2_080, new Event.SeenAbsent(WEB, Optional.of("one"), "404"))
            .ends(9_000);

    @Test
    void what_was_destroyed_and_is_not_there_any_more_is_removed() {
        says(AFTER, REMOVED, Outcome.PASSED, "container one of web/1 was removed after 60ms");
        says(OF_WEB, REMOVED, Outcome.PASSED, "container one of web/1 was removed after 50ms");
        says(
                AFTER,
                REMOVED.replace(at(2_060), Story.event(3_100, "destroy", "one", Map.of()))
                        .line(3_200, new Event.SeenAbsent(WEB, "404")),
                Outcome.FAILED,
                "container one of web/1 was removed after 1.1s; wanted it within 1s");
    }

    @Test
    void another_source_alone_narrows_it_or_leaves_it_open() {
        says(
                AFTER,
                REMOVED.without(event -> event instanceof Event.SeenAbsent),
                Outcome.UNPROVEN,
                "container one of web/1 was destroyed, says an event, but nobody asked the engine for it afterwards");
        says(
                AFTER,
                REMOVED.without(Story.said("destroy")),
                Outcome.PASSED,
                "container one of web/1 was removed after at most 80ms");
        // That another one is not there says nothing of this one.
        assertThat(outcome(AFTER, REMOVED.replace(at(2_080), new Event.SeenAbsent(WEB, Optional.of("two"), "404"))))
                .isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void what_is_still_there_fails_if_it_was_watched() {
        Story there = Story.death();

        says(AFTER, there, Outcome.FAILED, "container one of web/1 was not removed within 1s");
        says(
                AFTER,
                there.cutAt(2_500),
                Outcome.UNPROVEN,
                "container one of web/1 was not removed, but was watched only for 500ms of 1s");
        says(
                AFTER,
                there.blind(2_500, 2_600),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
        says(
                OF_WEB,
                Story.begins().seen(9_000, "one", 100, 0, 0).ends(9_500),
                Outcome.FAILED,
                "container one of web/1 never died");
        says(
                OF_WEB,
                Story.begins().ends(1_020),
                Outcome.UNPROVEN,
                "container one of web/1 still lived when the observation ended");
    }

    @Test
    void it_is_said_of_whom() {
        assertThatThrownBy(() -> new IsRemoved(Optional.empty(), Optional.empty(), Duration.ofSeconds(1)))
                .hasMessage("'is-removed' does not say of whom; add 'service', 'after' or both");
    }
}
