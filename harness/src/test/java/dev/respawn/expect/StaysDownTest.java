package dev.respawn.expect;

import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.at;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StaysDownTest {
    private static final StaysDown FOR_5S = new StaysDown("killed", Duration.ofSeconds(5));

    @Test
    void what_was_seen_down_at_the_end_passes() {
        says(
                FOR_5S,
                Story.death(),
                Outcome.PASSED,
                "web/1 was not started again, and was seen down more than 5s after its death");
        says(
                FOR_5S,
                Story.death().replace(at(9_000), new Event.SeenAbsent(Story.WEB, "no such container")),
                Outcome.PASSED,
                "web/1 was not started again, and was seen down more than 5s after its death");
    }

    @Test
    void a_start_fails() {
        says(FOR_5S, Story.crash(), Outcome.FAILED, "web/1 was started again after 240ms");
    }

    @Test
    void a_new_process_fails_even_without_an_event() {
        says(
                FOR_5S,
                Story.death().seen(6_000, "one", 200, 0, 1),
                Outcome.FAILED,
                "web/1 was started again after at most 3.99s");
    }

    @Test
    void a_start_after_the_time_passes() {
        says(FOR_5S, Story.death().said(8_000, "start", Map.of()), Outcome.PASSED, "web/1 stayed down for 5.99s");
    }

    @Test
    void nobody_looking_at_the_end_proves_nothing() {
        says(
                FOR_5S,
                Story.death().without(e -> e.equals(Story.seenEvent("one", 0, 137, 0))),
                Outcome.UNPROVEN,
                "no start of web/1 was seen, but nobody saw it down after 5s either");
        says(
                FOR_5S,
                Story.death().cutAt(4_000),
                Outcome.UNPROVEN,
                "web/1 was watched only for 1.99s of 5s after its death");
        says(
                FOR_5S,
                Story.death().blind(3_000, 4_000),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
        says(
                FOR_5S,
                Story.begins().intended(2_000).arrived(2_030).ends(20_000),
                Outcome.UNPROVEN,
                "web/1 was not seen to die after 'killed'");
    }
}
