package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.WEB;
import static dev.respawn.expect.Story.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SaysTest {
    // Gathered at the end, with the engine's own times.
    private static final Story SAID = printed(
            2_300, "ready to serve", printed(1_000, "warming up", printed(300, "ready to serve", Story.crash())));

    @Test
    void a_line_with_the_text_is_enough() {
        says(ready(Says.Times.ONCE), SAID, Outcome.PASSED, "web/1 said 'ready' in 2 lines");
        says(
                ready(Says.Times.ONCE),
                printed(300, "steady", Story.crash()),
                Outcome.FAILED,
                "web/1 said 'ready' in 0 lines; wanted at least 1");
        assertThat(ready(Says.Times.ONCE).claim()).isEqualTo("every replica of 'web' says 'ready' in at least 1 lines");
    }

    @Test
    void after_a_disruption_only_what_was_printed_then_counts() {
        Says after = new Says(new ServiceName("web"), "ready", Optional.of("killed"), exactly(1));

        says(after, SAID, Outcome.PASSED, "web/1 said 'ready' in 1 line");
        says(
                after,
                SAID.without(event ->
                        event instanceof Event.Printed line && line.at().isAfter(ms(2_000))),
                Outcome.FAILED,
                "web/1 said 'ready' in 0 lines; wanted at least 1 and at most 1");
    }

    @Test
    void one_line_more_or_less_changes_the_verdict() {
        assertThat(outcome(ready(exactly(2)), SAID)).isEqualTo(Outcome.PASSED);
        says(
                ready(exactly(2)),
                printed(5_000, "ready again", SAID),
                Outcome.FAILED,
                "web/1 said 'ready' in 3 lines; wanted at least 2 and at most 2");
        says(
                ready(new Says.Times(Optional.empty(), Optional.of(0))),
                SAID,
                Outcome.FAILED,
                "web/1 said 'ready' in 2 lines; wanted at most 0");
        assertThat(outcome(
                        ready(new Says.Times(Optional.empty(), Optional.of(0))), printed(300, "steady", Story.crash())))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_was_not_gathered_was_perhaps_said() {
        says(
                ready(Says.Times.ONCE),
                Story.crash(),
                Outcome.UNPROVEN,
                "web/1 said 'ready' in 0 lines, but there may be more: the output of container one was not read to its end");
        says(
                ready(exactly(2)),
                SAID.without(event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE),
                Outcome.UNPROVEN,
                "web/1 said 'ready' in 2 lines, but the journal breaks off, so there may be more");
        assertThat(ready(Says.Times.ONCE).needs()).isEqualTo(Set.of(new Need.Output(new ServiceName("web"))));
    }

    @Test
    void that_something_was_not_said_is_known_only_of_what_was_read() {
        Says never = ready(new Says.Times(Optional.empty(), Optional.of(0)));
        Story silent = Story.crash();

        says(never, read(20_001, silent), Outcome.PASSED, "web/1 said 'ready' in 0 lines");
        // It was read while it ran on, and never after.
        says(
                never,
                read(15_000, silent),
                Outcome.UNPROVEN,
                "web/1 said 'ready' in 0 lines, but there may be more: the output of container one was not read to its end");
        // Whatever else was printed: of a part of it nothing is known.
        Story cut = printed(300, "steady", silent)
                .line(20_003, new Event.OutputRead(WEB, "one", ms(20_002), false, "it printed more than 4MiB"));
        says(
                never,
                cut,
                Outcome.UNPROVEN,
                "web/1 said 'ready' in 0 lines, but there may be more: the output of container one is not known whole:"
                        + " it printed more than 4MiB");
        assertThat(outcome(ready(Says.Times.ONCE), cut)).isEqualTo(Outcome.UNPROVEN);
        assertThat(outcome(ready(Says.Times.ONCE), printed(400, "ready", cut))).isEqualTo(Outcome.PASSED);
    }

    @Test
    void of_what_died_before_the_end_it_is_enough_to_have_read_what_it_printed_until_then() {
        Says never = ready(new Says.Times(Optional.empty(), Optional.of(0)));

        assertThat(outcome(never, read(2_020, Story.death()))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(never, read(1_900, Story.death()))).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void of_another_service_than_the_disrupted_one_it_counts_from_the_disruption_on() {
        Target db = Target.parse("db/1");
        Story both = Story.crash()
                .line(110, new Event.Deployed(db, Story.life("base", 300, 60)))
                .line(19_000, new Event.Printed(db, "base", ms(1_000), false, "connection lost"))
                .line(19_000, new Event.Printed(db, "base", ms(2_500), false, "connection lost"))
                .line(20_005, new Event.OutputRead(db, "base", ms(20_001), true, ""));
        Says lost = new Says(new ServiceName("db"), "lost", Optional.of("killed"), exactly(1));

        says(lost, both, Outcome.PASSED, "db/1 said 'lost' in 1 line");
        says(
                lost,
                both.without(event -> event instanceof Event.FaultInjected),
                Outcome.UNPROVEN,
                "nothing says what became of 'killed' on web/1");
        says(
                new Says(new ServiceName("db"), "lost", Optional.of("nothing"), exactly(1)),
                both,
                Outcome.UNPROVEN,
                "the plan has no disruption 'nothing' of any target");
    }

    @Test
    void what_nothing_can_be_is_refused() {
        assertThatThrownBy(() -> new Says.Times(Optional.empty(), Optional.empty()))
                .hasMessage("'times' says nothing; add at-least, at-most or both");
        assertThatThrownBy(() -> new Says.Times(Optional.of(2), Optional.of(1)))
                .hasMessage("'times' wants at least 2 and at most 1, which nothing can be");
    }

    private static Story printed(long at, String line, Story story) {
        return read(20_001, story.line(19_000, new Event.Printed(WEB, "one", ms(at), false, line)));
    }

    private static Story read(long until, Story story) {
        return story.line(until + 1, new Event.OutputRead(WEB, "one", ms(until), true, ""));
    }

    private static Says ready(Says.Times times) {
        return new Says(new ServiceName("web"), "ready", Optional.empty(), times);
    }

    private static Says.Times exactly(int n) {
        return new Says.Times(Optional.of(n), Optional.of(n));
    }
}
