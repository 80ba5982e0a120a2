package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Sample;
import dev.respawn.scenario.When;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObservedTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Observed observed = new Observed((watch, sample) -> {});

    @Test
    void what_says_the_same_for_long_enough_holds() {
        good(0);
        good(900);
        assertThat(holds(When.Says.GOOD, 1_000)).isFalse();
        good(1_000);
        assertThat(holds(When.Says.GOOD, 1_000)).isTrue();
        assertThat(holds(When.Says.BAD, 0)).isFalse();
    }

    @Test
    void what_says_otherwise_begins_anew() {
        good(0);
        good(1_000);
        bad(1_100);

        assertThat(holds(When.Says.BAD, 0)).isTrue();
        assertThat(holds(When.Says.BAD, 1)).isFalse();
        assertThat(holds(When.Says.GOOD, 0)).isFalse();
    }

    @Test
    void one_answer_that_comes_late_is_no_row_of_its_own() {
        good(100);
        good(1_900);
        // Sent first, and over only when its time was up.
        bad(0);

        assertThat(holds(When.Says.BAD, 0)).isFalse();
        assertThat(holds(When.Says.GOOD, 1_800)).isTrue();
    }

    @Test
    void one_answer_that_comes_late_and_says_otherwise_breaks_the_row_it_falls_into() {
        good(0);
        good(1_900);
        bad(1_000);
        assertThat(holds(When.Says.GOOD, 0)).isTrue();
        assertThat(holds(When.Says.GOOD, 1)).isFalse();

        good(2_000);
        assertThat(holds(When.Says.GOOD, 100)).isTrue();
        assertThat(holds(When.Says.GOOD, 101)).isFalse();
    }

    @Test
    void one_answer_that_comes_late_and_says_the_same_changes_nothing() {
        good(100);
        good(1_900);
        good(0);

        assertThat(holds(When.Says.GOOD, 1_800)).isTrue();
        assertThat(holds(When.Says.GOOD, 1_801)).isFalse();
    }

    @Test
    void what_nobody_saw_breaks_a_row() {
        good(0);
        good(1_000);
        take(1_100, new Sample.Missing("shed"));

        assertThat(holds(When.Says.GOOD, 0)).isFalse();
    }

    private void good(long sent) {
        take(sent, new Sample.Good());
    }

    private void bad(long sent) {
        take(sent, new Sample.Bad("no answer"));
    }

    private void take(long sent, Sample.State state) {
        Instant at = START.plusMillis(sent);
        observed.take("home", new Sample(at, at, at.plusMillis(5), state));
    }

    private boolean holds(When.Says is, long steady) {
        return observed.holds(
                new When.Once("home", is, Duration.ofMillis(steady), Optional.empty(), Duration.ofMinutes(1)), START);
    }
}
