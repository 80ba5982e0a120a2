package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemTimelineTest {
    private final SystemTimeline timeline = new SystemTimeline();

    @AfterEach
    void close() {
        timeline.close();
    }

    @Test
    void nothing_is_done_early_and_all_in_its_order() throws InterruptedException {
        Instant start = timeline.now();
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Instant> early = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(50);
        CountDownLatch asked = new CountDownLatch(1);
        // Holds the thread until all are asked for, however slow this machine is today.
        timeline.at(start, () -> {
            try {
                asked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 49; i >= 0; i--) {
            int number = i;
            Instant due = start.plus(Duration.ofMillis(20 + i));
            timeline.at(due, () -> {
                if (timeline.now().isBefore(due)) {
                    early.add(due);
                }
                order.add(number);
                done.countDown();
            });
        }
        asked.countDown();

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(early).isEmpty();
        assertThat(order).isSorted();
    }

    @Test
    void what_is_over_is_done_at_once_also_before_what_waits() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        timeline.at(timeline.now().plusSeconds(3600), () -> first.complete("the later one"));

        timeline.at(timeline.now().minusSeconds(1), () -> first.complete("the one that is over"));

        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("the one that is over");
    }

    @Test
    void what_is_cancelled_is_not_done() throws InterruptedException {
        List<String> done = new CopyOnWriteArrayList<>();
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch after = new CountDownLatch(1);
        Instant due = timeline.now();
        // Holds the thread, so that what is due cannot be done before it is cancelled.
        timeline.at(due, () -> {
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Timeline.Alarm alarm = timeline.at(due, () -> done.add("cancelled"));
        timeline.at(due, after::countDown);

        alarm.cancel();
        cancelled.countDown();

        assertThat(after.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(done).isEmpty();
    }

    @Test
    void an_alarm_that_throws_does_not_silence_the_next() throws InterruptedException {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CountDownLatch after = new CountDownLatch(1);
        Instant due = timeline.now();
        timeline.at(due, () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> thrown.complete(e));
            throw new IllegalStateException("broken");
        });
        timeline.at(due, after::countDown);

        assertThat(after.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(thrown).isCompletedWithValueMatching(e -> "broken".equals(e.getMessage()));
    }

    @Test
    void a_sleeper_wakes_when_the_time_has_come_and_not_before() throws InterruptedException {
        Instant until = timeline.now().plusMillis(5);

        timeline.sleepUntil(until);

        assertThat(timeline.now()).isAfterOrEqualTo(until);
    }

    @Test
    void an_interrupted_sleeper_says_so() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> timeline.sleepUntil(timeline.now().plusSeconds(3600)))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_closed_timeline_takes_nothing_more() {
        timeline.close();

        assertThatThrownBy(() -> timeline.at(timeline.now(), () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this timeline is closed; nothing can happen on it any more");
    }
}
