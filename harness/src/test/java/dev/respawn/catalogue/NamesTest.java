package dev.respawn.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void a_slip_of_the_finger_is_recognised() {
        assertThat(Names.nearest("crahs", List.of("crash", "start"))).contains("crash");
        assertThat(Names.nearest("crsh", List.of("crash", "start"))).contains("crash");
        assertThat(Names.nearest("crashh", List.of("crash", "start"))).contains("crash");
        assertThat(Names.nearest("stort", List.of("crash", "start"))).contains("start");
    }

    @Test
    void what_resembles_nothing_is_not_guessed() {
        assertThat(Names.nearest("explode", List.of("crash", "start"))).isEmpty();
        assertThat(Names.nearest("ab", List.of("xy"))).isEmpty();
    }

    @Test
    void an_unknown_name_is_told_with_all_that_are_known() {
        assertThat(Names.unknown("fault", "crahs", List.of("start", "crash")))
                .isEqualTo("no fault is named 'crahs' (did you mean 'crash'?); these are: crash, start");
        assertThat(Names.unknown("probe", "\u001b[2J", List.of()))
                .isEqualTo("no probe is named '\\u001b[2J'; there are none");
    }
}
