package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Shape;
import dev.respawn.catalogue.Word;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Every target of a disruption died after it, with this exit code.
 *
 * @param took how long it took from the injection to the death
 * @param within the longest it may take from the injection to the death; empty for no limit, in which case a death is
 *     waited for until {@link #PATIENCE} after the injection was done
 */
public record Exits(String disruption, int with, Optional<Took> took, Optional<Duration> within)
        implements Expectation {
    /** How long a death is waited for if nobody says. An injection is done when its witness was seen, which is mostly the death. */
    public static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How long it took, at least and at most. */
    public record Took(Optional<Duration> atLeast, Optional<Duration> atMost) {
        private static final Field<Took, Optional<Duration>> AT_LEAST =
                Field.maybe("at-least", "the shortest it may take", Kinds.DURATION, Took::atLeast);
        private static final Field<Took, Optional<Duration>> AT_MOST =
                Field.maybe("at-most", "the longest it may take", Kinds.DURATION, Took::atMost);
        static final Shape<Took> SHAPE =
                Shape.of("'took'", v -> new Took(v.get(AT_LEAST), v.get(AT_MOST)), AT_LEAST, AT_MOST);

        public Took {
            if (atLeast.isEmpty() && atMost.isEmpty()) {
                throw new IllegalArgumentException("'took' says nothing; add at-least, at-most or both");
            }
            if (atLeast.isPresent() && atMost.isPresent() && atMost.get().compareTo(atLeast.get()) < 0) {
                throw new IllegalArgumentException("'took' wants at least " + Durations.exact(atLeast.get())
                        + " and at most " + Durations.exact(atMost.get()) + ", which nothing can be");
            }
        }

        private Outcome of(Interval interval) {
            Outcome least = atLeast.map(min -> interval.atLeast().compareTo(min) >= 0
                            ? Outcome.PASSED
                            : interval.atMost()
                                            .filter(most -> most.compareTo(min) < 0)
                                            .isPresent()
                                    ? Outcome.FAILED
                                    : Outcome.UNPROVEN)
                    .orElse(Outcome.PASSED);
            return least.and(atMost.map(interval::within).orElse(Outcome.PASSED));
        }

        @Override
        public String toString() {
            String least =
                    atLeast.map(min -> "at least " + Durations.exact(min)).orElse("");
            String most = atMost.map(max -> "at most " + Durations.exact(max)).orElse("");
            return least + (least.isEmpty() || most.isEmpty() ? "" : " and ") + most;
        }
    }

    public Exits {
        if (with < 0 || with > 255) {
            throw new IllegalArgumentException("an exit code of " + with + "; they go from 0 to 255");
        }
    }

    /** With the usual window. */
    public Exits(String disruption, int with) {
        this(disruption, with, Optional.empty(), Optional.empty());
    }

    @Override
    public String claim() {
        return "after '" + disruption + "' every target exits with " + with
                + took.map(t -> ", which takes " + t).orElse("");
    }

    @Override
    public Optional<String> after() {
        return Optional.of(disruption);
    }

    @Override
    public Duration window() {
        return within.orElse(PATIENCE);
    }

    @Override
    public Finding check(Evidence evidence) {
        return PerTarget.judge(claim(), evidence, disruption, this::judge);
    }

    private Part judge(Lives lives, Arrivals.Arrival arrival) {
        Optional<Death> first = lives.firstAfter(arrival);
        return first.isPresent() ? judge(first.get(), arrival) : alive(lives, arrival);
    }

    private Part judge(Death death, Arrivals.Arrival arrival) {
        List<Long> seen = death.evidence();
        Interval interval = Moment.at(arrival.since()).until(death.died());
        Finding.Measure measure = new Finding.Measure(
                "from '" + disruption + "' to the death of " + death.target(), interval, took.flatMap(Took::atMost));
        if (death.disagreement().isPresent()) {
            return Part.unproven(death.disagreement().get(), seen).with(measure);
        }
        if (death.exitCode().isEmpty()) {
            return Part.unproven(death.target() + " died, but nothing shows with which exit code", seen)
                    .with(measure);
        }
        int code = death.exitCode().get();
        String died = death.target() + " exited with " + code + " after " + interval;
        if (code != with) {
            return Part.of(Outcome.FAILED, died + "; wanted exit code " + with, seen)
                    .with(measure);
        }
        if (!death.byEvent() && death.died().earliest().isBefore(arrival.since())) {
            return Part.unproven(died + ", but no event shows that it was not before", seen)
                    .with(measure);
        }
        Outcome inTime = within.map(interval::within).orElse(Outcome.PASSED);
        if (inTime != Outcome.PASSED) {
            return Part.of(inTime, died + "; wanted it within " + Durations.exact(within.orElseThrow()), seen)
                    .with(measure);
        }
        Outcome outcome = took.map(t -> t.of(interval)).orElse(Outcome.PASSED);
        String wanted = outcome == Outcome.PASSED ? "" : "; wanted " + took.orElseThrow();
        return Part.of(outcome, died + wanted, seen).with(measure);
    }

    private Part alive(Lives lives, Arrivals.Arrival arrival) {
        Duration wanted = within.orElse(PATIENCE);
        Instant end = arrival.since().plus(wanted);
        if (lives.until().isBefore(end)) {
            return Part.unproven(
                    arrival.target() + " did not die within "
                            + Durations.text(Duration.between(arrival.since(), lives.until()))
                            + ", which is as long as was watched; wanted " + Durations.exact(wanted),
                    List.of());
        }
        Optional<BlindSpans.Span> span = arrival.on()
                .flatMap(on ->
                        lives.blind().within(on.host(), arrival.since(), within.isPresent() ? end : lives.until()));
        if (span.isPresent()) {
            return Part.unproven(
                    "no death of " + arrival.target() + " was seen, but the event stream was away",
                    span.get().evidence());
        }
        Duration watched = within.orElse(Duration.between(arrival.since(), lives.until()));
        return Part.of(Outcome.FAILED, arrival.target() + " did not die within " + Durations.text(watched), List.of());
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<Exits, String> AFTER =
                Field.wanted("after", "the disruption", Kinds.reference(Reading.Space.DISRUPTION), Exits::disruption);
        private static final Field<Exits, Integer> WITH =
                Field.wanted("with", "the exit code", Kinds.number(0, 255), Exits::with);
        private static final Field<Exits, Optional<Took>> TOOK =
                Field.maybe("took", "how long from the injection to the death", Took.SHAPE, Exits::took);
        private static final Field<Exits, Optional<Duration>> WITHIN = Field.maybe(
                "within",
                "the longest it may take from the injection to the death; left out, a death is waited for until 3s after the"
                        + " injection was done",
                Kinds.DURATION,
                Exits::within);

        @Override
        public Word<Exits> word() {
            return Word.of(
                    "exits",
                    "every target of a disruption dies with this exit code",
                    Exits.class,
                    v -> new Exits(v.get(AFTER), v.get(WITH), v.get(TOOK), v.get(WITHIN)),
                    AFTER,
                    WITH,
                    TOOK,
                    WITHIN);
        }
    }
}
