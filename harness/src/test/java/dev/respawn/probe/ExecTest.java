package dev.respawn.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.model.ServiceName;
import dev.respawn.probe.Reach.ExecAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ExecTest {
    private static final ServiceName WEB = new ServiceName("web");
    private static final Exec CAT = Exec.of(WEB, "cat", "/etc/hostname");
    private static final Exec SAYS = new Exec(WEB, 2, List.of("sh", "-c", "echo hello"), 3, Optional.of("hello"));

    @Test
    void a_program_that_ends_as_wanted_is_good() {
        assertThat(ask(CAT, new ExecAnswer(0, "", ""))).isCompletedWithValue(Answer.ofGood());
        assertThat(ask(SAYS, new ExecAnswer(3, "well, hello\n", ""))).isCompletedWithValue(Answer.ofGood());
    }

    @Test
    void another_exit_code_is_bad_and_says_what_it_printed() {
        assertThat(ask(CAT, new ExecAnswer(1, "no such\nfile\n", "")))
                .isCompletedWithValue(Answer.bad("it ended with 1, wanted 0; it printed 'no such\\nfile'"));
        assertThat(ask(SAYS, new ExecAnswer(0, "", "")))
                .isCompletedWithValue(Answer.bad("it ended with 0, wanted 3; it printed nothing"));
    }

    @Test
    void another_output_is_bad() {
        assertThat(ask(SAYS, new ExecAnswer(3, "bye\u001b", "")))
                .isCompletedWithValue(Answer.bad("what it printed does not contain 'hello'; it printed 'bye\\u001b'"));
    }

    @Test
    void what_was_not_run_is_bad_in_the_words_of_the_engine() {
        assertThat(ask(CAT, ExecAnswer.failed("Container 1 is paused")))
                .isCompletedWithValue(Answer.bad("Container 1 is paused"));
    }

    @Test
    void an_engine_that_does_not_answer_says_nothing_of_the_container() {
        assertThat(CAT.ask(reach(CompletableFuture.failedFuture(new IllegalStateException("no engine"))), AMPLE)
                        .toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void it_says_in_words_what_it_runs() {
        assertThat(CAT.inWords()).isEqualTo("'cat /etc/hostname' run inside web");
        assertThat(SAYS.inWords()).isEqualTo("'sh -c echo hello' run inside web/2");
    }

    @Test
    void it_is_written_as_it_is_read() {
        assertThat(Probe.catalogue().write(CAT))
                .isEqualTo(Map.of("exec", Map.of("service", "web", "command", List.of("cat", "/etc/hostname"))));
        assertThat(Probe.catalogue().write(SAYS))
                .isEqualTo(Map.of(
                        "exec",
                        Map.of(
                                "service",
                                "web",
                                "replica",
                                2,
                                "command",
                                List.of("sh", "-c", "echo hello"),
                                "exit-code",
                                3,
                                "output-contains",
                                "hello")));
    }

    @Test
    void no_program_is_a_mistake_of_its_author() {
        assertThatThrownBy(() -> Exec.of(WEB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'command' names no program");
    }

    private static final Duration AMPLE = Duration.ofSeconds(1);

    private static CompletableFuture<Answer> ask(Exec probe, ExecAnswer answer) {
        return probe.ask(reach(CompletableFuture.completedFuture(answer)), AMPLE)
                .toCompletableFuture();
    }

    private static Reach reach(CompletionStage<ExecAnswer> answer) {
        return new Nowhere() {
            @Override
            public CompletionStage<ExecAnswer> exec(
                    ServiceName service, int replica, List<String> command, Duration deadline) {
                assertThat(deadline).isEqualTo(AMPLE);
                return answer;
            }
        };
    }
}
