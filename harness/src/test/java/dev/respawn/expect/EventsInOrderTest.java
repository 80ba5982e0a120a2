package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.HOST;
import static dev.respawn.expect.Story.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventsInOrderTest {
    // Created, started, stopped at 2 s: stop and die in either order.
    private static final Story STOPPED = Story.begins()
            .said(90, "create", Map.of())
            .said(95, "start", Map.of())
            .said(500, "exec_create: cat /x", Map.of())
            .said(501, "exec_start: cat /x", Map.of())
            .said(510, "exec_die", Map.of("exitCode", "1"))
            .intended(2_000)
            .said(2_010, "kill", Map.of("signal", "15"))
            .said(2_300, "stop", Map.of())
            .said(2_310, "die", Map.of("exitCode", "143"))
            .arrived(2_320)
            .ends(5_000);

    private static final EventsInOrder AGAIN = new EventsInOrder(
            new ServiceName("web"),
            groups("create", "start", "kill(15)", "stop", "die(143)"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            true,
            Duration.ofSeconds(2));

    @Test
    void what_came_in_the_order_that_is_wanted_passes() {
        says(
                pattern("create", "start", "kill(15)", "stop", "die(143)"),
                STOPPED,
                Outcome.PASSED,
                "of web/1 came create, start, kill(15), stop, die(143)");
        assertThat(outcome(pattern("create", "start", "kill(TERM)", "{die, stop}"), STOPPED))
                .isEqualTo(Outcome.PASSED);
        assertThat(outcome(pattern("create", "start", "kill", "{stop, die(143), oom?}"), STOPPED))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void the_first_difference_is_told() {
        says(
                pattern("create", "start", "kill(15)", "die(143)", "stop"),
                STOPPED,
                Outcome.FAILED,
                "of web/1 after create, start, kill(15) came stop; wanted die(143)");
        says(
                pattern("create", "start", "kill(15)", "{stop, die(137)}"),
                STOPPED,
                Outcome.FAILED,
                "of web/1 after create, start, kill(15), stop came die(143); wanted die(137)");
        says(pattern("start", "kill(15)"), STOPPED, Outcome.FAILED, "of web/1 first came create; wanted start");
        says(
                pattern("create", "start", "kill(15)", "{stop, die}", "destroy", "pause?"),
                STOPPED,
                Outcome.FAILED,
                "of web/1 after create, start, kill(15), stop, die(143) nothing more came; wanted destroy");
        says(
                pattern("create", "start", "kill(15)", "stop"),
                STOPPED,
                Outcome.FAILED,
                "of web/1 after create, start, kill(15), stop came die(143); wanted nothing more");
        says(
                pattern("create", "start", "oom?", "kill(9)"),
                STOPPED,
                Outcome.FAILED,
                "of web/1 after create, start came kill(15); wanted oom? or kill(9)");
    }

    @Test
    void one_event_more_or_less_changes_the_verdict() {
        EventsInOrder order = pattern("create", "start", "kill(15)", "{stop, die(143)}");

        assertThat(outcome(order, STOPPED)).isEqualTo(Outcome.PASSED);
        assertThat(outcome(order, STOPPED.without(Story.said("kill")))).isEqualTo(Outcome.FAILED);
        assertThat(outcome(order, STOPPED.said(3_000, "start", Map.of()))).isEqualTo(Outcome.FAILED);
        assertThat(outcome(order, STOPPED.said(2_305, "oom", Map.of()))).isEqualTo(Outcome.FAILED);
        assertThat(outcome(ignoring("oom"), STOPPED.said(2_305, "oom", Map.of())))
                .isEqualTo(Outcome.PASSED);
        // What makes and ends no lives counts only if it is named.
        assertThat(outcome(order, STOPPED.said(3_000, "export", Map.of()))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(order, STOPPED.said(3_000, "health_status: unhealthy", Map.of())))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_is_named_counts_wherever_it_comes() {
        assertThat(outcome(
                        pattern(
                                "create",
                                "start",
                                "exec_create(cat)",
                                "exec_start",
                                "exec_die(1)",
                                "kill",
                                "stop",
                                "die"),
                        STOPPED))
                .isEqualTo(Outcome.PASSED);
        says(
                pattern("create", "start", "exec_create(dog)", "kill", "stop", "die"),
                STOPPED,
                Outcome.FAILED,
                "of web/1 after create, start came exec_create(cat /x); wanted exec_create(dog)");
        Story sick =
                STOPPED.said(600, "health_status: healthy", Map.of()).said(700, "health_status: unhealthy", Map.of());
        says(
                pattern("create", "start", "health_status(healthy)", "kill", "stop", "die"),
                sick,
                Outcome.FAILED,
                "of web/1 after create, start, health_status(healthy) came health_status(unhealthy); wanted kill");
    }

    @Test
    void a_stretch_begins_and_ends_with_a_disruption() {
        says(
                stretch(Optional.of("killed"), Optional.empty(), "kill", "stop", "die"),
                STOPPED,
                Outcome.PASSED,
                "of web/1 came kill(15), stop, die(143)");
        says(
                stretch(Optional.empty(), Optional.of("killed"), "create", "start"),
                STOPPED,
                Outcome.PASSED,
                "of web/1 came create, start");
        says(
                stretch(Optional.empty(), Optional.of("killed"), "create", "start"),
                STOPPED.without(event -> event instanceof Event.FaultIntended),
                Outcome.UNPROVEN,
                "'killed' was never injected, so nothing is before it");
        says(
                stretch(Optional.of("killed"), Optional.empty(), "kill", "stop", "die"),
                STOPPED.without(event -> event instanceof Event.FaultInjected),
                Outcome.UNPROVEN,
                "nothing says what became of 'killed' on web/1");
        says(
                stretch(Optional.of("killed"), Optional.empty(), "oom?"),
                STOPPED.without(event -> event instanceof Event.EngineSaid),
                Outcome.PASSED,
                "of web/1 came nothing");
    }

    @Test
    void where_nobody_listened_no_order_is_known() {
        says(
                pattern("create", "start", "kill(15)", "stop", "die(143)"),
                STOPPED.blind(3_000, 3_100),
                Outcome.UNPROVEN,
                "the event stream of 'local' was away while web/1 should have been watched");
        // Behind the stretch it does not matter.
        assertThat(outcome(
                        stretch(Optional.empty(), Optional.of("killed"), "create", "start"),
                        STOPPED.blind(3_000, 3_100)))
                .isEqualTo(Outcome.PASSED);
        Story breaksOff =
                STOPPED.without(event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE);
        says(
                pattern("create", "start", "kill(15)", "stop", "die(143)"),
                breaksOff,
                Outcome.UNPROVEN,
                "the journal breaks off, so more events may have come");
    }

    @Test
    void asked_again_the_engine_has_to_tell_the_same() {
        List<EngineEvent> told = told(STOPPED, 5_000);

        says(
                AGAIN,
                STOPPED.line(4_000, again(told)),
                Outcome.PASSED,
                "of web/1 came create, start, kill(15), stop, die(143); asked again, the engine told the same 8 events");
        List<EngineEvent> swapped = new ArrayList<>(told);
        swapped.set(6, told.get(7));
        swapped.set(7, told.get(6));
        says(
                AGAIN,
                STOPPED.line(4_000, again(swapped)),
                Outcome.FAILED,
                "asked again, the engine told as event 7 of web/1 die(143); heard was stop");
        says(
                AGAIN,
                STOPPED.line(4_000, again(told.subList(0, 7))),
                Outcome.FAILED,
                "asked again, the engine told as event 8 of web/1 nothing; heard was die(143)");
        says(
                AGAIN,
                STOPPED.line(4_000, again(told.subList(2, 8))),
                Outcome.UNPROVEN,
                "asked again, the engine knew no more of the first 2 of 8 events of web/1");
        says(AGAIN, STOPPED, Outcome.UNPROVEN, "the engine was not asked for its events again");
        told("oom", Map.of("exitCode", "143"), "oom");
        told("die", Map.of("exitCode", "0"), "die(0)");
        // What was undone and heard after the observation is told as well; an event at the very end may be in one only.
        Story late = STOPPED.said(5_100, "update", Map.of());
        List<EngineEvent> undone = told(late, 5_200);
        assertThat(outcome(AGAIN, late.line(5_300, again(undone, 5_200)))).isEqualTo(Outcome.PASSED);
        assertThat(outcome(AGAIN, late.line(5_300, again(told(late, 5_050), 5_110))))
                .isEqualTo(Outcome.PASSED);
        assertThat(outcome(AGAIN, late.line(5_300, again(told(late, 5_050), 5_200))))
                .isEqualTo(Outcome.FAILED);
        // What it tells of others does not matter.
        List<EngineEvent> others = new ArrayList<>(told);
        others.add(3, new EngineEvent(ms(600), "network", "connect", "n", Map.of(), false));
        others.add(3, new EngineEvent(ms(600), "container", "start", "two", Map.of(), false));
        assertThat(outcome(AGAIN, STOPPED.line(4_000, again(others)))).isEqualTo(Outcome.PASSED);
    }

    @Test
    void two_things_of_which_nobody_can_say_which_was_the_first_take_each_event_once() {
        EventsInOrder twice = pattern("create", "start", "{kill(15), kill}", "{stop, die}");

        says(
                twice,
                STOPPED,
                Outcome.FAILED,
                "of web/1 after create, start, kill(15) came stop; wanted kill(15) or kill");
        assertThat(outcome(twice, STOPPED.said(2_020, "kill", Map.of("signal", "9"))))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_nothing_can_be_is_refused() {
        assertThatThrownBy(() -> EventPattern.Step.parse("die(abc)"))
                .hasMessage("'die(abc)' names no exit code; wanted a number, such as die(137)");
        assertThatThrownBy(() -> EventPattern.Step.parse("start(1)"))
                .hasMessage("'start' has nothing to stand in brackets; these have: die, exec_create, exec_die,"
                        + " exec_start, health_status, kill");
        assertThatThrownBy(() -> EventPattern.Step.parse("die 137"))
                .hasMessage("'die 137' is no event; wanted one such as start, die(137), kill(TERM) or oom?");
        assertThatThrownBy(() -> pattern()).hasMessage("no event is named; wanted at least one, such as start");
        assertThatThrownBy(() -> ignoring("stop"))
                .hasMessage("'stop' is ignored and wanted; leave it out of 'ignoring'");
        assertThatThrownBy(() -> ignoring("export"))
                .hasMessage("'export' is ignored anyway; these are not: create, destroy, die, kill, oom, pause, rename,"
                        + " restart, start, stop, unpause, update");
    }

    /** The last event, told again as another one of the same time. */
    private static void told(String action, Map<String, String> attributes, String words) {
        List<EngineEvent> told = told(STOPPED, 5_000);
        told.set(7, new EngineEvent(told.get(7).time(), "container", action, "one", attributes, false));
        says(
                AGAIN,
                STOPPED.line(4_000, again(told)),
                Outcome.FAILED,
                "asked again, the engine told as event 8 of web/1 " + words + "; heard was die(143)");
    }

    private static List<EngineEvent> told(Story story, long until) {
        List<EngineEvent> told = new ArrayList<>();
        story.evidence().entries().forEach(entry -> {
            if (entry.event() instanceof Event.EngineSaid said && entry.at().isBefore(ms(until))) {
                told.add(said.said());
            }
        });
        return told;
    }

    private static Event again(List<EngineEvent> events) {
        return again(events, 4_000);
    }

    private static Event again(List<EngineEvent> events, long until) {
        return new Event.ToldAgain(HOST, ms(92), ms(until), events);
    }

    private static EventsInOrder pattern(String... steps) {
        return stretch(Optional.empty(), Optional.empty(), steps);
    }

    private static EventsInOrder ignoring(String word) {
        return new EventsInOrder(
                new ServiceName("web"),
                groups("create", "start", "kill(15)", "{stop, die(143)}"),
                Optional.empty(),
                Optional.empty(),
                List.of(word),
                false,
                Duration.ofSeconds(2));
    }

    private static EventsInOrder stretch(Optional<String> after, Optional<String> before, String... steps) {
        return new EventsInOrder(
                new ServiceName("web"), groups(steps), after, before, List.of(), false, Duration.ofSeconds(2));
    }

    /** One step, or several in braces. */
    private static List<EventPattern.Group> groups(String... texts) {
        return Arrays.stream(texts)
                .map(text -> new EventPattern.Group(
                        Arrays.stream(text.replaceAll("[{}]", "").split(", "))
                                .map(EventPattern.Step::parse)
                                .toList()))
                .toList();
    }
}
