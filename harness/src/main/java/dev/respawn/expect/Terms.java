package dev.respawn.expect;

import dev.respawn.contract.DelayLaw;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a law of delays says of one start.
 *
 * @param places which trouble in a row it comes after; several if it cannot be told
 * @param pressed for how long meanwhile the machine had more to do than it could
 */
record Terms(DelayLaw law, Set<Integer> places, Duration pressed) {
    Terms {
        places = Set.copyOf(places);
    }

    /**
     * By how much a start may take longer because the machine was busy: by all of it, and twice as long as the contract allows it
     * at most, so that there is a law on the busiest machine too. In whole milliseconds, which is what is told of times.
     */
    private Duration widened() {
        return Duration.ofMillis((pressed.compareTo(law.slack()) > 0 ? law.slack() : pressed).toMillis());
    }

    /** The longest that a start may take, wherever in the row it stands. */
    Duration latest() {
        return places.stream().map(this::latest).max(Duration::compareTo).orElseThrow();
    }

    private Duration latest(int n) {
        return law.latest(n).plus(widened());
    }

    /** The shortest that it may take, likewise. */
    Duration earliest() {
        return places.stream().map(law::earliest).min(Duration::compareTo).orElseThrow();
    }

    /** Whether a start after so long is lawful at each of the places in the row. */
    Outcome lawful(Interval interval) {
        Set<Outcome> outcomes = new LinkedHashSet<>();
        places.forEach(n -> outcomes.add(lawful(n, interval)));
        return outcomes.size() == 1 ? outcomes.iterator().next() : Outcome.UNPROVEN;
    }

    private Outcome lawful(int n, Interval interval) {
        Duration earliest = law.earliest(n);
        Outcome notTooEarly = interval.atLeast().compareTo(earliest) >= 0
                ? Outcome.PASSED
                : interval.atMost().filter(most -> most.compareTo(earliest) < 0).isPresent()
                        ? Outcome.FAILED
                        : Outcome.UNPROVEN;
        Outcome notTooLate = interval.within(latest(n));
        // What a busy machine explains wholly, nobody can be blamed for.
        boolean explained = !interval.certainlyBeyond(law.latest(n).plus(pressed));
        return notTooEarly.and(notTooLate == Outcome.FAILED && explained ? Outcome.UNPROVEN : notTooLate);
    }

    /** From when to when it is lawful, in words; on a pressed machine also by how much that is more than was promised. */
    String inWords() {
        String span = Durations.text(earliest()) + " to " + Durations.text(latest());
        return widened().isZero()
                ? span
                : span + " (" + Durations.text(widened()) + " of it because the machine was busy for so long)";
    }
}
