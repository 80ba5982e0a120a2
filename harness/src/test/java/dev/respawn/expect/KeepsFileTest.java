package dev.respawn.expect;

import static dev.respawn.expect.Judged.outcome;
import static dev.respawn.expect.Judged.says;
import static dev.respawn.expect.Story.WEB;
import static dev.respawn.expect.Story.at;
import static dev.respawn.expect.Story.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.FileState;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeepsFileTest {
    private static final ServiceName SERVICE = new ServiceName("web");
    private static final KeepsFile KEPT =
            new KeepsFile(SERVICE, "/data/x", Optional.of("killed"), Optional.empty(), false);
    private static final KeepsFile GONE =
            new KeepsFile(SERVICE, "/data/x", Optional.of("killed"), Optional.empty(), true);
    private static final KeepsFile HELLO =
            new KeepsFile(SERVICE, "/data/x", Optional.empty(), Optional.of("hello\n"), false);

    // Of "hello\n".
    private static final String SHA = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    private static final FileState THERE = file(6, SHA, 0644, 0, 0, 500);
    private static final Story SEEN = looked(1_900, THERE, Story.crash());

    @Test
    void what_is_the_same_at_the_last_look_was_kept() {
        says(KEPT, looked(9_500, THERE, SEEN), Outcome.PASSED, "/data/x of web/1 is as it was: 6 bytes, mode 0644");
        // What it was in between does not matter: it may have been put back.
        assertThat(outcome(KEPT, looked(9_500, THERE, looked(3_000, new FileState.Missing(), SEEN))))
                .isEqualTo(Outcome.PASSED);
        // Nor does it matter in which container.
        assertThat(outcome(KEPT, SEEN.line(9_500, new Event.FileSeen(WEB, "two", "/data/x", THERE))))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void each_difference_is_told() {
        differs(file(5, "0", 0644, 0, 0, 500), "of /data/x of web/1 its size is 5 bytes, was 6 bytes");
        differs(file(6, "0", 0644, 0, 0, 500), "of /data/x of web/1 its content is another one of the same size");
        differs(file(6, SHA, 0600, 0, 0, 500), "of /data/x of web/1 its mode is 0600, was 0644");
        differs(file(6, SHA, 0644, 101, 0, 500), "of /data/x of web/1 its owner is 101:0, was 0:0");
        differs(
                file(6, SHA, 0644, 0, 0, 501),
                "of /data/x of web/1 its time is 2026-01-31T12:00:00.501Z, was 2026-01-31T12:00:00.500Z");
        differs(
                file(1, SHA, 0600, 0, 0, 500),
                "of /data/x of web/1 its size is 1 byte, was 6 bytes, its mode is 0600, was 0644");
        differs(new FileState.Missing(), "/data/x of web/1 is not there");
    }

    @Test
    void without_a_look_on_both_sides_nothing_is_known() {
        says(KEPT, SEEN, Outcome.UNPROVEN, "nobody looked at /data/x of web/1 after 'killed'");
        says(
                KEPT,
                looked(9_500, THERE, Story.crash()),
                Outcome.UNPROVEN,
                "nobody looked at /data/x of web/1 before 'killed'");
        says(
                KEPT,
                looked(9_500, THERE, looked(1_900, new FileState.Missing(), Story.crash())),
                Outcome.UNPROVEN,
                "/data/x of web/1 was not there before 'killed' either");
        says(
                KEPT,
                looked(9_500, new FileState.Unknown("the engine did not answer"), SEEN),
                Outcome.UNPROVEN,
                "what /data/x of web/1 is cannot be told: the engine did not answer");
        says(
                KEPT,
                looked(9_500, THERE, looked(1_900, new FileState.Unknown("busy"), Story.crash())),
                Outcome.UNPROVEN,
                "what /data/x of web/1 was before cannot be told: busy");
        says(
                KEPT,
                SEEN.line(9_500, new Event.FileSeen(WEB, "one", "/data/other", THERE)),
                Outcome.UNPROVEN,
                "nobody looked at /data/x of web/1 after 'killed'");
        says(
                KEPT,
                looked(9_500, THERE, SEEN)
                        .without(event -> event instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE),
                Outcome.UNPROVEN,
                "the journal breaks off, so nobody looked at /data/x of web/1 at the end");
    }

    @Test
    void a_content_is_compared_by_its_bytes() {
        says(
                HELLO,
                looked(9_500, file(6, SHA, 0600, 7, 7, 1), Story.crash()),
                Outcome.PASSED,
                "/data/x of web/1 has the content that is wanted");
        says(
                HELLO,
                looked(9_500, file(6, "0", 0644, 0, 0, 1), Story.crash()),
                Outcome.FAILED,
                "/data/x of web/1 has another content, of 6 bytes; wanted 6 bytes");
        says(
                HELLO,
                looked(9_500, new FileState.Missing(), Story.crash()),
                Outcome.FAILED,
                "/data/x of web/1 is not there");
        // The last look decides.
        assertThat(outcome(HELLO, looked(9_500, new FileState.Missing(), looked(3_000, THERE, Story.crash()))))
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void what_is_gone_has_to_have_been_there() {
        Story gone = looked(9_500, new FileState.Missing(), SEEN);

        says(GONE, gone, Outcome.PASSED, "/data/x of web/1 is not there");
        says(GONE, looked(9_500, THERE, SEEN), Outcome.FAILED, "/data/x of web/1 is there, with 6 bytes");
        says(
                GONE,
                looked(9_500, new FileState.Missing(), Story.crash()),
                Outcome.UNPROVEN,
                "/data/x of web/1 is not there, but nobody saw it before 'killed' either");
        assertThat(outcome(
                        new KeepsFile(SERVICE, "/data/x", Optional.empty(), Optional.empty(), true),
                        looked(9_500, new FileState.Missing(), Story.crash())))
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void it_is_said_what_it_is_compared_with() {
        assertThatThrownBy(() -> new KeepsFile(SERVICE, "/x", Optional.empty(), Optional.empty(), false))
                .hasMessage("'keeps-file' does not say what /x is compared with; add 'after' for what it was before, or"
                        + " 'content'");
        assertThatThrownBy(() -> new KeepsFile(SERVICE, "/x", Optional.empty(), Optional.of(""), true))
                .hasMessage("'keeps-file' wants /x gone and with a content, which nothing can be");
        assertThat(KEPT.needs()).isEqualTo(Set.of(new Need.Content(SERVICE, "/data/x")));
    }

    private static FileState file(long size, String sha, int mode, long user, long group, long modified) {
        return new FileState.There(size, sha, mode, user, group, ms(modified));
    }

    private static Story looked(long at, FileState state, Story story) {
        return story.line(at, new Event.FileSeen(WEB, "one", "/data/x", state));
    }

    private static void differs(FileState now, String reason) {
        Story story = looked(9_500, THERE, SEEN);
        says(KEPT, story.replace(at(9_500), new Event.FileSeen(WEB, "one", "/data/x", now)), Outcome.FAILED, reason);
    }
}
