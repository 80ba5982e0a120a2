package dev.respawn.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.HttpAsk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProberLineTest {
    @Test
    void a_question_is_read_back_as_it_was() throws Exception {
        for (byte[] address : new byte[][] {{127, 0, 0, 1}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}) {
            InetSocketAddress to = new InetSocketAddress(InetAddress.getByAddress(address), 8080);
            ProberLine.Question http =
                    ProberLine.Question.http(7, new HttpAsk(to, "/a?b=c", false), Duration.ofMillis(1500));
            ProberLine.Question tcp = ProberLine.Question.tcp(8, to, Duration.ofMillis(1500));

            assertThat(ProberLine.Question.of(http.line())).isEqualTo(http);
            assertThat(ProberLine.Question.of(tcp.line())).isEqualTo(tcp);
        }
    }

    @Test
    void a_question_by_name_is_resolved_by_nobody_on_its_way() {
        InetSocketAddress to = InetSocketAddress.createUnresolved("localhost", 8080);
        ProberLine.Question http = ProberLine.Question.http(7, new HttpAsk(to, "/", true), Duration.ofSeconds(1));
        ProberLine.Question tcp = ProberLine.Question.tcp(8, to, Duration.ofSeconds(1));

        assertThat(ProberLine.Question.of(http.line())).isEqualTo(http);
        assertThat(ProberLine.Question.of(tcp.line())).isEqualTo(tcp);
        assertThat(ProberLine.Question.of(tcp.line()).to().isUnresolved()).isTrue();
    }

    @Test
    void an_answer_is_one_line_however_hostile_it_is() {
        ProberLine.Answered answered = new ProberLine.Answered(
                8, new HttpAnswer(200, "\n9 200 false . . false .\n\u0000\u001b é 🦊", " \n", true), Optional.empty());

        assertThat(answered.line()).doesNotContain("\n").matches("[ -~]+");
        assertThat(ProberLine.Answered.of(answered.line())).isEqualTo(answered);
    }

    @Test
    void what_could_not_be_asked_keeps_its_reason() {
        ProberLine.Answered answered =
                new ProberLine.Answered(8, new HttpAnswer(0, "", ""), Optional.of("too many open files"));

        assertThat(ProberLine.Answered.of(answered.line())).isEqualTo(answered);
    }

    @Test
    void the_largest_answer_fits_its_limit() {
        HttpAnswer largest = new HttpAnswer(200, "\ufffd".repeat(HttpParser.BODY_MOST), "x".repeat(1000), true);

        assertThat(new ProberLine.Answered(Long.MAX_VALUE, largest, Optional.empty()).line())
                .hasSizeLessThan(ProberLine.ANSWER_MOST);
    }

    @Test
    void the_largest_question_fits_its_limit() throws Exception {
        HttpAsk largest = new HttpAsk(
                new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 65_535), "/" + "x".repeat(2000), true);

        assertThat(ProberLine.Question.http(Long.MAX_VALUE, largest, Duration.ofNanos(Long.MAX_VALUE))
                        .line())
                .hasSizeLessThan(ProberLine.QUESTION_MOST);
    }

    @Test
    void a_line_that_is_none_of_ours_is_refused() {
        assertThatThrownBy(() -> ProberLine.Answered.of("hello world"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 words came; wanted 7");
    }

    @Test
    void a_line_without_an_end_is_not_kept() {
        assertThatThrownBy(() -> ProberLine.read(in("x".repeat(100)), 50))
                .isInstanceOf(IOException.class)
                .hasMessage("a line is longer than 50 bytes");
    }

    @Test
    void a_line_that_broke_off_is_no_line() throws Exception {
        assertThat(ProberLine.read(in("abc"), 50)).isEmpty();
        assertThat(ProberLine.read(in("abc\ndef"), 50)).contains("abc");
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
