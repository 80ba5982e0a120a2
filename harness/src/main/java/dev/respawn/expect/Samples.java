package dev.respawn.expect;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Interval;
import dev.respawn.model.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The samples of one probe in the order in which they were asked. */
final class Samples {
    /** One sample and its entry. */
    record Shot(Sample sample, long seq) {
        Instant sent() {
            return sample.sent();
        }

        Instant ended() {
            return sample.ended();
        }
    }

    private Samples() {}

    /** Those of which something is known at or after {@code from} and before {@code to}. */
    static List<Shot> of(Evidence evidence, String probe, Instant from, Instant to) {
        List<Shot> shots = new ArrayList<>();
        for (Entry entry : evidence.entries()) {
            if (entry.event() instanceof Event.Sampled sampled
                    && sampled.probe().equals(probe)
                    && !sampled.sample().ended().isBefore(from)
                    && sampled.sample().sent().isBefore(to)) {
                shots.add(new Shot(sampled.sample(), entry.seq()));
            }
        }
        shots.sort(Comparator.comparing(Shot::sent).thenComparing(Shot::seq));
        return shots;
    }

    /** The last good one that was asked before this. */
    static Optional<Shot> lastGoodBefore(Evidence evidence, String probe, Instant before) {
        return of(evidence, probe, Instant.MIN, before).stream()
                .filter(shot -> shot.sample().good())
                .reduce((first, second) -> second);
    }

    static List<Shot> bad(List<Shot> shots) {
        return shots.stream().filter(shot -> shot.sample().bad()).toList();
    }

    /**
     * How long it was bad: between the last bad and the first bad, at most between the good ones around them. The ends of
     * each answer are taken so that the truth lies inside.
     *
     * @param lastGood when it may still have been well, before
     * @param firstGood when it was certainly well again; empty if that was not seen
     */
    static Interval outage(List<Shot> bad, Instant lastGood, Optional<Instant> firstGood) {
        Instant first =
                bad.stream().map(Shot::ended).min(Comparator.naturalOrder()).orElse(lastGood);
        Instant last =
                bad.stream().map(Shot::sent).max(Comparator.naturalOrder()).orElse(lastGood);
        Duration least = Duration.between(first, last);
        return firstGood
                .map(good -> Interval.between(least, Duration.between(lastGood, good)))
                .orElseGet(() -> Interval.moreThan(least));
    }
}
