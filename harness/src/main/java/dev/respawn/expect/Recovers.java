package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A probe is good again in this time after a disruption, and stays so for a while: a crash loop's flash of life is no
 * recovery. Where the outage itself is claimed it must have lasted so long at least; otherwise none at all is as good.
 *
 * @param disruption empty for the first one
 * @param steady how long it has to stay good without a hole
 * @param atLeast the shortest outage that has to be seen; empty if there need be none
 */
public record Recovers(
        String probe, Optional<String> disruption, Duration within, Duration steady, Optional<Duration> atLeast)
        implements Expectation {
    /** How long it has to stay good if nobody says. */
    public static final Duration STEADY_DEFAULT = Duration.ofSeconds(1);

    /**
     * A hole between two good answers may be this part of the steady time: a busy machine asks late, and what lies in a
     * hole is no longer than the hole. A bad answer is never bridged.
     */
    private static final int HOLE = 4;

    public Recovers {
        Duration most = within;
        atLeast.filter(least -> least.compareTo(most) > 0).ifPresent(least -> {
            throw new IllegalArgumentException("'recovers' wants an outage of at least " + Durations.exact(least)
                    + " and at most " + Durations.exact(most) + "; make 'at-least' the shorter one");
        });
    }

    /** After the first disruption, and steady for the usual time. */
    public Recovers(String probe, Duration within) {
        this(probe, Optional.empty(), within, STEADY_DEFAULT, Optional.empty());
    }

    @Override
    public String claim() {
        return "'" + probe + "' "
                + atLeast.map(least -> "is not good for at least " + Durations.exact(least) + ", and ")
                        .orElse("") + "recovers within " + Durations.exact(within)
                + disruption.map(name -> " after '" + name + "'").orElse("") + ", and stays good for "
                + Durations.exact(steady);
    }

    @Override
    public Optional<String> after() {
        return disruption;
    }

    @Override
    public Duration window() {
        return within.plus(steady).plus(PerTarget.DEATH);
    }

    @Override
    public Finding check(Evidence evidence) {
        Arrivals arrivals = Arrivals.of(evidence);
        Optional<String> name = disruption.or(arrivals::first);
        if (name.isEmpty()) {
            return Finding.unproven(claim(), "nothing was injected, so there was nothing to recover from", List.of());
        }
        List<Arrivals.Arrival> all = arrivals.of(name.get());
        if (all.isEmpty()) {
            return Finding.unproven(
                    claim(), "the plan has no disruption '" + name.get() + "' of any target", List.of());
        }
        List<Long> seqs =
                all.stream().flatMap(arrival -> arrival.evidence().stream()).toList();
        Optional<Arrivals.Arrival> lost =
                all.stream().filter(arrival -> !arrival.arrived()).findFirst();
        if (lost.isPresent()) {
            return Finding.unproven(claim(), lost.get().why(), seqs);
        }
        Instant fault = all.stream()
                .map(Arrivals.Arrival::since)
                .min(Instant::compareTo)
                .orElseThrow();
        return Part.all(claim(), List.of(judge(evidence, fault).seenIn(seqs)));
    }

    private Part judge(Evidence evidence, Instant fault) {
        Instant until = Lives.observedUntil(evidence);
        List<Samples.Shot> shots = Samples.of(evidence, probe, fault, until);
        if (shots.stream().allMatch(shot -> shot.sample().missing())) {
            return Part.unproven(
                    "'" + probe + "' was not asked after the fault"
                            + (shots.isEmpty() ? "" : "; all samples are missing"),
                    List.of());
        }
        Duration every = evidence.watches().getOrDefault(probe, Duration.ofSeconds(1));
        int firstBad = -1;
        for (int i = 0; i < shots.size() && firstBad < 0; i++) {
            if (shots.get(i).sample().bad()) {
                firstBad = i;
            }
        }
        return firstBad < 0 ? neverBad(shots, fault, every) : outage(evidence, shots, firstBad, fault, every);
    }

    private Part outage(Evidence evidence, List<Samples.Shot> shots, int firstBad, Instant fault, Duration every) {
        Instant lastGood = Samples.lastGoodBefore(
                        evidence, probe, shots.get(firstBad).sent())
                .map(Samples.Shot::sent)
                .filter(sent -> sent.isAfter(fault))
                .orElse(fault);
        int steadyFrom = steadyFrom(shots, firstBad, every);
        List<Samples.Shot> bad = Samples.bad(shots.subList(firstBad, steadyFrom < 0 ? shots.size() : steadyFrom));
        Optional<Instant> good = steadyFrom < 0
                ? Optional.empty()
                : Optional.of(shots.get(steadyFrom).ended());
        Interval interval = Samples.outage(bad, lastGood, good);
        List<Long> seen = new ArrayList<>(
                List.of(bad.get(0).seq(), bad.get(bad.size() - 1).seq()));
        good.ifPresent(instant -> seen.add(shots.get(steadyFrom).seq()));
        Outcome outcome = interval.within(within);
        if (outcome == Outcome.PASSED && longEnough(interval) != Outcome.PASSED) {
            return tooShort(interval, "'" + probe + "' was bad for " + interval, seen);
        }
        String reason = switch (outcome) {
            case PASSED -> "'" + probe + "' was bad for " + interval + ", then good for " + Durations.exact(steady);
            case FAILED -> "'" + probe + "' was bad for " + interval + "; wanted at most " + Durations.exact(within);
            case UNPROVEN ->
                good.isEmpty()
                        ? "'" + probe + "' was bad for " + interval + ", and was not seen good for "
                                + Durations.exact(steady) + " without a hole afterwards"
                        : "'" + probe + "' was bad for " + interval + ", and the limit of "
                                + Durations.exact(within) + " lies inside; asked every "
                                + Durations.exact(every) + ", a shorter period would decide it";
        };
        return Part.of(outcome, reason, seen)
                .with(new Finding.Measure("outage of '" + probe + "'", interval, Optional.of(within)));
    }

    private Outcome longEnough(Interval outage) {
        return atLeast.map(outage::noLessThan).orElse(Outcome.PASSED);
    }

    private Part tooShort(Interval outage, String seenAs, List<Long> seen) {
        Duration least = atLeast.orElseThrow();
        Outcome outcome = longEnough(outage);
        return Part.of(
                        outcome,
                        seenAs + "; wanted at least " + Durations.exact(least)
                                + (outcome == Outcome.UNPROVEN ? ", and that limit lies inside" : ""),
                        seen)
                .with(new Finding.Measure("outage of '" + probe + "'", outage, Optional.of(within)));
    }

    /** The first good one from which it is good, without a hole, for the steady time; -1 if there is none. */
    private int steadyFrom(List<Samples.Shot> shots, int firstBad, Duration every) {
        Duration hole = hole(every);
        int from = -1;
        int before = -1;
        for (int i = firstBad; i < shots.size(); i++) {
            Samples.Shot shot = shots.get(i);
            if (shot.sample().missing()) {
                continue;
            }
            if (shot.sample().bad()) {
                from = -1;
                continue;
            }
            boolean near = from >= 0
                    && Duration.between(shots.get(before).sent(), shot.sent()).compareTo(hole) <= 0;
            if (!near) {
                from = i;
            }
            before = i;
            if (Duration.between(shots.get(from).ended(), shot.sent()).compareTo(steady) >= 0) {
                return from;
            }
        }
        return -1;
    }

    private Duration hole(Duration every) {
        Duration share = steady.dividedBy(HOLE);
        Duration two = every.multipliedBy(2);
        return share.compareTo(two) > 0 ? share : two;
    }

    /** Nothing bad was seen; but was there anything to see it with, all the time in which it had to be? */
    private Part neverBad(List<Samples.Shot> shots, Instant fault, Duration every) {
        Instant end = fault.plus(within).plus(steady);
        Instant asked = fault;
        Duration longest = Duration.ZERO;
        List<Long> seen = new ArrayList<>();
        for (Samples.Shot shot : shots) {
            if (shot.sent().isAfter(end)) {
                break;
            }
            if (shot.sample().missing()) {
                continue;
            }
            Duration gap = Duration.between(asked, shot.ended());
            longest = gap.compareTo(longest) > 0 ? gap : longest;
            asked = shot.sent().isAfter(asked) ? shot.sent() : asked;
            if (seen.isEmpty()) {
                seen.add(shot.seq());
            }
        }
        if (Duration.between(asked, end).compareTo(hole(every)) > 0) {
            return Part.unproven(
                    "'" + probe + "' was never seen bad, but was asked only for "
                            + Durations.text(Duration.between(fault, asked)) + " after the fault; wanted "
                            + Durations.text(within.plus(steady)),
                    seen);
        }
        Interval interval = Interval.between(Duration.ZERO, longest);
        Outcome outcome = interval.within(within);
        if (outcome == Outcome.PASSED && longEnough(interval) != Outcome.PASSED) {
            return tooShort(
                    interval,
                    "'" + probe + "' was never seen bad, and from one good answer to the next it was at most "
                            + Durations.text(longest),
                    seen);
        }
        return Part.of(
                        outcome,
                        "'" + probe + "' was never seen bad, so any outage was shorter than one period: "
                                + Durations.exact(every) + " as planned, at most " + Durations.text(longest)
                                + " from one good answer to the next"
                                + (outcome == Outcome.UNPROVEN
                                        ? ", and an outage beyond the limit may lie between"
                                        : ""),
                        seen)
                .with(new Finding.Measure("outage of '" + probe + "'", interval, Optional.of(within)));
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<Recovers, String> PROBE =
                Field.wanted("probe", "the probe", Kinds.reference(Reading.Space.PROBE), Recovers::probe);
        private static final Field<Recovers, Optional<String>> AFTER = Field.maybe(
                "after",
                "the disruption; left out, the first",
                Kinds.reference(Reading.Space.DISRUPTION),
                Recovers::disruption);
        private static final Field<Recovers, Duration> WITHIN =
                Field.wanted("within", "the longest outage", Kinds.DURATION, Recovers::within);
        private static final Field<Recovers, Duration> STEADY = Field.orElse(
                "steady", "how long it has to stay good", Kinds.DURATION, Recovers::steady, STEADY_DEFAULT);
        private static final Field<Recovers, Optional<Duration>> AT_LEAST = Field.maybe(
                "at-least",
                "the shortest outage that has to be seen; left out, there need be none",
                Kinds.DURATION,
                Recovers::atLeast);

        @Override
        public Word<Recovers> word() {
            return Word.of(
                    "recovers",
                    "a probe is good again after a disruption, and stays so",
                    Recovers.class,
                    v -> new Recovers(v.get(PROBE), v.get(AFTER), v.get(WITHIN), v.get(STEADY), v.get(AT_LEAST)),
                    PROBE,
                    AFTER,
                    WITHIN,
                    STEADY,
                    AT_LEAST);
        }
    }
}
