package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {
    @Test
    void a_line_is_plain_text_with_everything_else_escaped() {
        Line line = Line.of(7, "refused", Map.of("why", "a b=c\n%\u00e4", "id", "1"));

        assertThat(line.text()).isEqualTo("7 refused id=1 why=a%20b%3dc%0a%25%c3%a4");
        assertThat(Line.parse(line.text())).isEqualTo(line);
    }

    @Test
    void no_value_can_end_its_word_or_its_line() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(20); j > 0; j--) {
                value.append((char) random.nextInt(0xd800));
            }
            Line line = Line.of(i, "ok", Map.of("value", value.toString(), "other", "x"));

            assertThat(line.text()).matches("[!-~]+( [!-~]+)*");
            assertThat(Line.parse(line.text())).isEqualTo(line);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "x start",
                "-1 start",
                "99999999999999999999 start",
                "7 START",
                "7  start",
                "7 start ",
                "7 start options",
                "7 start =x",
                "7 start a=b=c",
                "7 start a=%2",
                "7 start a=%zz",
                "7 start a=1 a=2",
                "7 start a=\u00e4"
            })
    void what_is_no_line_is_refused(String text) {
        assertThatThrownBy(() -> Line.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void half_a_line_at_the_end_is_none() throws Exception {
        var stream = new ByteArrayInputStream("1 look\n2 kil".getBytes(StandardCharsets.UTF_8));

        assertThat(Line.read(stream)).hasValue("1 look");
        assertThat(Line.read(stream)).isEmpty();
    }

    @Test
    void a_line_without_end_does_not_fill_the_memory() {
        var stream = new ByteArrayInputStream(new byte[Line.BYTES_MOST + 1]);

        assertThatThrownBy(() -> Line.read(stream))
                .isInstanceOf(EOFException.class)
                .hasMessage("a line is longer than 65536 bytes");
    }
}
