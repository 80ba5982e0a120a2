package dev.respawn.scenario;

import dev.respawn.model.Durations;
import dev.respawn.probe.Probe;
import java.time.Duration;

/**
 * A probe with a name, asked again and again.
 *
 * @param every from one question to the next, whether the last was answered or not
 * @param timeout an answer that takes longer is a bad one
 * @param inFlight questions that may be unanswered at a time; what is due beyond that is shed
 */
public record Watch(String name, Duration every, Duration timeout, int inFlight, Probe probe) {
    /** How often is asked if nobody says. */
    public static final Duration EVERY_DEFAULT = Duration.ofMillis(10);

    /** How long an answer may take if nobody says. */
    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(1);

    /** How many questions may be unanswered if nobody says: twice what a hang leaves at the default period and timeout. */
    public static final int IN_FLIGHT_DEFAULT = 200;

    public Watch {
        if (every.toNanos() < 1_000_000) {
            throw new IllegalArgumentException(
                    "'" + name + "' is watched every " + Durations.exact(every) + "; the shortest is 1ms");
        }
    }
}
