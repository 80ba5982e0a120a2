package dev.respawn.docker;

import dev.respawn.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How an engine's clock stands to this machine's.
 *
 * @param ahead by how much it shows more; zero if it may well be the same
 * @param error by how much that may be wrong, either way
 */
public record EngineClock(Duration ahead, Duration error) {
    /** The same clock, as far as is known. */
    public static final EngineClock SAME = new EngineClock(Duration.ZERO, Duration.ZERO);

    private static final int QUESTIONS = 5;

    /** Asks for it, and believes the quickest answer. Behind a socket of this machine it is the same clock. */
    public static EngineClock of(Door door) throws EngineException, InterruptedException {
        if (door.access().local()) {
            return SAME;
        }
        EngineClock best = asked(door, InstantSource.system());
        for (int question = 1; question < QUESTIONS; question++) {
            EngineClock next = asked(door, InstantSource.system());
            best = next.error().compareTo(best.error()) < 0 ? next : best;
        }
        return best.ahead().abs().compareTo(best.error()) <= 0 ? new EngineClock(Duration.ZERO, best.error()) : best;
    }

    /** What it shows lies between the question and the answer, and nobody knows where. */
    static EngineClock asked(Door door, InstantSource ours) throws EngineException, InterruptedException {
        Instant before = ours.instant();
        Instant there = door.describe().time();
        Duration half = Duration.between(before, ours.instant()).dividedBy(2);
        return new EngineClock(Duration.between(before.plus(half), there), half);
    }

    /** For people. */
    public String text() {
        String give = ", give or take "
                + Durations.text(error.plusMillis(1).truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        return ahead.isZero()
                ? "the same as this machine's" + give
                : Durations.text(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead of") + " this machine's"
                        + give;
    }
}
