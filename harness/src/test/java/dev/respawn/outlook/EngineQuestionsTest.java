package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.EngineException;
import dev.respawn.docker.NoDoor;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineQuestionsTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final EngineQuestions.Bad<String> BAD =
            new EngineQuestions.Bad<>("it was not over", why -> "bad: " + why);

    private volatile boolean engineIsWell = true;
    private final CountDownLatch never = new CountDownLatch(1);
    private final EngineQuestions questions = new EngineQuestions(
            new NoDoor() {
                @Override
                public void ping(Duration deadline) throws EngineException {
                    if (!engineIsWell) {
                        throw new EngineException.Slow("no sign of life", new IOException());
                    }
                }
            },
            "questions",
            2);

    @AfterEach
    void close() {
        never.countDown();
        questions.close();
    }

    @Test
    void an_answer_is_an_answer() {
        assertThat(get(questions.ask(AMPLE, () -> "yes"))).isEqualTo("yes");
        assertThat(get(questions.ask(AMPLE, () -> "yes", BAD))).isEqualTo("yes");
    }

    @Test
    void a_refusal_is_an_answer_where_it_may_come() {
        assertThat(get(questions.ask(AMPLE, refusing(), BAD))).isEqualTo("bad: it is paused");
    }

    @Test
    void elsewhere_a_refusal_tells_nothing() {
        assertThatThrownBy(() -> get(questions.ask(AMPLE, refusing()))).hasRootCauseMessage("it is paused");
    }

    @Test
    void nobody_at_the_engines_address_tells_nothing() {
        assertThatThrownBy(() -> get(questions.ask(
                        AMPLE,
                        () -> {
                            throw new EngineException.Unreachable("nobody answers", new IOException("gone"));
                        },
                        BAD)))
                .cause()
                .hasMessage("nobody answers");
    }

    @Test
    void what_takes_too_long_is_bad_if_the_engine_is_well() {
        assertThat(get(questions.ask(SHORT, this::hang, BAD))).isEqualTo("bad: it was not over within 200ms");
    }

    @Test
    void what_takes_too_long_tells_nothing_if_the_engine_is_not_well() {
        engineIsWell = false;

        assertThatThrownBy(() -> get(questions.ask(SHORT, this::hang, BAD)))
                .cause()
                .hasMessage("the engine did not answer within 200ms");
    }

    @Test
    void an_engine_that_takes_long_for_what_it_knows_tells_nothing() {
        assertThatThrownBy(() -> get(questions.ask(SHORT, this::hang)))
                .cause()
                .hasMessage("the engine did not answer within 200ms");
    }

    @Test
    void a_call_that_gives_up_early_is_judged_at_the_deadline() {
        assertThat(get(questions.ask(
                        SHORT,
                        () -> {
                            throw new EngineException.Slow("no answer within 1ms", new IOException());
                        },
                        BAD)))
                .isEqualTo("bad: it was not over within 200ms");
    }

    @Test
    void more_than_so_many_are_not_asked_and_then_again() {
        CountDownLatch until = new CountDownLatch(1);
        EngineQuestions.Call<String> waiting = () -> {
            until.await();
            return "late";
        };
        CompletionStage<String> first = questions.ask(AMPLE, waiting);
        CompletionStage<String> second = questions.ask(AMPLE, waiting);

        assertThatThrownBy(() -> get(questions.ask(AMPLE, () -> "yes")))
                .cause()
                .hasMessage("shed: 2 questions to the engine are on their way");

        until.countDown();
        assertThat(get(first)).isEqualTo("late");
        assertThat(get(second)).isEqualTo("late");
        assertThat(get(questions.ask(AMPLE, () -> "yes"))).isEqualTo("yes");
    }

    @Test
    void quiet_is_when_nothing_is_on_its_way() throws InterruptedException {
        assertThat(questions.awaitQuiet(Duration.ZERO)).isTrue();

        CompletionStage<String> hanging = questions.ask(AMPLE, this::hang);

        assertThat(questions.awaitQuiet(Duration.ofMillis(10))).isFalse();
        never.countDown();
        assertThat(get(hanging)).isEqualTo("never");
        assertThat(questions.awaitQuiet(AMPLE)).isTrue();
    }

    private String hang() throws InterruptedException {
        never.await();
        return "never";
    }

    private static EngineQuestions.Call<String> refusing() {
        return () -> {
            throw new EngineException.Refused(409, "it is paused", new IOException("it is paused"));
        };
    }

    private static <A> A get(CompletionStage<A> stage) {
        CompletableFuture<A> future = stage.toCompletableFuture();
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
