package dev.respawn.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Condition;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerStateTest {
    private static final ServiceName WEB = new ServiceName("web");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "RUNNING,   running,    -,         -",
                "RUNNING,   running,    unhealthy, -",
                "RUNNING,   exited,     -,         'it is exited, wanted running'",
                "RUNNING,   restarting, -,         'it is restarting, wanted running'",
                "RUNNING,   paused,     -,         'it is paused, wanted running'",
                "EXITED,    exited,     unhealthy, -",
                "HEALTHY,   running,    healthy,   -",
                "HEALTHY,   running,    starting,  'it is starting, wanted healthy'",
                "HEALTHY,   exited,     healthy,   'it is exited, wanted healthy'",
                "HEALTHY,   running,    -,         'it is running, without a health check, wanted healthy'",
                "UNHEALTHY, paused,     unhealthy, -"
            })
    void what_the_engine_says_is_compared_with_what_is_wanted(
            ContainerState.Is is, String status, String health, String why) {
        assertThat(ask(is, CompletableFuture.completedFuture(Optional.of(condition(status, health)))))
                .isCompletedWithValue(why == null ? Answer.ofGood() : Answer.bad(why));
    }

    @Test
    void a_container_that_is_not_there_is_absent() {
        CompletableFuture<Optional<Condition>> absent = CompletableFuture.completedFuture(Optional.empty());

        assertThat(ask(ContainerState.Is.RUNNING, absent))
                .isCompletedWithValue(Answer.bad("it is absent, wanted running"));
        assertThat(ask(ContainerState.Is.ABSENT, absent)).isCompletedWithValue(Answer.ofGood());
    }

    @Test
    void an_engine_that_does_not_answer_says_nothing_of_the_container() {
        assertThat(ask(
                        ContainerState.Is.RUNNING,
                        CompletableFuture.failedFuture(new IllegalStateException("no answer within 1s"))))
                .isCompletedExceptionally();
    }

    @Test
    void it_says_in_words_what_it_asks() {
        assertThat(new ContainerState(WEB, 2, ContainerState.Is.HEALTHY).inWords())
                .isEqualTo("the engine says that web/2 is healthy");
    }

    private static CompletableFuture<Answer> ask(
            ContainerState.Is is, CompletableFuture<Optional<Condition>> condition) {
        return new ContainerState(WEB, 1, is)
                .ask(new Engine(condition), Duration.ofSeconds(1))
                .toCompletableFuture();
    }

    private static Condition condition(String status, String health) {
        return new Condition(
                status, 0, false, 0, Optional.empty(), Optional.empty(), Optional.ofNullable(health), 0, "");
    }

    private static final class Engine extends Nowhere {
        private final CompletableFuture<Optional<Condition>> condition;

        Engine(CompletableFuture<Optional<Condition>> condition) {
            this.condition = condition;
        }

        @Override
        public CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline) {
            return condition;
        }
    }
}
