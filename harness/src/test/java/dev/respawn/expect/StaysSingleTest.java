package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StaysSingleTest {
    private static final StaysSingle SINGLE = new StaysSingle(new ServiceName("web"));

    // Its container dies at 2.01 s; the one that takes its place starts at 2.5 s.
    private static final Story REPLACED = Story.begins()
            .intended(2_000)
            .said(2_010, "die", Map.of("exitCode", "137"))
            .arrived(2_030)
            .line(2_500, Story.event(2_500, "start", "two", Map.of()))
            .ends(9_000);

    @Test
    void one_after_the_other_is_not_beside_each_other() {
        says(SINGLE, REPLACED, Outcome.PASSED, "web/1 had 2 containers, in turn");
        says(SINGLE, Story.crash(), Outcome.PASSED, "web/1 had one container");
    }

    @Test
    void the_second_of_two_that_run_is_found() {
        says(
                SINGLE,
                Story.crash().line(3_000, Story.event(3_000, "start", "two", Map.of())),
                Outcome.FAILED,
                "containers one and two of web/1 ran beside each other for 17s");
        says(
                SINGLE,
                REPLACED.line(1_500, Story.event(1_500, "start", "early", Map.of()))
                        .line(2_600, Story.event(2_600, "die", "early", Map.of("exitCode", "0"))),
                Outcome.FAILED,
                "containers one and early of web/1 ran beside each other for 510ms");
    }

    @Test
    void a_death_that_was_only_seen_may_have_been_before_or_after() {
        Story seen = REPLACED.without(Story.said("die"))
                .seen(2_400, "one", 100, 0, 0)
                .seen(2_600, "one", 0, 137, 0);

        says(SINGLE, seen, Outcome.UNPROVEN, "containers one and two of web/1 may have run beside each other");
    }

    @Test
    void what_nobody_saw_proves_nothing() {
        says(
                SINGLE,
                REPLACED.blind(5_000, 6_000),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
        says(
                SINGLE,
                REPLACED.without(event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE),
                Outcome.UNPROVEN,
                "the journal breaks off, so nobody knows of later containers of web/1");
        assertThat(outcome(new StaysSingle(new ServiceName("db")), REPLACED)).isEqualTo(Outcome.UNPROVEN);
        // What the harness does in the end does not count.
        assertThat(outcome(SINGLE, Story.crash().line(20_005, Story.event(20_005, "start", "two", Map.of()))))
                .isEqualTo(Outcome.PASSED);
    }
}
