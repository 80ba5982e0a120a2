package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.model.Sample;
import dev.respawn.probe.Answer;
import dev.respawn.probe.Nowhere;
import dev.respawn.probe.Probe;
import dev.respawn.probe.Reach;
import dev.respawn.scenario.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualTimeline timeline = new VirtualTimeline(START);
    private final List<Sample> samples = new ArrayList<>();

    @Test
    void every_beat_has_one_sample_that_says_when_it_was_due_sent_and_ended() throws InterruptedException {
        Sampling sampling = begin(watch(ms(10), 100, answersAfter(ms(3), Answer.ofGood())));

        timeline.sleepUntil(at(25));
        sampling.stop();

        assertThat(samples).containsExactly(good(0, 0, 3), good(10, 10, 13), good(20, 20, 23));
    }

    @Test
    void a_bad_answer_keeps_its_reason() throws InterruptedException {
        Sampling sampling = begin(watch(ms(10), 100, answersAfter(ms(0), Answer.bad("connection refused"))));

        timeline.sleepUntil(at(5));
        sampling.stop();

        assertThat(samples).containsExactly(new Sample(at(0), at(0), at(0), new Sample.Bad("connection refused")));
    }

    @Test
    void questions_go_on_while_the_service_hangs_and_each_is_bad_at_its_timeout() throws InterruptedException {
        Sampling sampling = begin(watch(ms(10), 200, (reach, deadline) -> new CompletableFuture<>()));

        timeline.sleepUntil(at(25));
        assertThat(sampling.unanswered()).isEqualTo(3);
        sampling.stop();

        assertThat(samples)
                .containsExactly(
                        bad(0, 0, 1000, "no answer within 1s"),
                        bad(10, 10, 1010, "no answer within 1s"),
                        bad(20, 20, 1020, "no answer within 1s"));
    }

    @Test
    void an_answer_after_the_timeout_changes_nothing() throws InterruptedException {
        Sampling sampling = begin(watch(ms(5000), 10, answersAfter(ms(1200), Answer.ofGood())));

        timeline.sleepUntil(at(2000));
        sampling.stop();

        assertThat(samples).containsExactly(bad(0, 0, 1000, "no answer within 1s"));
    }

    @Test
    void an_answer_just_after_the_timeout_is_bad_however_good_it_is() throws InterruptedException {
        Sampling sampling = begin(watch(ms(5000), 10, answersAfter(ms(1001), Answer.ofGood())));

        timeline.sleepUntil(at(2000));
        sampling.stop();

        assertThat(samples).containsExactly(bad(0, 0, 1000, "no answer within 1s"));
    }

    @Test
    void a_probe_that_sees_its_own_deadline_says_so_in_its_own_words() throws InterruptedException {
        Sampling sampling =
                begin(watch(ms(5000), 10, answersAfter(ms(1001), Answer.bad("connected, no answer within 1s"))));

        timeline.sleepUntil(at(2000));
        sampling.stop();

        assertThat(samples).containsExactly(bad(0, 0, 1000, "connected, no answer within 1s"));
    }

    @Test
    void what_would_have_been_due_after_a_stop_is_nobodys_loss_when_it_is_stopped_again() throws InterruptedException {
        Sampling sampling = begin(watch(ms(10), 2, answersAfter(ms(1), Answer.ofGood())));
        timeline.sleepUntil(at(15));
        sampling.stop();

        timeline.sleepUntil(at(100));
        sampling.stop();

        assertThat(samples).containsExactly(good(0, 0, 1), good(10, 10, 11));
    }

    @Test
    void what_is_due_beyond_the_questions_in_flight_is_shed() throws InterruptedException {
        Sampling sampling = begin(watch(ms(10), 2, answersAfter(ms(25), Answer.ofGood())));

        timeline.sleepUntil(at(35));
        sampling.stop();

        assertThat(inOrder())
                .containsExactly(
                        good(0, 0, 25), good(10, 10, 35), missing(20, 20, "shed: 2 in flight"), good(30, 30, 55));
    }

    @Test
    void after_a_stall_the_oldest_is_late_those_between_are_missing_and_the_newest_is_on_time()
            throws InterruptedException {
        Sampling sampling = begin(watch(ms(10), 100, answersAfter(ms(1), Answer.ofGood())));
        timeline.sleepUntil(at(5));

        timeline.stall(ms(42));
        timeline.sleepUntil(at(55));
        sampling.stop();

        assertThat(inOrder())
                .containsExactly(
                        good(0, 0, 1),
                        new Sample(at(10), at(47), at(48), new Sample.Late(true, "")),
                        missing(20, 47, "the harness was late"),
                        missing(30, 47, "the harness was late"),
                        good(40, 47, 48),
                        good(50, 50, 51));
    }

    @Test
    void a_question_one_period_late_is_not_yet_late() throws InterruptedException {
        Sampling sampling = begin(watch(ms(10), 100, answersAfter(ms(1), Answer.ofGood())));
        timeline.sleepUntil(at(5));

        timeline.stall(ms(15));
        timeline.sleepUntil(at(25));
        sampling.stop();

        assertThat(inOrder()).containsExactly(good(0, 0, 1), good(10, 20, 21), good(20, 20, 21));
    }

    @Test
    void what_was_due_before_the_end_but_not_asked_is_missing() throws InterruptedException {
        Sampling sampling = begin(watch(ms(10), 100, answersAfter(ms(1), Answer.ofGood())));
        timeline.sleepUntil(at(5));

        timeline.stall(ms(20));
        sampling.stop();

        assertThat(inOrder())
                .containsExactly(
                        good(0, 0, 1),
                        missing(10, 25, "the run ended before it was asked"),
                        missing(20, 25, "the run ended before it was asked"));
    }

    @Test
    void an_answer_that_lay_unread_while_the_harness_stood_still_is_missing_not_bad() throws InterruptedException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Sampling sampling = begin(watch(ms(60_000), 100, (reach, deadline) -> answer));
        timeline.sleepUntil(at(5));

        timeline.stall(ms(3000));
        answer.complete(Answer.ofGood());
        sampling.stop();

        assertThat(samples)
                .containsExactly(new Sample(at(0), at(0), at(3005), new Sample.Missing("the harness was late")));
    }

    @Test
    void a_limit_that_struck_late_is_missing_not_bad() throws InterruptedException {
        Sampling sampling = begin(watch(ms(60_000), 100, (reach, deadline) -> new CompletableFuture<>()));
        timeline.sleepUntil(at(5));

        timeline.stall(ms(3000));
        timeline.sleepUntil(at(3100));
        sampling.stop();

        assertThat(samples)
                .containsExactly(new Sample(at(0), at(0), at(3005), new Sample.Missing("the harness was late")));
    }

    @Test
    void a_question_that_could_not_be_asked_is_missing() throws InterruptedException {
        Sampling sampling = begin(
                watch(ms(10), 100, (reach, deadline) -> {
                    throw new IllegalStateException("the engine did not answer");
                }),
                watch(
                        ms(10),
                        100,
                        (reach, deadline) ->
                                CompletableFuture.failedFuture(new IllegalStateException("too many open files"))));

        timeline.sleepUntil(at(5));
        sampling.stop();

        assertThat(samples)
                .containsExactly(
                        missing(0, 0, "blind: the engine did not answer"), missing(0, 0, "blind: too many open files"));
    }

    @Test
    void stop_waits_for_what_is_in_flight_but_no_longer_than_the_timeout() throws InterruptedException {
        Sampling quick = begin(watch(ms(10), 100, answersAfter(ms(30), Answer.ofGood())));
        timeline.sleepUntil(at(5));
        quick.stop();
        Instant first = timeline.now();
        Sampling hangs = Sampling.begin(
                timeline,
                first,
                List.of(watch(ms(10), 100, (reach, deadline) -> new CompletableFuture<>())),
                NOWHERE,
                (watch, sample) -> samples.add(sample));
        timeline.sleepUntil(first.plusMillis(5));
        hangs.stop();

        assertThat(Duration.between(START, first)).isEqualTo(ms(30));
        assertThat(Duration.between(first, timeline.now())).isEqualTo(ms(1050));
        assertThat(samples).hasSize(2);
        assertThat(timeline.alarms()).isZero();
    }

    @Test
    void an_interrupted_stop_leaves_no_question_without_a_sample() {
        Sampling sampling = begin(watch(ms(10), 100, (reach, deadline) -> new CompletableFuture<>()));
        runUntil(at(5));

        Thread.currentThread().interrupt();

        assertThatThrownBy(sampling::stop).isInstanceOf(InterruptedException.class);
        assertThat(samples)
                .containsExactly(
                        new Sample(at(0), at(0), at(5), new Sample.Missing("the run ended before the answer")));
    }

    @Test
    void a_sample_that_nobody_took_is_told_at_the_end() throws InterruptedException {
        Sampling sampling = Sampling.begin(
                timeline,
                START,
                List.of(watch(ms(10), 100, answersAfter(ms(1), Answer.ofGood()))),
                NOWHERE,
                (watch, sample) -> {
                    throw new IllegalStateException("disk full");
                });
        timeline.sleepUntil(at(15));

        assertThatThrownBy(sampling::stop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a sample could not be handed over: disk full");
    }

    @Test
    void ten_minutes_at_a_millisecond_pass_at_once_and_nothing_piles_up() throws InterruptedException {
        long[] count = new long[1];
        Sampling sampling = Sampling.begin(
                timeline,
                START,
                List.of(watch(ms(1), 100, answersAfter(ms(2), Answer.ofGood()))),
                NOWHERE,
                (watch, sample) -> count[0]++);
        int most = 0;
        for (int second = 1; second <= 600; second++) {
            timeline.sleepUntil(START.plusSeconds(second));
            most = Math.max(most, timeline.alarms());
        }
        sampling.stop();

        assertThat(count[0]).isEqualTo(600_001);
        assertThat(most).isLessThan(10);
    }

    private void runUntil(Instant when) {
        try {
            timeline.sleepUntil(when);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Sampling begin(Watch... watches) {
        return Sampling.begin(timeline, START, List.of(watches), NOWHERE, (watch, sample) -> samples.add(sample));
    }

    private Question answersAfter(Duration delay, Answer answer) {
        return (reach, deadline) -> {
            CompletableFuture<Answer> promise = new CompletableFuture<>();
            timeline.at(timeline.now().plus(delay), () -> promise.complete(answer));
            return promise;
        };
    }

    private List<Sample> inOrder() {
        return samples.stream().sorted(Comparator.comparing(Sample::scheduled)).toList();
    }

    private static Watch watch(Duration every, int inFlight, Question question) {
        return new Watch("home", every, Watch.TIMEOUT_DEFAULT, inFlight, question);
    }

    private static Duration ms(long count) {
        return Duration.ofMillis(count);
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    private static Sample good(long scheduled, long sent, long ended) {
        return new Sample(at(scheduled), at(sent), at(ended), new Sample.Good());
    }

    private static Sample bad(long scheduled, long sent, long ended, String why) {
        return new Sample(at(scheduled), at(sent), at(ended), new Sample.Bad(why));
    }

    private static Sample missing(long scheduled, long ended, String why) {
        return new Sample(at(scheduled), at(scheduled), at(ended), new Sample.Missing(why));
    }

    /** A probe that is only its question. */
    private interface Question extends Probe {
        @Override
        default String inWords() {
            return "a question of this test";
        }
    }

    /** Nothing is reached by the probes of this test. */
    private static final Reach NOWHERE = new Nowhere();
}
