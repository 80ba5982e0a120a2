package dev.respawn.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A measured time: what is certain at least, and at most, given how often was looked.
 *
 * @param atMost empty when the end was never seen
 */
public record Interval(Duration atLeast, Optional<Duration> atMost) {
    public Interval {
        if (atLeast.isNegative()) {
            throw new IllegalArgumentException("an interval cannot begin below zero: " + atLeast);
        }
        Duration least = atLeast;
        atMost.filter(most -> most.compareTo(least) < 0).ifPresent(most -> {
            throw new IllegalArgumentException(
                    "an interval cannot end (" + most + ") before it begins (" + least + ")");
        });
    }

    /** Between these two. */
    public static Interval between(Duration atLeast, Duration atMost) {
        Duration least = atLeast.isNegative() ? Duration.ZERO : atLeast;
        return new Interval(least, Optional.of(atMost.compareTo(least) < 0 ? least : atMost));
    }

    /** So long at least; the end was not seen. */
    public static Interval moreThan(Duration atLeast) {
        return new Interval(atLeast.isNegative() ? Duration.ZERO : atLeast, Optional.empty());
    }

    /** Whether it certainly took no longer than this. */
    public boolean certainlyWithin(Duration limit) {
        return atMost.isPresent() && atMost.get().compareTo(limit) <= 0;
    }

    /** Whether it certainly took longer than this. */
    public boolean certainlyBeyond(Duration limit) {
        return atLeast.compareTo(limit) > 0;
    }

    /** The outcome of "took no longer than the limit": unproven when the limit lies inside. */
    public Outcome within(Duration limit) {
        return certainlyWithin(limit) ? Outcome.PASSED : certainlyBeyond(limit) ? Outcome.FAILED : Outcome.UNPROVEN;
    }

    /** The outcome of "took no less than the limit": unproven when the limit lies inside. */
    public Outcome noLessThan(Duration limit) {
        if (atLeast.compareTo(limit) >= 0) {
            return Outcome.PASSED;
        }
        return atMost.isPresent() && atMost.get().compareTo(limit) < 0 ? Outcome.FAILED : Outcome.UNPROVEN;
    }

    @Override
    public String toString() {
        String least = Durations.text(atLeast);
        if (atMost.isEmpty()) {
            return "more than " + least;
        }
        String most = Durations.text(atMost.get());
        return atLeast.isZero() ? "at most " + most : least.equals(most) ? most : least + " to " + most;
    }
}
