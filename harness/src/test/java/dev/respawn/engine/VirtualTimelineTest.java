package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimelineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualTimeline timeline = new VirtualTimeline(START);
    private final List<String> done = new ArrayList<>();

    @Test
    void what_is_due_is_done_in_its_order_with_the_clock_at_its_time() throws InterruptedException {
        timeline.at(START.plusSeconds(2), () -> done.add("second at " + since()));
        timeline.at(START.plusSeconds(1), () -> done.add("first at " + since()));
        timeline.at(START.plusSeconds(2), () -> done.add("third at " + since()));
        timeline.at(START.plusSeconds(4), () -> done.add("never"));

        timeline.sleepUntil(START.plusSeconds(3));

        assertThat(done).containsExactly("first at PT1S", "second at PT2S", "third at PT2S");
        assertThat(since()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void what_an_alarm_asks_for_is_done_in_the_same_sleep() throws InterruptedException {
        timeline.at(START.plusSeconds(1), () -> timeline.at(START.plusSeconds(2), () -> done.add("at " + since())));

        timeline.sleepUntil(START.plusSeconds(3));

        assertThat(done).containsExactly("at PT2S");
    }

    @Test
    void what_is_cancelled_is_not_done() throws InterruptedException {
        Timeline.Alarm alarm = timeline.at(START.plusSeconds(1), () -> done.add("cancelled"));

        alarm.cancel();
        alarm.cancel();
        timeline.sleepUntil(START.plusSeconds(3));

        assertThat(done).isEmpty();
        assertThat(timeline.alarms()).isZero();
    }

    @Test
    void after_a_stall_what_was_due_is_done_late_and_the_clock_does_not_go_back() throws InterruptedException {
        timeline.at(START.plusSeconds(1), () -> done.add("at " + since()));

        timeline.stall(Duration.ofSeconds(5));
        timeline.sleepUntil(START.plusSeconds(3));

        assertThat(done).containsExactly("at PT5S");
        assertThat(since()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void an_alarm_may_not_sleep() {
        timeline.at(START.plusSeconds(1), () -> {
            try {
                timeline.sleepUntil(START.plusSeconds(2));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        assertThatThrownBy(() -> timeline.sleepUntil(START.plusSeconds(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("somebody sleeps on this virtual timeline already; only one may at a time");
    }

    @Test
    void an_interrupted_sleeper_does_not_sleep() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> timeline.sleepUntil(START.plusSeconds(3))).isInstanceOf(InterruptedException.class);
        assertThat(since()).isEqualTo(Duration.ZERO);
    }

    @Test
    void what_goes_on_beside_sleeps_on_the_same_clock() throws InterruptedException {
        Timeline.Beside slow = timeline.beside("slow", () -> {
            timeline.sleepUntil(START.plusSeconds(5));
            done.add("slow at " + since());
        });
        Timeline.Beside quick = timeline.beside("quick", () -> {
            timeline.sleepUntil(START.plusSeconds(1));
            done.add("quick at " + since());
            timeline.sleepUntil(START.plusSeconds(7));
            done.add("quick again at " + since());
        });
        timeline.at(START.plusSeconds(3), () -> done.add("alarm at " + since()));

        timeline.sleepUntil(START.plusSeconds(6));
        done.add("main at " + since());

        assertThat(slow.over()).isTrue();
        assertThat(quick.over()).isFalse();
        assertThat(quick.awaitEnd(Duration.ofSeconds(9))).isTrue();
        assertThat(done)
                .containsExactly(
                        "quick at PT1S", "alarm at PT3S", "slow at PT5S", "main at PT6S", "quick again at PT7S");
    }

    @Test
    void what_goes_on_beside_begins_only_when_the_others_sleep() throws InterruptedException {
        Timeline.Beside beside = timeline.beside("beside", () -> done.add("beside"));

        done.add("main");
        timeline.sleepUntil(START);

        assertThat(beside.over()).isTrue();
        assertThat(done).containsExactly("main", "beside");
    }

    @Test
    void what_is_interrupted_beside_wakes_at_that_moment() throws InterruptedException {
        Timeline.Beside beside = timeline.beside("beside", () -> {
            try {
                timeline.sleepUntil(START.plusSeconds(100));
            } catch (InterruptedException e) {
                done.add("interrupted at " + since());
            }
        });
        timeline.at(START.plusSeconds(2), beside::interrupt);

        timeline.sleepUntil(START.plusSeconds(5));

        assertThat(done).containsExactly("interrupted at PT2S");
        assertThat(beside.over()).isTrue();
    }

    @Test
    void a_sleeper_that_is_interrupted_wakes_at_that_moment() {
        Thread me = Thread.currentThread();
        timeline.at(START.plusSeconds(2), () -> timeline.interrupt(me));

        assertThatThrownBy(() -> timeline.sleepUntil(START.plusSeconds(3))).isInstanceOf(InterruptedException.class);
        assertThat(since()).isEqualTo(Duration.ofSeconds(2));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void what_does_not_end_beside_is_waited_for_no_longer_than_the_limit() throws InterruptedException {
        Timeline.Beside beside = timeline.beside("beside", () -> timeline.sleepUntil(START.plusSeconds(100)));

        assertThat(beside.awaitEnd(Duration.ofSeconds(9))).isFalse();
        assertThat(since()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void an_alarm_that_breaks_while_a_thread_beside_ends_is_told_to_the_next_who_wakes() {
        timeline.beside(
                "beside",
                () -> timeline.at(START.plusSeconds(1), () -> {
                    throw new IllegalStateException("broken alarm");
                }));

        assertThatThrownBy(() -> timeline.sleepUntil(START.plusSeconds(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an alarm broke: java.lang.IllegalStateException: broken alarm");
    }

    private Duration since() {
        return Duration.between(START, timeline.now());
    }
}
