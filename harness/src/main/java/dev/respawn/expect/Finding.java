package dev.respawn.expect;

import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the journal proves of a claim.
 *
 * @param reason why, in one sentence
 * @param measured the times that were measured, each with its limit
 * @param evidence the numbers of the entries that show it, in order
 */
public record Finding(String claim, Outcome outcome, String reason, List<Measure> measured, List<Long> evidence) {
    public Finding {
        measured = List.copyOf(measured);
        evidence = evidence.stream().distinct().sorted().toList();
    }

    /**
     * A time that was measured.
     *
     * @param what of what
     * @param limit what it was held against; empty if it is only told
     */
    public record Measure(String what, Interval interval, Optional<Duration> limit) {}

    /** It holds. */
    public static Finding passed(String claim, String reason, List<Long> evidence) {
        return new Finding(claim, Outcome.PASSED, reason, List.of(), evidence);
    }

    /** It does not hold. */
    public static Finding failed(String claim, String reason, List<Long> evidence) {
        return new Finding(claim, Outcome.FAILED, reason, List.of(), evidence);
    }

    /** The journal cannot tell. */
    public static Finding unproven(String claim, String reason, List<Long> evidence) {
        return new Finding(claim, Outcome.UNPROVEN, reason, List.of(), evidence);
    }

    /** The same with a time that was measured. */
    public Finding with(Measure measure) {
        List<Measure> more = new ArrayList<>(measured);
        more.add(measure);
        return new Finding(claim, outcome, reason, more, evidence);
    }
}
