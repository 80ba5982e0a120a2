package dev.respawn.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.EngineClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HostClockTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final HostClock BEFORE = HostClock.read(BEGIN, BEGIN.plusSeconds(3), EngineClock.SAME);

    private static HostClock later(Duration run, Duration machine, EngineClock engine) {
        return HostClock.read(BEGIN.plus(run), BEGIN.plusSeconds(3).plus(machine), engine);
    }

    @Test
    void a_clock_that_was_set_shows_by_how_much_and_which_way() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(later(minute, minute.plusHours(1), EngineClock.SAME).setSince(BEFORE))
                .contains(Duration.ofHours(1));
        assertThat(later(minute, minute.minusHours(1), EngineClock.SAME).setSince(BEFORE))
                .contains(Duration.ofHours(-1));
    }

    @Test
    void a_clock_that_is_brought_right_by_and_by_was_not_set() {
        Duration hour = Duration.ofHours(1);
        // 500 ppm of an hour, and what lies between two readings.
        assertThat(later(hour, hour.plusMillis(1_900), EngineClock.SAME).setSince(BEFORE))
                .isEmpty();
        assertThat(later(hour, hour.minusMillis(1_901), EngineClock.SAME).setSince(BEFORE))
                .contains(Duration.ofMillis(-1_901));
    }

    @Test
    void what_is_not_known_of_a_clock_elsewhere_is_not_held_against_it() {
        Duration minute = Duration.ofMinutes(1);
        EngineClock away = new EngineClock(Duration.ofMillis(500), Duration.ofMillis(400));
        assertThat(later(minute, minute, away).setSince(BEFORE)).isEmpty();
        assertThat(later(minute, minute, new EngineClock(Duration.ofMillis(500), Duration.ofMillis(10)))
                        .setSince(BEFORE))
                .contains(Duration.ofMillis(500));
    }

    @Test
    void an_engine_whose_clock_is_set_together_with_this_machines_was_set() {
        HostClock before = HostClock.read(BEGIN, BEGIN, new EngineClock(Duration.ofSeconds(2), Duration.ZERO));
        HostClock after = HostClock.read(
                BEGIN.plusSeconds(60), BEGIN.plusSeconds(120), new EngineClock(Duration.ofSeconds(2), Duration.ZERO));
        assertThat(after.setSince(before)).contains(Duration.ofMinutes(1));
        // Only this machine's: then the engine's shows a minute less than that, and ran on evenly.
        HostClock elsewhere = HostClock.read(
                BEGIN.plusSeconds(60), BEGIN.plusSeconds(120), new EngineClock(Duration.ofSeconds(-58), Duration.ZERO));
        assertThat(elsewhere.setSince(before)).isEmpty();
    }
}
