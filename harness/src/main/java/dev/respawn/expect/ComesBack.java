package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.contract.Promise.As;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every target of a disruption that died after it came back, as the same container or a new one, in this time. */
public record ComesBack(String disruption, As as, Duration within) implements Expectation {
    @Override
    public String claim() {
        return "after '" + disruption + "' every target comes back as " + words(as) + " within "
                + Durations.exact(within);
    }

    @Override
    public Optional<String> after() {
        return Optional.of(disruption);
    }

    /** With some time for the death itself; {@link Exits} waits for one that takes long. */
    @Override
    public Duration window() {
        return within.plus(PerTarget.DEATH);
    }

    @Override
    public Finding check(Evidence evidence) {
        return PerTarget.judgeDeaths(
                claim(),
                evidence,
                disruption,
                (lives, death) -> death.next().map(next -> judge(death, next)).orElseGet(() -> gone(lives, death)));
    }

    private Part judge(Death death, Life next) {
        List<Long> seen = new ArrayList<>(next.evidence());
        Interval interval = death.died().until(next.started());
        boolean same = next.container().equals(death.life().container());
        Finding.Measure measure = PerTarget.downtime(death, interval, within);
        String back = death.target() + " came back as " + words(same ? As.SAME_CONTAINER : As.NEW_CONTAINER) + " ("
                + next.shortContainer() + next.pid().map(pid -> ", pid " + pid).orElse("") + ") after " + interval;
        if (same != (as == As.SAME_CONTAINER)) {
            return Part.of(Outcome.FAILED, back + "; wanted " + words(as), seen).with(measure);
        }
        Outcome outcome = interval.within(within);
        String wanted = outcome == Outcome.PASSED ? "" : "; wanted it within " + Durations.exact(within);
        return Part.of(outcome, back + wanted, seen).with(measure);
    }

    private Part gone(Lives lives, Death death) {
        Optional<String> watchedOnly = PerTarget.watchedOnly(lives, death, within);
        if (watchedOnly.isPresent()) {
            return Part.unproven(death.target() + " did not come back, but " + watchedOnly.get(), List.of());
        }
        Instant end = death.died().latest().plus(within);
        Optional<Part> unseen = PerTarget.unseen(lives, death, death.died().earliest(), end);
        Optional<Long> down = PerTarget.seenDownAt(lives, death.target(), end);
        if (unseen.isPresent() && down.isEmpty()) {
            return unseen.get();
        }
        return Part.of(
                Outcome.FAILED,
                death.target() + " did not come back within " + Durations.exact(within),
                down.stream().toList());
    }

    static String words(As as) {
        return as == As.SAME_CONTAINER ? "the same container" : "a new container";
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<ComesBack, String> AFTER = Field.wanted(
                "after", "the disruption", Kinds.reference(Reading.Space.DISRUPTION), ComesBack::disruption);
        private static final Field<ComesBack, As> AS =
                Field.wanted("as", "the same container, or a new one", Kinds.choice(As.class), ComesBack::as);
        private static final Field<ComesBack, Duration> WITHIN =
                Field.wanted("within", "from the death to the start", Kinds.DURATION, ComesBack::within);

        @Override
        public Word<ComesBack> word() {
            return Word.of(
                    "comes-back",
                    "every target of a disruption is started again after its death",
                    ComesBack.class,
                    v -> new ComesBack(v.get(AFTER), v.get(AS), v.get(WITHIN)),
                    AFTER,
                    AS,
                    WITHIN);
        }
    }
}
