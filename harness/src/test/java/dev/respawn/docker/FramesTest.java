package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final String ONE = "2026-11-22T05:00:00.000000001Z";
    private static final String TWO = "2026-11-22T05:00:00.000000002Z";
    private static final String THREE = "2026-11-22T05:00:00.000000003Z";

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private FramesTest out(String text) {
        return frame(1, text.getBytes(StandardCharsets.UTF_8));
    }

    private FramesTest err(String text) {
        return frame(2, text.getBytes(StandardCharsets.UTF_8));
    }

    private FramesTest frame(int stream, byte[] bytes) {
        sent.writeBytes(ByteBuffer.allocate(8)
                .put((byte) stream)
                .putInt(4, bytes.length)
                .array());
        sent.writeBytes(bytes);
        return this;
    }

    private InputStream stream() {
        return new ByteArrayInputStream(sent.toByteArray());
    }

    @Test
    void both_streams_are_joined_in_their_order_up_to_a_limit() throws IOException {
        out("one ").err("two ").out("three");

        assertThat(Frames.joined(stream(), 100)).asString().isEqualTo("one two three");
        assertThat(Frames.joined(stream(), 6)).asString().isEqualTo("one tw");
    }

    @Test
    void what_is_drained_is_read_to_the_end_whatever_is_kept_of_it() throws IOException {
        out("one ").err("two ").out("three");
        InputStream read = stream();

        assertThat(Frames.drained(read, 6)).asString().isEqualTo("one tw");
        assertThat(read.available()).isZero();
    }

    @Test
    void a_stream_that_is_torn_keeps_what_came() throws IOException {
        out("one ").frame(1, new byte[100]);
        byte[] torn = sent.toByteArray();

        assertThat(Frames.joined(new ByteArrayInputStream(torn, 0, torn.length - 97), 100))
                .startsWith('o', 'n', 'e', ' ')
                .hasSize(7);
        assertThat(Frames.drained(new ByteArrayInputStream(torn, 0, 15), 100)).hasSize(4);
    }

    @Test
    void a_line_that_was_logged_in_pieces_is_one_line_of_its_first_time() throws IOException {
        out(ONE + " begin").err(TWO + " beside\n").out(TWO + " and end\r\n").err(THREE + " no end");

        assertThat(Frames.lines(stream(), 1_000).lines())
                .containsExactly(
                        new PrintedLine(Instant.parse(ONE), false, "beginand end"),
                        new PrintedLine(Instant.parse(TWO), true, "beside"),
                        new PrintedLine(Instant.parse(THREE), true, "no end"));
    }

    @Test
    void a_line_that_looks_like_a_time_is_still_a_line() throws IOException {
        out(ONE + " " + TWO + "\n").out(TWO + " \n").out(THREE + " é\n");

        assertThat(Frames.lines(stream(), 1_000).lines())
                .extracting(PrintedLine::text)
                .containsExactly(TWO, "", "é");
    }

    @Test
    void lines_are_read_up_to_a_limit_also_if_nothing_is_in_them() throws IOException {
        for (int i = 0; i < 100; i++) {
            out("");
        }
        out(ONE + " late\n");

        assertThat(Frames.lines(stream(), 50)).isEqualTo(new Printout(List.of(), true));
        assertThat(Frames.lines(stream(), 1_000).lines()).hasSize(1);
    }

    @Test
    void what_is_cut_off_at_the_limit_says_so_and_has_no_half_a_line() throws IOException {
        out(ONE + " one\n").out(TWO + " two\n");
        String terminal = ONE + " one\n" + TWO + " two\n";

        for (Printout cut : List.of(
                Frames.lines(stream(), ONE.length() + TWO.length()),
                Frames.terminalLines(bytes(terminal), ONE.length() + TWO.length()))) {
            assertThat(cut.cut()).isTrue();
            assertThat(cut.lines()).extracting(PrintedLine::text).containsExactly("one");
        }
        assertThat(Frames.lines(stream(), 1_000).cut()).isFalse();
        assertThat(Frames.terminalLines(bytes(terminal), 1_000).cut()).isFalse();
    }

    @Test
    void of_a_line_that_alone_is_longer_than_the_limit_its_begin_is_told() throws IOException {
        out(ONE + " " + "x".repeat(100) + "\n");

        Printout cut = Frames.lines(stream(), ONE.length() + 11);

        assertThat(cut.cut()).isTrue();
        assertThat(cut.lines()).extracting(PrintedLine::text).containsExactly("x".repeat(10));
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_terminal_has_lines_without_frames() throws IOException {
        String text = ONE + " one\r\n" + TWO + " two\r\n";

        assertThat(Frames.terminalLines(bytes(text), 1_000).lines())
                .containsExactly(
                        new PrintedLine(Instant.parse(ONE), false, "one"),
                        new PrintedLine(Instant.parse(TWO), false, "two"));
    }
}
