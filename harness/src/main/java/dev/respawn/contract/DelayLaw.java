package dev.respawn.contract;

import dev.respawn.model.Durations;
import java.time.Duration;

/**
 * How long a supervisor waits from a death to the next start, for deaths in a row.
 *
 * @param first the wait after the first death
 * @param factor by how much each next wait is longer; 1 for a fixed delay
 * @param cap the longest wait
 * @param resetAfter a life of at least this length makes the next wait the first again
 * @param early by how much a start may be seen too early: a death is logged a little after it happened
 * @param slack what the start itself may cost on top
 */
public record DelayLaw(Duration first, int factor, Duration cap, Duration resetAfter, Duration early, Duration slack) {
    public DelayLaw {
        if (first.isNegative() || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException("a delay from " + Durations.exact(first) + " up to a cap of "
                    + Durations.exact(cap) + "; the cap must not be below the first delay");
        }
        if (factor < 1) {
            throw new IllegalArgumentException("a delay factor of " + factor + "; the smallest is 1");
        }
    }

    /** The wait after the n-th death in a row, n from 1. */
    public Duration nominal(int n) {
        Duration delay = first;
        for (int i = 1; i < n && delay.compareTo(cap) < 0; i++) {
            delay = delay.multipliedBy(factor);
            if (factor == 1) {
                break;
            }
        }
        return delay.compareTo(cap) > 0 ? cap : delay;
    }

    /** The shortest lawful time from the n-th death to the start. */
    public Duration earliest(int n) {
        Duration earliest = nominal(n).minus(early);
        return earliest.isNegative() ? Duration.ZERO : earliest;
    }

    /** The longest lawful time from the n-th death to the start. */
    public Duration latest(int n) {
        return nominal(n).plus(slack);
    }
}
