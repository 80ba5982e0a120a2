package dev.respawn.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlTest {
    @TempDir
    Path directory;

    private static Place at(int line, int column) {
        return new Place("f", line, column);
    }

    private static Node.Scalar text(String text, int line, int column) {
        return new Node.Scalar(text, false, at(line, column));
    }

    private static String problem(String text) {
        YamlProblem problem = catchThrowableOfType(YamlProblem.class, () -> Yaml.parse(text, "f"));
        return problem.place() + ": " + problem.getMessage();
    }

    private String problem(Path file) {
        YamlProblem problem = catchThrowableOfType(YamlProblem.class, () -> Yaml.parse(file, "f"));
        return problem.place() + ": " + problem.getMessage();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("f"), bytes);
    }

    @Test
    void keys_and_values_know_where_they_stand() throws YamlProblem {
        Node node = Yaml.parse("a: 1\nb:\n  - \"2\"\n  - c: ~\n", "f");

        assertThat(node)
                .isEqualTo(new Node.Mapping(
                        List.of(
                                new Node.Pair("a", at(1, 1), text("1", 1, 4)),
                                new Node.Pair(
                                        "b",
                                        at(2, 1),
                                        new Node.Sequence(
                                                List.of(
                                                        new Node.Scalar("2", true, at(3, 5)),
                                                        new Node.Mapping(
                                                                List.of(new Node.Pair("c", at(4, 5), text("~", 4, 8))),
                                                                at(4, 5))),
                                                at(3, 3)))),
                        at(1, 1)));
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_change_no_place() throws Exception {
        Node plain = Yaml.parse("a: 1\nb: [2, 3]\n", "f");

        assertThat(Yaml.parse("\ufeffa: 1\r\nb: [2, 3]\r\n", "f")).isEqualTo(plain);
        assertThat(Yaml.parse(file("\ufeffa: 1\r\nb: [2, 3]\r\n".getBytes(UTF_8)), "f"))
                .isEqualTo(plain);
    }

    @Test
    void json_is_read_also_when_tabs_indent_it() throws YamlProblem {
        assertThat(Yaml.parse("{\n\t\"a\": [\"\\u00e9\\/\", 1, true],\n\t\"b\": {}\n}\n", "f"))
                .isEqualTo(new Node.Mapping(
                        List.of(
                                new Node.Pair(
                                        "a",
                                        at(2, 2),
                                        new Node.Sequence(
                                                List.of(
                                                        new Node.Scalar("é/", true, at(2, 8)),
                                                        text("1", 2, 20),
                                                        text("true", 2, 23)),
                                                at(2, 7))),
                                new Node.Pair("b", at(3, 2), new Node.Mapping(List.of(), at(3, 7)))),
                        at(1, 1)));
    }

    @Test
    void an_alias_stands_for_what_its_anchor_names() throws YamlProblem {
        Node.Mapping node = (Node.Mapping) Yaml.parse("a: &x { k: 1 }\nb: *x\n", "f");

        assertThat(node.pairs().get(1).value()).isEqualTo(node.pairs().get(0).value());
    }

    @Test
    void a_key_that_stands_twice_is_kept_for_its_reader() throws YamlProblem {
        Node.Mapping node = (Node.Mapping) Yaml.parse("a: 1\na: 2\n", "f");

        assertThat(node.pairs()).extracting(Node.Pair::key).containsExactly("a", "a");
    }

    @Test
    void a_merge_key_in_quotes_is_a_key() throws YamlProblem {
        Node.Mapping node = (Node.Mapping) Yaml.parse("'<<': 1\n", "f");

        assertThat(node.pairs()).extracting(Node.Pair::key).containsExactly("<<");
    }

    @Test
    void a_bomb_of_aliases_is_stopped_before_it_is_expanded() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", List.of(before, before, before, before, before))
                    + ", " + String.join(", ", List.of(before, before, before, before, before)) + "]\n");
        }

        assertThat(problem(bomb.toString()))
                .isEqualTo("f:5:45: up to here the file holds more than 100000 values, anchors expanded");
    }

    @Test
    void anchors_are_used_a_thousand_times_and_no_more() {
        String text = "a: &a 1\nb: [" + "*a , ".repeat(1_001) + "]\n";

        assertThat(problem(text)).isEqualTo("f:2:5005: this is use 1001 of an anchor; wanted at most 1000");
    }

    @Test
    void levels_have_an_end_long_before_the_stack_has() throws YamlProblem {
        assertThat(problem("[".repeat(100_000))).isEqualTo("f:1:65: this lies more than 64 levels deep");
        assertThat(problem("- ".repeat(10_000))).isEqualTo("f:1:129: this lies more than 64 levels deep");
        assertThat(Yaml.parse("[".repeat(63) + "x" + "]".repeat(63), "f")).isInstanceOf(Node.Sequence.class);
    }

    @Test
    void a_file_that_is_no_text_is_told_where_that_shows() throws IOException {
        assertThat(problem(file(new byte[] {'a', '\n', 'b', 0, (byte) 0xff})))
                .isEqualTo("f:2:2: a NUL byte stands here, so this is no text; wanted a YAML file");
        assertThat(problem(file(new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'})))
                .isEqualTo("f:1:4: the byte 0xe4 is no UTF-8; wanted a text file in UTF-8");
        assertThat(problem(file(new byte[] {'a', ':', ' ', (byte) 0xe4})))
                .isEqualTo("f:1:4: the byte 0xe4 is no UTF-8; wanted a text file in UTF-8");
        assertThat(problem("a: \u001b[2J"))
                .isEqualTo("f:1:4: the character U+001B stands here, which is not allowed in YAML;"
                        + " inside double quotes it can be written \\u001b");
    }

    @Test
    void a_line_that_begins_with_a_percent_sign_is_no_format() {
        assertThat(problem("%'\nx: 1\n"))
                .isEqualTo("f:1:2: a line that begins with '%' stands here; directives are not read");
        assertThat(problem("x: 1\n%s\n")).startsWith("f:2:");
        assertThat(problem("%d %n %\n")).startsWith("f:");
    }

    @Test
    void a_large_file_is_refused_and_not_read_on() throws IOException {
        byte[] large = new byte[Yaml.LARGEST + 1];
        Arrays.fill(large, (byte) '#');

        assertThat(problem(file(large))).isEqualTo("f: the file is larger than 1 MiB; scenarios are a few KiB");
        assertThat(problem(new String(large, UTF_8)))
                .isEqualTo("f: the file is larger than 1 MiB; scenarios are a few KiB");
    }

    @Test
    void what_is_no_file_is_told_without_a_line() {
        assertThat(problem(directory.resolve("missing"))).isEqualTo("f: there is no such file");
        assertThat(problem(directory)).isEqualTo("f: this is a directory; wanted a YAML file");
        assertThat(problem(Path.of("/dev/zero"))).isEqualTo("f: this is no regular file; wanted a YAML file");
    }
}
