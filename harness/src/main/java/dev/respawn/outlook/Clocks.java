package dev.respawn.outlook;

import dev.respawn.engine.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The run's clock beside the wall clock, which a local engine shares. */
record Clocks(Timeline timeline, InstantSource wall) {
    /** How long one reading of both may take without being repeated. */
    private static final Duration READING_GOOD = Duration.ofMillis(1);

    private static final int READINGS_MOST = 5;

    Instant now() {
        return timeline.now();
    }

    /** A time of the engine's on the run's clock. */
    Instant onRunClock(Instant engineTime) {
        return engineTime.minus(ahead());
    }

    /** What the engine's clock shows now. */
    Instant engineNow() {
        return wall.instant();
    }

    // Taken anew each time: a step of the wall clock does not matter then. A pause between the two readings would move
    // an event out of its witness, so the one clock is read on both sides of the other.
    private Duration ahead() {
        Duration best = Duration.ZERO;
        Duration least = Duration.ofNanos(Long.MAX_VALUE);
        for (int reading = 0; reading < READINGS_MOST && least.compareTo(READING_GOOD) > 0; reading++) {
            Instant before = timeline.now();
            Instant there = wall.instant();
            Duration took = Duration.between(before, timeline.now());
            if (took.compareTo(least) < 0) {
                least = took;
                best = Duration.between(before.plus(took.dividedBy(2)), there);
            }
        }
        return best;
    }
}
