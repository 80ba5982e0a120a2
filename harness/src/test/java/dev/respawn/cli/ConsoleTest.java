package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void results_and_progress_go_to_streams_of_their_own() {
        Console console = console(false);

        console.result("a result");
        console.progress("progress");

        assertThat(out).hasToString("a result\n");
        assertThat(err).hasToString("progress\n");
    }

    @Test
    void a_terminal_obeys_no_foreign_text() {
        Console console = console(true);

        console.result("\u001b[2J\u202eevil\u200f\u0007\r\ttext\nand a line, ü 💥 %s");
        console.progress("\u009b31m");

        assertThat(out).hasToString("\\u001b[2J\\u202eevil\\u200f\\u0007\\u000d\\u0009text\\nand a line, ü 💥 %s\n");
        assertThat(err).hasToString("\\u009b31m\n");
    }

    @Test
    void a_line_of_a_megabyte_is_cut_and_a_broken_character_is_spelled_out() {
        Console console = console(false);

        console.result("x".repeat(1 << 20));
        console.progress("\ud800\u2028PASSED");

        assertThat(out).hasToString("x".repeat(4_000) + "… (1044576 more characters)\n");
        assertThat(err).hasToString("\\ud800\\u2028PASSED\n");
    }

    @Test
    void an_outcome_has_a_colour_beside_its_word_only_where_colours_are_wanted() {
        assertThat(console(false).word(Outcome.PASSED)).isEqualTo("PASSED  ");
        assertThat(console(true).word(Outcome.PASSED)).isEqualTo("\u001b[32mPASSED  \u001b[0m");
        assertThat(console(true).word(Outcome.UNPROVEN)).isEqualTo("\u001b[33mUNPROVEN\u001b[0m");
        assertThat(console(true).word(Outcome.FAILED)).isEqualTo("\u001b[31mFAILED  \u001b[0m");
    }

    private Console console(boolean coloured) {
        return new Console(new PrintWriter(out, true), new PrintWriter(err, true), coloured);
    }
}
