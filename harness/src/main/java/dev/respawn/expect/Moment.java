package dev.respawn.expect;

import dev.respawn.model.Interval;
import java.time.Duration;
import java.time.Instant;

/** When something happened on the run's clock, as far as it was seen: not before the one, not after the other. */
public record Moment(Instant earliest, Instant latest) {
    public Moment {
        if (latest.isBefore(earliest)) {
            // Two clocks may disagree by a little; a moment is never less than nothing.
            latest = earliest;
        }
    }

    /** Seen as it happened. */
    public static Moment at(Instant instant) {
        return new Moment(instant, instant);
    }

    /** How long it took from here to there. */
    Interval until(Moment end) {
        return Interval.between(Duration.between(latest, end.earliest), Duration.between(earliest, end.latest));
    }
}
