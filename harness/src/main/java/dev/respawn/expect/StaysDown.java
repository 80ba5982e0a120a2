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
import java.util.List;
import java.util.Optional;

/** Every target of a disruption that died after it stayed down for this time. */
public record StaysDown(String disruption, Duration lasting) implements Expectation {
    @Override
    public String claim() {
        return "after '" + disruption + "' every target stays down for " + Durations.exact(lasting);
    }

    @Override
    public Optional<String> after() {
        return Optional.of(disruption);
    }

    /** With some time for the death itself, and for a last look; {@link Exits} waits for one that takes long. */
    @Override
    public Duration window() {
        return lasting.plus(PerTarget.DEATH);
    }

    @Override
    public Finding check(Evidence evidence) {
        return PerTarget.judgeDeaths(claim(), evidence, disruption, this::judge);
    }

    private Part judge(Lives lives, Death death) {
        if (death.next().isPresent()) {
            Life next = death.next().get();
            Interval interval = death.died().until(next.started());
            if (!interval.certainlyBeyond(lasting)) {
                Outcome outcome = interval.certainlyWithin(lasting) ? Outcome.FAILED : Outcome.UNPROVEN;
                return Part.of(outcome, death.target() + " was started again after " + interval, next.evidence())
                        .with(PerTarget.downtime(death, interval, lasting));
            }
        }
        Optional<String> watchedOnly = PerTarget.watchedOnly(lives, death, lasting);
        if (watchedOnly.isPresent()) {
            return Part.unproven(death.target() + " " + watchedOnly.get() + " after its death", List.of());
        }
        Instant end = death.died().latest().plus(lasting);
        Optional<Part> unseen = PerTarget.unseen(lives, death, death.died().earliest(), end);
        if (unseen.isPresent()) {
            return unseen.get();
        }
        if (death.next().isPresent()) {
            // It came back, later: its start is the evidence that the stream was there.
            return Part.of(
                    Outcome.PASSED,
                    death.target() + " stayed down for "
                            + death.died().until(death.next().get().started()),
                    death.next().get().evidence());
        }
        return PerTarget.seenDownAt(lives, death.target(), end)
                .map(seq -> Part.of(
                        Outcome.PASSED,
                        death.target() + " was not started again, and was seen down more than "
                                + Durations.exact(lasting) + " after its death",
                        List.of(seq)))
                .orElseGet(() -> Part.unproven(
                        "no start of " + death.target() + " was seen, but nobody saw it down after "
                                + Durations.exact(lasting) + " either",
                        List.of()));
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<StaysDown, String> AFTER = Field.wanted(
                "after", "the disruption", Kinds.reference(Reading.Space.DISRUPTION), StaysDown::disruption);
        private static final Field<StaysDown, Duration> FOR =
                Field.wanted("for", "how long after its death", Kinds.DURATION, StaysDown::lasting);

        @Override
        public Word<StaysDown> word() {
            return Word.of(
                    "stays-down",
                    "no target of a disruption is started again after its death",
                    StaysDown.class,
                    v -> new StaysDown(v.get(AFTER), v.get(FOR)),
                    AFTER,
                    FOR);
        }
    }
}
