package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.engine.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ClocksTest {
    private static final Duration AHEAD = Duration.ofHours(3);

    private final VirtualTimeline timeline = new VirtualTimeline(World.START);
    private int pauses;

    /** The wall clock; after it was read, the harness may stand still for as long as a garbage collection takes. */
    private final InstantSource wall = () -> {
        Instant now = timeline.now().plus(AHEAD);
        if (pauses-- > 0) {
            timeline.stall(Duration.ofMillis(50));
        }
        return now;
    };

    private final Clocks clocks = new Clocks(timeline, wall);

    @Test
    void a_pause_between_two_readings_moves_no_event() {
        pauses = 1;

        assertThat(clocks.onRunClock(World.START.plus(AHEAD))).isEqualTo(World.START);
    }

    @Test
    void where_every_reading_is_slow_the_error_is_half_of_the_best() {
        pauses = Integer.MAX_VALUE;

        assertThat(clocks.onRunClock(World.START.plus(AHEAD)))
                .isBetween(World.START, World.START.plus(Duration.ofMillis(25)));
    }
}
