package dev.respawn.outlook;

import dev.respawn.engine.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The run's clock beside the wall clock, which a local engine shares. */
record Clocks(Timeline timeline, InstantSource wall) {
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

    // Taken anew each time: a step of the wall clock does not matter then.
    private Duration ahead() {
        return Duration.between(timeline.now(), wall.instant());
    }
}
