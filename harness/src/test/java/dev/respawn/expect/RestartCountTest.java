package dev.respawn.expect;

import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.at;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartCountTest {
    private static final RestartCount OF_WEB =
            new RestartCount(Optional.of(new ServiceName("web")), Optional.empty(), 1);
    private static final RestartCount AFTER = new RestartCount(Optional.empty(), Optional.of("killed"), 1);

    @Test
    void the_last_look_decides() {
        says(OF_WEB, Story.crash(), Outcome.PASSED, "the restart count of web/1 is 1");
        says(AFTER, Story.crash(), Outcome.PASSED, "the restart count of web/1 is 1");
        says(
                OF_WEB,
                Story.crash().replace(at(9_000), Story.seenEvent("one", 200, 0, 2)),
                Outcome.FAILED,
                "the restart count of web/1 is 2; wanted 1");
    }

    @Test
    void a_look_that_is_too_old_or_missing_proves_nothing() {
        Story unseen = Story.crash().without(event -> event instanceof Event.Seen);

        says(OF_WEB, unseen, Outcome.UNPROVEN, "the engine was never asked for web/1");
        says(
                AFTER,
                unseen.seen(1_900, "one", 100, 0, 1),
                Outcome.UNPROVEN,
                "the engine was not asked for web/1 after the disruption");
        // A service's count as well: from before the fault it says nothing of what the fault brought about.
        says(
                OF_WEB,
                unseen.seen(1_900, "one", 100, 0, 0),
                Outcome.UNPROVEN,
                "the engine was not asked for web/1 after the disruption");
        says(
                OF_WEB,
                Story.crash().blind(9_200, 9_400),
                Outcome.UNPROVEN,
                "the event stream was away after the engine was asked for web/1 last");
        says(
                OF_WEB,
                Story.crash().said(9_500, "die", Map.of("exitCode", "1")),
                Outcome.UNPROVEN,
                "web/1 died after the engine was asked for it last");
        says(
                OF_WEB,
                Story.crash().replace(at(9_000), new Event.SeenAbsent(Story.WEB, "404")),
                Outcome.UNPROVEN,
                "the engine had no web/1 when it was asked last");
        says(
                new RestartCount(Optional.of(new ServiceName("db")), Optional.empty(), 1),
                Story.crash(),
                Outcome.UNPROVEN,
                "no replica of 'db' was ever seen");
    }

    @Test
    void what_could_never_be_started_was_not_restarted() {
        RestartCount none = new RestartCount(new ServiceName("web"), 0);
        Story refused = Story.begins()
                .without(event -> event instanceof Event.Deployed)
                .line(120, Story.looked("created", 127, 0, "no such file"))
                .ends(5_000);

        says(none, refused, Outcome.PASSED, "the restart count of web/1 is 0");
        says(
                none,
                refused.replace(at(120), Story.looked("created", 127, 1, "no such file")),
                Outcome.FAILED,
                "the restart count of web/1 is 1; wanted 0");
    }

    @Test
    void a_journal_that_breaks_off_has_no_count() {
        Story down = Story.death();

        says(OF_WEB, down, Outcome.FAILED, "the restart count of web/1 is 0; wanted 1");
        Story breaksOff = down.without(
                        event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE)
                .without(event -> event instanceof Event.EngineSaid said
                        && said.said().is("die")
                        && said.said().exitCode().isEmpty());
        says(
                OF_WEB,
                breaksOff,
                Outcome.UNPROVEN,
                "the journal breaks off, so the engine was not asked for web/1 at the end");
    }

    @Test
    void it_is_said_of_whom() {
        assertThatThrownBy(() -> new RestartCount(Optional.empty(), Optional.empty(), 1))
                .hasMessage("'restart-count' needs either 'service' or 'after', and not both");
    }
}
