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
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The container of every target is destroyed, and the engine has it no more.
 *
 * @param within from the disruption, or else from the death of the container
 */
public record IsRemoved(Optional<ServiceName> service, Optional<String> disruption, Duration within)
        implements Expectation {
    /** How long a removal may take if nobody says. */
    public static final Duration WITHIN_DEFAULT = Duration.ofSeconds(5);

    public IsRemoved {
        Whom.of("is-removed", service, disruption);
    }

    private Whom whom() {
        return new Whom(service, disruption);
    }

    @Override
    public String claim() {
        return "the container of " + whom().words() + " is removed within " + Durations.exact(within);
    }

    @Override
    public Optional<String> after() {
        return disruption;
    }

    @Override
    public Duration window() {
        return within.plus(PerTarget.DEATH);
    }

    @Override
    public Finding check(Evidence evidence) {
        return whom().judge(claim(), evidence, this::judge);
    }

    private Part judge(Lives lives, Whom.Since since) {
        Optional<Life> life = lives.of(since.target()).stream()
                .filter(l -> since.from()
                        .filter(from -> l.started().earliest().isAfter(from))
                        .isEmpty())
                .reduce((first, last) -> last);
        if (life.isEmpty()) {
            return Part.unproven("no container of " + since.target() + " was seen to live", List.of());
        }
        String container = life.get().container();
        Optional<Death> death = lives.deaths(since.target()).stream()
                .filter(d -> d.life().container().equals(container))
                .reduce((first, last) -> last);
        Optional<Moment> begin = since.from().map(Moment::at).or(() -> death.map(Death::died));
        String what = "container " + life.get().shortContainer() + " of " + since.target();
        if (begin.isEmpty()) {
            return lives.until().isBefore(life.get().started().latest().plus(within))
                    ? Part.unproven(what + " still lived when the observation ended", List.of())
                    : Part.of(Outcome.FAILED, what + " never died", life.get().evidence());
        }
        return judge(lives, since, begin.get(), container, what);
    }

    private Part judge(Lives lives, Whom.Since since, Moment begin, String container, String what) {
        Optional<Sign> destroyed = lives.said(since.target()).stream()
                .filter(sign -> sign.is("destroy") && sign.container().equals(container))
                .findFirst();
        Optional<Entry> absent = lives.seen(since.target()).stream()
                .filter(entry -> entry.event() instanceof Event.SeenAbsent gone
                        && gone.container().filter(id -> !id.equals(container)).isEmpty()
                        && destroyed.filter(sign -> entry.seq() < sign.seq()).isEmpty()
                        && !entry.at().isBefore(begin.earliest()))
                .findFirst();
        if (destroyed.isEmpty() && absent.isEmpty()) {
            return there(lives, since, begin, what);
        }
        if (absent.isEmpty()) {
            return Part.unproven(
                    what + " was destroyed, says an event, but nobody asked the engine for it afterwards",
                    List.of(destroyed.orElseThrow().seq()));
        }
        Moment gone = destroyed
                .map(sign -> Moment.at(sign.at()))
                .orElseGet(() -> new Moment(begin.earliest(), absent.get().at()));
        Interval interval = begin.until(gone);
        Outcome outcome = interval.within(within);
        return Part.of(
                        outcome,
                        what + " was removed after " + interval
                                + (outcome == Outcome.PASSED ? "" : "; wanted it within " + Durations.exact(within)),
                        destroyed
                                .map(sign -> List.of(sign.seq(), absent.get().seq()))
                                .orElseGet(() -> List.of(absent.get().seq())))
                .with(new Finding.Measure("until " + what + " was removed", interval, Optional.of(within)));
    }

    private Part there(Lives lives, Whom.Since since, Moment begin, String what) {
        Duration watched = Duration.between(begin.latest(), lives.until());
        if (watched.compareTo(within) < 0) {
            return Part.unproven(
                    what + " was not removed, but was watched only for " + Durations.text(watched) + " of "
                            + Durations.exact(within),
                    List.of());
        }
        return since.unseen(lives, begin.latest().plus(within))
                .orElseGet(() -> Part.of(
                        Outcome.FAILED, what + " was not removed within " + Durations.exact(within), List.of()));
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<IsRemoved, Optional<ServiceName>> SERVICE =
                Field.maybe("service", "every replica of this service", Kinds.service(), IsRemoved::service);
        private static final Field<IsRemoved, Optional<String>> AFTER = Field.maybe(
                "after",
                "every target of this disruption; with 'service', its replicas since then",
                Kinds.reference(Reading.Space.DISRUPTION),
                IsRemoved::disruption);
        private static final Field<IsRemoved, Duration> WITHIN = Field.orElse(
                "within",
                "from the disruption, or else from the death of the container",
                Kinds.DURATION,
                IsRemoved::within,
                WITHIN_DEFAULT);

        @Override
        public Word<IsRemoved> word() {
            return Word.of(
                    "is-removed",
                    "the container is destroyed, and the engine has it no more",
                    IsRemoved.class,
                    v -> new IsRemoved(v.get(SERVICE), v.get(AFTER), v.get(WITHIN)),
                    SERVICE,
                    AFTER,
                    WITHIN);
        }
    }
}
