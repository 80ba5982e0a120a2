package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.Commands;
import dev.respawn.model.Sample;
import dev.respawn.scenario.StopCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoppingTest {
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private final VirtualTimeline timeline = new VirtualTimeline(START);
    private final List<String> handedOn = new ArrayList<>();
    private final List<List<String>> ran = new ArrayList<>();
    private Commands.Ran next = new Commands.Ran(0, "");

    private Stopping stopping(StopCondition... conditions) {
        Stopping stopping = new Stopping(
                List.of(conditions),
                timeline,
                (command, limit) -> {
                    ran.add(command);
                    return next;
                },
                (watch, sample) -> handedOn.add(watch));
        stopping.begin("test");
        return stopping;
    }

    private void pass(long millis) throws InterruptedException {
        timeline.sleepUntil(timeline.now().plusMillis(millis));
    }

    private void answers(Stopping stopping, String watch, Sample.State state, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            stopping.take(watch, new Sample(timeline.now(), timeline.now(), timeline.now(), state));
            pass(100);
        }
    }

    private static final StopCondition BELOW = new StopCondition.ProbeBelow("home", 0.5, Duration.ofSeconds(1));

    @Test
    void a_probe_that_is_good_too_rarely_within_the_span_stops_and_says_how_rarely() throws Exception {
        Stopping stopping = stopping(BELOW);

        answers(stopping, "home", new Sample.Good(), 6);
        answers(stopping, "home", new Sample.Bad("503"), 4);
        assertThat(stopping.reason()).isEmpty();
        answers(stopping, "home", new Sample.Bad("503"), 3);

        assertThat(stopping.reason())
                .contains("stop condition met: 'home' is good in less than 50% of 1s; it was good in 3 of 10 answers,"
                        + " which is 30%");
        assertThat(handedOn).hasSize(13);
    }

    @Test
    void it_counts_only_when_the_span_is_whole_and_what_others_answer_does_not_matter() throws Exception {
        Stopping stopping = stopping(BELOW);

        answers(stopping, "home", new Sample.Bad("503"), 9);
        assertThat(stopping.reason()).isEmpty();
        answers(stopping, "other", new Sample.Good(), 1);

        assertThat(stopping.reason()).isPresent();
    }

    @Test
    void what_nobody_heard_is_no_answer_and_no_answer_at_all_is_too_few() throws Exception {
        Stopping stopping = stopping(BELOW);

        answers(stopping, "home", new Sample.Good(), 1);
        answers(stopping, "home", new Sample.Missing("shed"), 9);
        assertThat(stopping.reason()).isEmpty();
        answers(stopping, "home", new Sample.Missing("shed"), 1);

        assertThat(stopping.reason())
                .contains("stop condition met: 'home' is good in less than 50% of 1s; nobody heard any answer");
    }

    @Test
    void once_it_holds_it_stays_so() throws Exception {
        Stopping stopping = stopping(BELOW);
        answers(stopping, "home", new Sample.Bad("503"), 11);
        String first = stopping.reason().orElseThrow();

        answers(stopping, "home", new Sample.Good(), 20);

        assertThat(stopping.reason()).contains(first);
    }

    @Test
    void a_deadline_is_a_time() throws Exception {
        Stopping stopping = stopping(new StopCondition.Deadline(Duration.ofSeconds(2)));

        pass(1_999);
        assertThat(stopping.reason()).isEmpty();
        pass(1);

        assertThat(stopping.reason()).contains("stop condition met: it is not over by 2s");
    }

    @Test
    void a_command_is_run_again_and_again_until_it_fails() throws Exception {
        Stopping stopping = stopping(new StopCondition.CommandFails(
                List.of("check", "it; all"), Duration.ofSeconds(1), Duration.ofSeconds(5)));

        pass(2_500);
        assertThat(stopping.reason()).isEmpty();
        assertThat(ran).hasSize(3).containsOnly(List.of("check", "it; all"));
        next = new Commands.Ran(3, "too slow\nmore");
        pass(1_000);

        assertThat(stopping.reason())
                .contains("stop condition met: the command 'check it; all' fails, or is not over within 5s; it ended"
                        + " with 3: too slow");
        pass(5_000);
        assertThat(ran).hasSize(4);
    }

    @Test
    void a_command_that_cannot_be_run_or_is_never_over_has_failed() throws Exception {
        next = new Commands.Ran(124, "");
        Stopping stopping = stopping(
                new StopCondition.CommandFails(List.of("check"), Duration.ofSeconds(1), Duration.ofSeconds(5)));

        pass(100);

        assertThat(stopping.reason()).hasValueSatisfying(why -> assertThat(why).endsWith("it was not over within 5s"));
        stopping.end();
    }
}
