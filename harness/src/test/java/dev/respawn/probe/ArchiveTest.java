package dev.respawn.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.model.ServiceName;
import dev.respawn.probe.Reach.ArchiveAnswer;
import dev.respawn.probe.Reach.ArchiveAsk;
import dev.respawn.probe.Reach.Archived;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private static final ServiceName WEB = new ServiceName("web");
    private static final Archive PLAIN = new Archive(WEB, 1, Optional.empty(), Optional.empty(), Optional.empty());
    private static final Archive FULL =
            new Archive(WEB, 2, Optional.of("/etc/motd"), Optional.of("hello"), Optional.of(1));
    private static final Archived MOTD = new Archived(Archived.FILE, 11, "well, hello");

    @Test
    void an_export_is_good_if_nothing_more_is_wanted_of_it() {
        assertThat(ask(PLAIN, answer(Optional.empty(), Optional.empty()))).isCompletedWithValue(Answer.ofGood());
    }

    @Test
    void a_file_with_its_content_and_a_flat_history_are_good() {
        assertThat(ask(FULL, answer(Optional.of(MOTD), Optional.of(1)))).isCompletedWithValue(Answer.ofGood());
    }

    @Test
    void a_file_that_is_not_there_is_bad() {
        assertThat(ask(FULL, answer(Optional.empty(), Optional.of(1))))
                .isCompletedWithValue(Answer.bad("the archive has no '/etc/motd'"));
    }

    @Test
    void what_is_no_file_is_bad() {
        assertThat(ask(FULL, answer(Optional.of(new Archived("a symbolic link", 0, "")), Optional.of(1))))
                .isCompletedWithValue(Answer.bad("'/etc/motd' is a symbolic link in the archive, wanted a file"));
    }

    @Test
    void another_content_is_bad_and_shown() {
        assertThat(ask(FULL, answer(Optional.of(new Archived(Archived.FILE, 4, "bye\n")), Optional.of(1))))
                .isCompletedWithValue(
                        Answer.bad("'/etc/motd', 4 bytes long, does not contain 'hello'; it begins 'bye\\n'"));
    }

    @Test
    void a_longer_history_is_bad() {
        assertThat(ask(FULL, answer(Optional.of(MOTD), Optional.of(3))))
                .isCompletedWithValue(Answer.bad("imported, it has 3 steps of history, wanted 1"));
    }

    @Test
    void what_could_not_be_exported_is_bad_in_the_words_of_the_engine() {
        assertThat(ask(FULL, ArchiveAnswer.failed("no such container")))
                .isCompletedWithValue(Answer.bad("no such container"));
    }

    @Test
    void it_is_imported_only_if_its_history_is_asked_for() {
        assertThat(asked(PLAIN)).isEqualTo(new ArchiveAsk(WEB, 1, Optional.empty(), false));
        assertThat(asked(FULL)).isEqualTo(new ArchiveAsk(WEB, 2, Optional.of("/etc/motd"), true));
    }

    @Test
    void it_says_in_words_what_it_exports() {
        assertThat(PLAIN.inWords()).isEqualTo("an export of web");
        assertThat(FULL.inWords()).isEqualTo("an export of web/2 with /etc/motd, imported with 1 step of history");
    }

    @Test
    void it_is_written_as_it_is_read() {
        assertThat(Probe.catalogue().write(PLAIN)).isEqualTo(Map.of("archive", Map.of("service", "web")));
        assertThat(Probe.catalogue().write(FULL))
                .isEqualTo(Map.of(
                        "archive",
                        Map.of("service", "web", "replica", 2, "path", "/etc/motd", "contains", "hello", "layers", 1)));
    }

    @Test
    void content_without_a_file_is_a_mistake_of_its_author() {
        assertThatThrownBy(() -> new Archive(WEB, 1, Optional.empty(), Optional.of("x"), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'contains' is looked for in a file; say in which with 'path'");
    }

    private static ArchiveAnswer answer(Optional<Archived> file, Optional<Integer> history) {
        return new ArchiveAnswer(file, history, "");
    }

    private static CompletableFuture<Answer> ask(Archive probe, ArchiveAnswer answer) {
        return probe.ask(
                        new Nowhere() {
                            @Override
                            public CompletionStage<ArchiveAnswer> archive(ArchiveAsk ask, Duration deadline) {
                                return CompletableFuture.completedFuture(answer);
                            }
                        },
                        Duration.ofSeconds(1))
                .toCompletableFuture();
    }

    private static ArchiveAsk asked(Archive probe) {
        ArchiveAsk[] asked = new ArchiveAsk[1];
        var unused = probe.ask(
                new Nowhere() {
                    @Override
                    public CompletionStage<ArchiveAnswer> archive(ArchiveAsk ask, Duration deadline) {
                        asked[0] = ask;
                        return CompletableFuture.failedFuture(new IllegalStateException("not here"));
                    }
                },
                Duration.ofSeconds(1));
        return asked[0];
    }
}
