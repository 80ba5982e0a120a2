package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.NoGo;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The author's mistake, the world's, and ours are told apart by their type, and each line of a message is a line. */
class FailuresTest {
    @Test
    void the_author_s_mistake_is_its_message_and_nothing_else() {
        told(
                new IllegalArgumentException("a.yaml:1:1: one\na.yaml:2:1: two"),
                ExitCode.USAGE,
                "a.yaml:1:1: one",
                "a.yaml:2:1: two");
    }

    @Test
    void what_is_missing_is_a_no_go() {
        told(new NoGo("no engine"), ExitCode.NO_GO, "no engine");
    }

    @Test
    void a_file_that_cannot_be_written_is_called_by_its_kind_since_its_message_may_be_a_mere_path() {
        told(new AccessDeniedException("/runs"), ExitCode.NO_GO, "respawn: AccessDeniedException: /runs");
        told(
                new IOException("No space left on device"),
                ExitCode.NO_GO,
                "respawn: IOException: No space left on device");
    }

    @Test
    void an_interrupt_is_told_as_one() {
        told(new InterruptedException(), ExitCode.INTERRUPTED, "respawn: interrupted");
    }

    @Test
    void all_else_is_ours_and_says_how_to_see_where() {
        told(
                new IllegalStateException("a bug"),
                ExitCode.BROKEN,
                "respawn: the harness broke: java.lang.IllegalStateException: a bug",
                "this is a defect of respawn; --stack-trace shows where");
        told(
                new NullPointerException(),
                ExitCode.BROKEN,
                "respawn: the harness broke: java.lang.NullPointerException",
                "this is a defect of respawn; --stack-trace shows where");
    }

    private static void told(Exception exception, ExitCode code, String... lines) {
        assertThat(Failures.tell(exception)).isEqualTo(new Failures.Told(List.of(lines), code));
    }
}
