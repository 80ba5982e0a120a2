package dev.respawn.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VeilTest {
    private final Veil veil = new Veil(new byte[] {1});

    @Test
    void under_one_veil_equal_values_look_equal_and_others_do_not() {
        assertThat(veil.over("secret")).isEqualTo(veil.over("secret")).isNotEqualTo(veil.over("Secret"));
        assertThat(veil.over("")).isNotEqualTo(veil.over(" "));
    }

    // Whoever could guess the password could otherwise see that he had guessed it.
    @Test
    void under_another_veil_they_look_otherwise() {
        assertThat(Veil.fresh().over("secret"))
                .isNotEqualTo(Veil.fresh().over("secret"))
                .doesNotContain("secret");
    }

    @Test
    void what_is_under_one_is_known_for_it() {
        assertThat(Veil.isOver(veil.over("secret"))).isTrue();
        assertThat(Veil.isOver("secret")).isFalse();
    }
}
