package dev.respawn.healer;

import dev.respawn.model.Durations;
import java.time.Duration;

/**
 * How long the healer waits before it does something about a trouble, for troubles in a row.
 *
 * @param first the wait at the first trouble
 * @param factor by how much each next wait is longer
 * @param cap the longest wait
 * @param jitter up to which share of the wait is added to it by chance, so that many do not start at once; never taken away
 * @param resetAfter a life of at least this length makes the next trouble the first again
 * @param giveUp after how many starts in a row it gives up; 0 for never
 */
public record Law(Duration first, int factor, Duration cap, double jitter, Duration resetAfter, int giveUp) {
    /** The engine says that somebody asked for a stop only after it says that the container died. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private static final int FACTOR_MOST = 100;

    public Law {
        if (first.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("'first' is " + Durations.exact(first) + "; the shortest is "
                    + Durations.exact(SHORTEST) + ", since a stop is told only after the death that it caused");
        }
        if (cap.compareTo(first) < 0) {
            throw new IllegalArgumentException("'cap' is " + Durations.exact(cap)
                    + ", which is shorter than 'first' with " + Durations.exact(first));
        }
        if (factor < 1 || factor > FACTOR_MOST) {
            throw new IllegalArgumentException("'factor' is " + factor + "; wanted 1 to " + FACTOR_MOST);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("'jitter' is " + jitter + "; wanted 0% to 100%");
        }
        if (resetAfter.isNegative() || resetAfter.isZero()) {
            throw new IllegalArgumentException(
                    "'reset-after' is 0s, so that no trouble would ever be the second in a row");
        }
        if (giveUp < 0) {
            throw new IllegalArgumentException(
                    "'give-up' is " + giveUp + "; wanted a number of starts, or 0 for never");
        }
    }

    /**
     * The wait at the n-th trouble in a row, n from 1.
     *
     * @param chance from 0 to 1
     */
    Duration delay(int n, double chance) {
        Duration wait = first;
        for (int i = 1; i < n && factor > 1 && wait.compareTo(cap) < 0; i++) {
            wait = wait.multipliedBy(factor);
        }
        wait = wait.compareTo(cap) > 0 ? cap : wait;
        return wait.plusNanos((long) (wait.toNanos() * jitter * chance));
    }

    /** Whether nothing is done any more about the n-th trouble in a row. */
    boolean givesUpAt(int n) {
        return giveUp > 0 && n > giveUp;
    }
}
