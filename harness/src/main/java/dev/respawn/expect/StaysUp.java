package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A probe is good all the time in which is disrupted and observed, or for this share of it, or with no longer gap. With
 * neither said, every sample has to be good.
 */
public record StaysUp(String probe, Optional<Double> share, Optional<Duration> longestGap) implements Expectation {
    /** More missing samples than this and nothing is proved. */
    private static final double MISSING_MOST = 0.05;

    /** Where no gap is named, so long may nothing be known of it. */
    private static final Duration HOLE = Duration.ofSeconds(1);

    public StaysUp {
        share.filter(s -> s <= 0 || s > 1).ifPresent(s -> {
            throw new IllegalArgumentException(
                    "a share of " + Share.text(s) + "; wanted more than 0% and at most 100%");
        });
    }

    @Override
    public String claim() {
        String gap = longestGap
                .map(g -> " with no gap longer than " + Durations.exact(g))
                .orElse("");
        return share.map(s -> "'" + probe + "' is good for " + Share.text(s) + " of its samples" + gap)
                .orElse("'" + probe + "' stays up" + gap);
    }

    @Override
    public Optional<String> after() {
        return Optional.empty();
    }

    @Override
    public Duration window() {
        return PerTarget.DEATH;
    }

    @Override
    public Finding check(Evidence evidence) {
        Optional<Entry> began = evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.PhaseBegan phase && phase.phase() == Phase.DISRUPT)
                .findFirst();
        if (began.isEmpty()) {
            return Finding.unproven(claim(), "the run never came to its disruptions", List.of());
        }
        Instant from = began.get().at();
        Instant to = evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.PhaseBegan phase && phase.phase() == Phase.UNDO)
                .map(Entry::at)
                .findFirst()
                .orElse(Lives.observedUntil(evidence));
        List<Samples.Shot> shots = Samples.of(evidence, probe, from, to);
        List<Samples.Shot> known =
                shots.stream().filter(shot -> !shot.sample().missing()).toList();
        if (known.isEmpty()) {
            return Finding.unproven(claim(), "'" + probe + "' was never asked", List.of());
        }
        List<Part> parts = new ArrayList<>();
        parts.add(watched(evidence, shots, known, from, to));
        if (share.isPresent() || longestGap.isEmpty()) {
            parts.add(share(known));
        }
        longestGap.ifPresent(limit -> parts.add(gaps(shots, from, to, limit)));
        return Part.all(claim(), parts);
    }

    private Part watched(
            Evidence evidence, List<Samples.Shot> shots, List<Samples.Shot> known, Instant from, Instant to) {
        // What was cut off by the end says nothing about the time before; a hole there is judged below.
        int end = shots.indexOf(known.get(known.size() - 1)) + 1;
        int missing = end - known.size();
        List<Long> seen =
                List.of(known.get(0).seq(), known.get(known.size() - 1).seq());
        if (missing > end * MISSING_MOST) {
            return Part.unproven(
                    missing + " of " + end + " samples of '" + probe + "' are missing; more than "
                            + Share.text(MISSING_MOST) + " prove nothing",
                    seen);
        }
        Duration longest = Duration.ZERO;
        Instant last = from;
        for (Samples.Shot shot : known) {
            longest = longer(longest, Duration.between(last, shot.sent()));
            last = shot.sent();
        }
        longest = longer(longest, Duration.between(last, to));
        Duration periods = evidence.watches().getOrDefault(probe, Duration.ZERO).multipliedBy(2);
        if (longest.compareTo(longer(HOLE, periods)) > 0) {
            return Part.unproven("nothing is known of '" + probe + "' for " + Durations.text(longest), seen);
        }
        return Part.of(Outcome.PASSED, "'" + probe + "' was asked " + known.size() + " times", seen);
    }

    private Part share(List<Samples.Shot> known) {
        List<Samples.Shot> bad = Samples.bad(known);
        long good = (long) known.size() - bad.size();
        double found = (double) good / known.size();
        double wanted = share.orElse(1.0);
        String text = good + " of " + known.size() + " samples of '" + probe + "' are good";
        List<Long> seen = bad.stream().limit(1).map(Samples.Shot::seq).toList();
        return found >= wanted
                ? Part.of(Outcome.PASSED, text, seen)
                : Part.of(Outcome.FAILED, text + "; wanted " + Share.text(wanted), seen);
    }

    /** Runs of what is not good; missing samples may be bad ones, but need not. */
    private Part gaps(List<Samples.Shot> shots, Instant from, Instant to, Duration limit) {
        Interval longest = Interval.between(Duration.ZERO, Duration.ZERO);
        Outcome outcome = Outcome.PASSED;
        List<Long> seen = new ArrayList<>();
        List<Samples.Shot> run = new ArrayList<>();
        Instant lastGood = from;
        for (Samples.Shot shot : shots) {
            if (!shot.sample().good()) {
                run.add(shot);
                continue;
            }
            boolean hole = Duration.between(lastGood, shot.sent()).compareTo(limit) > 0;
            if (!run.isEmpty() || hole) {
                Interval gap = Samples.outage(Samples.bad(run), lastGood, Optional.of(shot.ended()));
                outcome = outcome.and(gap.within(limit));
                longest = longer(longest, gap);
                run.stream().limit(1).map(Samples.Shot::seq).forEach(seen::add);
                run.clear();
            }
            lastGood = shot.sent();
        }
        if (!run.isEmpty()) {
            List<Samples.Shot> bad = Samples.bad(run);
            // What is only missing at the end hides no more than the rest of the observation; what is bad goes on.
            Interval gap = Samples.outage(bad, lastGood, Optional.of(to).filter(end -> bad.isEmpty()));
            outcome = outcome.and(gap.within(limit));
            longest = longer(longest, gap);
            seen.add(run.get(0).seq());
        }
        String reason = longest.atMost().filter(Duration::isZero).isPresent()
                ? "no gap of '" + probe + "' was seen"
                : "the longest gap of '" + probe + "' is " + longest + "; wanted at most " + Durations.exact(limit);
        return Part.of(outcome, reason, seen)
                .with(new Finding.Measure("longest gap of '" + probe + "'", longest, Optional.of(limit)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Interval longer(Interval one, Interval other) {
        if (one.atMost().isEmpty() || other.atMost().isEmpty()) {
            return new Interval(longer(one.atLeast(), other.atLeast()), Optional.empty());
        }
        return Interval.between(
                longer(one.atLeast(), other.atLeast()),
                longer(one.atMost().get(), other.atMost().get()));
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<StaysUp, String> PROBE =
                Field.wanted("probe", "the probe", Kinds.reference(Reading.Space.PROBE), StaysUp::probe);
        private static final Field<StaysUp, Optional<Double>> SHARE =
                Field.maybe("share", "how many of its samples are good at least", Share.KIND, StaysUp::share);
        private static final Field<StaysUp, Optional<Duration>> LONGEST_GAP = Field.maybe(
                "longest-gap", "the longest time without a good answer", Kinds.DURATION, StaysUp::longestGap);

        @Override
        public Word<StaysUp> word() {
            return Word.of(
                    "stays-up",
                    "a probe is good from the first disruption to the end of the observation",
                    StaysUp.class,
                    v -> new StaysUp(v.get(PROBE), v.get(SHARE), v.get(LONGEST_GAP)),
                    PROBE,
                    SHARE,
                    LONGEST_GAP);
        }
    }
}
