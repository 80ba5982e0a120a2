package dev.respawn.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void foreign_text_stays_on_its_line() {
        assertThat(Text.shown("a\nb\r\u001b[31m\u202e\u2028é😀")).isEqualTo("a\\nb\\u000d\\u001b[31m\\u202e\\u2028é😀");
    }

    @Test
    void long_text_is_cut_between_characters() {
        assertThat(Text.shown("😀".repeat(80))).isEqualTo("😀".repeat(80));
        assertThat(Text.shown("😀".repeat(81))).isEqualTo("😀".repeat(80) + "…");
    }
}
