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
 * @param pressed for how long meanwhile the machine had more to do than it could: so much longer the start may take, and twice
 *     as long as the contract allows it at most, so that there is a law on the busiest machine too
 * @param wholly the same without that limit: what lies between the two, nobody can be blamed for
 */
record Terms(DelayLaw law, Set<Integer> places, Duration pressed, Duration wholly) {
    Terms(DelayLaw law, Set<Integer> places, Duration pressed) {
        this(law, places, pressed, pressed);
    }

    Terms {
        places = Set.copyOf(places);
        // Whole milliseconds: limits are told, and nobody reads more.
        pressed = Duration.ofMillis((pressed.compareTo(law.slack()) > 0 ? law.slack() : pressed).toMillis());
    }

    /** The longest that a start may take, wherever in the row it stands. */
    Duration latest() {
        return places.stream().map(this::latest).max(Duration::compareTo).orElseThrow();
    }

    private Duration latest(int n) {
        return law.latest(n).plus(pressed);
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
        return notTooEarly.and(
                notTooLate == Outcome.FAILED
                                && !interval.certainlyBeyond(law.latest(n).plus(wholly))
                        ? Outcome.UNPROVEN
                        : notTooLate);
    }

    /** From when to when it is lawful, in words; on a pressed machine also by how much that is more than was promised. */
    String inWords() {
        String span = Durations.text(earliest()) + " to " + Durations.text(latest());
        // Less is not worth a word: it is below what is told of times.
        return pressed.toMillis() < 1
                ? span
                : span + " (" + Durations.text(pressed) + " of it because the machine was busy for so long)";
    }
}
