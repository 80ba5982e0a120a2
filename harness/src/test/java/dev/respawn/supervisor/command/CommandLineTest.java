package dev.respawn.supervisor.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void words_end_at_blanks_and_quotes_keep_them() {
        CommandLine line = CommandLine.parse("./heal  --every '1 s'\t\"it's\" a'b 'c --contract \"my contract.yaml\"");

        assertThat(line.words()).containsExactly("./heal", "--every", "1 s", "it's", "ab c");
        assertThat(line.contract()).isEqualTo("my contract.yaml");
    }

    @Test
    void an_empty_word_in_quotes_is_a_word() {
        assertThat(CommandLine.parse("heal '' --contract c").words()).containsExactly("heal", "");
    }

    @Test
    void what_a_shell_would_obey_is_only_text() {
        assertThat(CommandLine.parse("heal $(reboot) `reboot` ;reboot >f * a\\b\\ --contract c")
                        .words())
                .containsExactly("heal", "$(reboot)", "`reboot`", ";reboot", ">f", "*", "a\\b\\");
    }

    @Test
    void the_last_contract_is_the_harness_s_and_one_before_is_the_program_s() {
        CommandLine line = CommandLine.parse("heal --contract theirs --contract ours");

        assertThat(line.words()).containsExactly("heal", "--contract", "theirs");
        assertThat(line.contract()).isEqualTo("ours");
    }

    @Test
    void without_a_contract_it_is_refused() {
        refused(
                "./heal --fast",
                "supervisor 'command:./heal --fast' does not name its contract;"
                        + " wanted command:PROGRAM ARGUMENT… --contract FILE");
        refused(
                "./heal --contract",
                "supervisor 'command:./heal --contract' does not name its contract;"
                        + " wanted command:PROGRAM ARGUMENT… --contract FILE");
        refused(
                "./heal --contract c more",
                "supervisor 'command:./heal --contract c more' does not name its contract;"
                        + " wanted command:PROGRAM ARGUMENT… --contract FILE");
    }

    @Test
    void without_a_program_it_is_refused() {
        refused(
                "--contract c",
                "supervisor 'command:--contract c' does not name a program;"
                        + " wanted command:PROGRAM ARGUMENT… --contract FILE");
    }

    @Test
    void an_open_quote_is_refused() {
        refused(
                "heal 'it --contract c",
                "supervisor 'command:heal 'it --contract c' opens a quote and does not close it");
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> CommandLine.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
