package dev.respawn.expect;

import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.WEB;
import static dev.respawn.expect.Story.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartFailsTest {
    private static final String NO_SUCH = "exec: \"nothere\": executable file not found in $PATH";
    private static final StartFails CLAIM =
            new StartFails(new ServiceName("web"), 127, Optional.of("executable file not found"));

    // Created, refused at its start, and looked at in the end.
    private static final Story REFUSED = Story.begins()
            .without(event -> event instanceof Event.Deployed)
            .said(90, "create", Map.of())
            .line(120, Story.looked("created", 127, 0, NO_SUCH))
            .line(9_000, Story.looked("created", 127, 0, NO_SUCH))
            .ends(9_100);

    @Test
    void what_stays_created_with_the_code_of_the_failure_passes() {
        says(CLAIM, REFUSED, Outcome.PASSED, "web/1 could not be started, with 127: " + NO_SUCH);
    }

    @Test
    void another_code_or_other_words_fail() {
        last(
                Story.looked("created", 126, 0, "permission denied"),
                Outcome.FAILED,
                "web/1 could not be started, with 126; wanted 127");
        last(
                Story.looked("created", 127, 0, "no such file"),
                Outcome.FAILED,
                "web/1 could not be started, and the engine says 'no such file'; wanted 'executable file not found'");
        last(Story.looked("created", 0, 0, ""), Outcome.FAILED, "web/1 is created, and no start of it failed");
        last(Story.looked("exited", 127, 0, NO_SUCH), Outcome.FAILED, "web/1 is exited; what never started is created");
        last(new Event.SeenAbsent(WEB, "404"), Outcome.UNPROVEN, "the engine had no web/1 when it was asked last");
    }

    @Test
    void a_start_or_a_death_says_that_it_was_started() {
        says(CLAIM, REFUSED.said(500, "start", Map.of()), Outcome.FAILED, "web/1 was started");
        says(CLAIM, REFUSED.said(500, "die", Map.of("exitCode", "127")), Outcome.FAILED, "web/1 was started");
        says(CLAIM, REFUSED.seen(500, "one", 100, 0, 0), Outcome.FAILED, "web/1 was started");
    }

    @Test
    void where_nobody_looked_it_may_have_been_tried_again() {
        says(
                CLAIM,
                REFUSED.blind(1_000, 1_100),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
        says(
                CLAIM,
                REFUSED.without(event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE)
                        .without(event -> event.equals(Story.event(9_110, "die", "one", Map.of()))),
                Outcome.UNPROVEN,
                "the journal breaks off, so web/1 may have been started after it");
        says(
                CLAIM,
                REFUSED.without(event -> event instanceof Event.Seen),
                Outcome.UNPROVEN,
                "the engine was never asked for web/1");
    }

    @Test
    void a_policy_has_nothing_to_keep_of_what_never_started() {
        Finding kept = new KeepsContract().check(REFUSED.evidence());

        assertThat(kept.reason()).isEqualTo("web/1 never started, so nothing had to be kept");
        assertThat(kept.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(new KeepsContract()
                        .check(REFUSED.blind(1_000, 1_100).evidence())
                        .outcome())
                .isEqualTo(Outcome.UNPROVEN);
        assertThat(new KeepsContract()
                        .check(REFUSED.replace(at(9_000), Story.looked("dead", 127, 0, ""))
                                .evidence())
                        .reason())
                .isEqualTo("web/1 was never seen alive, so nothing is known of its deaths");
    }

    @Test
    void a_failure_with_zero_is_refused() {
        assertThatThrownBy(() -> new StartFails(new ServiceName("web"), 0, Optional.empty()))
                .hasMessage("'start-fails' with 0; a failure has a code from 1 to 255");
    }

    private static void last(Event event, Outcome outcome, String reason) {
        says(CLAIM, REFUSED.replace(at(9_000), event), outcome, reason);
    }
}
