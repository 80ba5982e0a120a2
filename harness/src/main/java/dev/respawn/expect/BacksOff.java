package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Promise;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What dies again and again is started again after delays that grow as the contract's law says, from the first step to this
 * one. A step is a restart: the n-th comes after the n-th death in a row.
 *
 * @param steps how many steps of the law have to be seen
 * @param givesUp whether it stays down after so many restarts
 * @param within the longest until the last step (and, where it gives up, the last death) since the disruption, or else
 *     since the first life; empty for no limit
 */
public record BacksOff(
        Optional<ServiceName> service,
        Optional<String> disruption,
        int steps,
        boolean givesUp,
        Optional<Duration> within)
        implements Expectation {
    // Only for how long to observe if nobody says: what is promised stands in the contract. Ground truth 1.1.
    private static final DelayLaw USUAL = new DelayLaw(
            Duration.ofMillis(100),
            2,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(1));

    /** How long each life may be, where nobody says how long it all may take. */
    private static final Duration LIFE = Duration.ofSeconds(1);

    public BacksOff {
        if (steps < 1) {
            throw new IllegalArgumentException("'backs-off' in " + steps + " steps; the fewest is 1");
        }
        Whom.of("backs-off", service, disruption);
    }

    private Whom whom() {
        return new Whom(service, disruption);
    }

    @Override
    public String claim() {
        return whom().words() + " is restarted with growing delays, in " + steps + (steps == 1 ? " step" : " steps")
                + (givesUp ? ", and then left down" : "")
                + within.map(limit -> ", within " + Durations.exact(limit)).orElse("");
    }

    @Override
    public Optional<String> after() {
        return disruption;
    }

    @Override
    public Duration window() {
        Duration window = within.orElseGet(() -> {
            Duration all = LIFE;
            for (int n = 1; n <= steps; n++) {
                all = all.plus(USUAL.latest(n)).plus(LIFE);
            }
            return all;
        });
        // On a machine that is busy a start may take longer, and that none came is known later.
        return (givesUp ? window.plus(USUAL.latest(steps + 1)).plus(USUAL.slack()) : window).plus(PerTarget.DEATH);
    }

    @Override
    public Finding check(Evidence evidence) {
        return whom().judge(claim(), evidence, (lives, since) -> {
            Contract contract = since.target() instanceof Target.Service one
                    ? evidence.contracts().get(one.name())
                    : null;
            return contract == null
                    ? Part.unproven(since.target() + " has no contract, so no law is known", List.of())
                    : new Series(lives, since, contract).judge();
        });
    }

    /** The restarts of one target. */
    private final class Series {
        private final Lives lives;
        private final Whom.Since since;
        private final Contract contract;
        private final List<Row.Due> row;
        private final Set<Integer> reached = new TreeSet<>();
        private final List<Finding.Measure> measured = new ArrayList<>();
        private final List<Long> seen = new ArrayList<>();
        private Optional<Moment> done = Optional.empty();

        Series(Lives lives, Whom.Since since, Contract contract) {
            this.lives = lives;
            this.since = since;
            this.contract = contract;
            this.row = Row.of(lives, contract, since.target()).stream()
                    .filter(due -> since.covers(due.death()))
                    .toList();
        }

        Part judge() {
            Part part = judged();
            Instant end = givesUp ? lives.until() : done.map(Moment::latest).orElse(lives.until());
            // A death and a start that nobody heard would make two steps look like a long one.
            Part certain = since.unseen(lives, end).orElse(part);
            return new Part(certain.outcome(), certain.reason(), measured, seen).seenIn(certain.evidence());
        }

        private Part judged() {
            List<Part> wrong = new ArrayList<>();
            for (Row.Due due : row) {
                // What is unclear after the last step that is asked for does not matter; what is unlawful does.
                boolean matters = done.isEmpty() || givesUp;
                step(due)
                        .filter(part ->
                                part.outcome() == Outcome.FAILED || (part.outcome() == Outcome.UNPROVEN && matters))
                        .ifPresent(wrong::add);
            }
            Optional<Part> broken = wrong.stream()
                    .filter(part -> part.outcome() == Outcome.FAILED)
                    .findFirst()
                    .or(() -> wrong.stream().findFirst());
            if (broken.isPresent()) {
                return broken.get();
            }
            return done.isEmpty() ? notReached() : givesUp ? givenUp() : inTime("step " + steps, done.get(), inWords());
        }

        /** What one death and the start after it say; empty if there is no step of the law to it. */
        private Optional<Part> step(Row.Due due) {
            Death death = due.death();
            seen.addAll(death.evidence());
            if (death.disagreement().isPresent()) {
                return Optional.of(Part.unproven(death.disagreement().get(), List.of()));
            }
            if (due.promise().isEmpty()) {
                return Optional.of(Part.unproven(due.what() + ", and " + due.unclear(), List.of()));
            }
            if (death.next().isEmpty() || death.next().get().byHand()) {
                return Optional.empty();
            }
            Life next = death.next().get();
            Interval interval = death.died().until(next.started());
            seen.addAll(next.evidence());
            if (due.law().isEmpty()) {
                return Optional.of(
                        due.promises(Promise.Reaction.NO)
                                ? Part.of(
                                        Outcome.FAILED,
                                        due.what() + " and was started again after " + interval
                                                + "; promised was that it stays down",
                                        List.of())
                                : Part.unproven(
                                        due.what() + ", and the contract does not say how long it waits", List.of()));
            }
            DelayLaw law = due.law().get();
            Terms terms = due.terms(law);
            Outcome outcome = terms.lawful(interval);
            measured.add(PerTarget.downtime(death, interval, terms.latest()));
            if (outcome == Outcome.PASSED && due.place().isPresent()) {
                reached.add(due.place().get());
                if (done.isEmpty() && stepsReached() >= steps) {
                    done = Optional.of(next.started());
                }
            }
            return Optional.of(Part.of(
                    outcome, due.what() + " and came back after " + interval + "; " + due.promised(law), List.of()));
        }

        /** The last step without a gap before it. */
        private int stepsReached() {
            int n = 0;
            while (reached.contains(n + 1)) {
                n++;
            }
            return n;
        }

        private String inWords() {
            int n = stepsReached();
            return switch (n) {
                case 0 -> "no step of " + since.target() + " was reached";
                case 1 -> "step 1 of " + since.target() + " was reached";
                default -> "steps 1 to " + n + " of " + since.target() + " were reached";
            };
        }

        private String missing() {
            int n = stepsReached() + 1;
            String nominal = row.stream()
                    .flatMap(due -> due.law().stream())
                    .findFirst()
                    .map(law -> " (" + Durations.text(law.nominal(n)) + ")")
                    .orElse("");
            return "step " + n + nominal;
        }

        private Part notReached() {
            Optional<Row.Due> waiting = row.isEmpty()
                    ? Optional.empty()
                    : Optional.of(row.get(row.size() - 1))
                            .filter(due -> due.death().next().isEmpty());
            if (waiting.filter(due -> due.death().stoppedWhileDown()).isPresent()) {
                return Part.unproven(
                        inWords() + "; somebody asked the engine to stop it before " + missing() + " could come",
                        List.of());
            }
            if (waiting.filter(due -> due.promises(Promise.Reaction.NO)).isPresent()) {
                return Part.of(
                        Outcome.FAILED,
                        inWords() + "; " + missing() + " does not come, for "
                                + waiting.get().what() + ", and promised is that it stays down",
                        List.of());
            }
            Optional<Duration> latest =
                    waiting.flatMap(due -> due.law().map(due::terms).map(Terms::latest));
            if (latest.isPresent()
                    && !lives.until()
                            .isBefore(waiting.get().death().died().latest().plus(latest.get()))) {
                return Part.of(
                        Outcome.FAILED,
                        inWords() + "; " + missing() + " did not come within " + Durations.text(latest.get()),
                        List.of());
            }
            if (within.isPresent() && since.watchedOnly(lives, within.get()).isEmpty()) {
                return Part.of(
                        Outcome.FAILED,
                        inWords() + "; " + missing() + " was not within " + Durations.exact(within.get()),
                        List.of());
            }
            return Part.unproven(inWords() + "; " + missing() + " was not by the end", List.of());
        }

        private Part inTime(String what, Moment end, String reason) {
            Interval took = since.begin(lives).until(end);
            Outcome outcome = within.map(took::within).orElse(Outcome.PASSED);
            within.ifPresent(limit -> measured.add(
                    new Finding.Measure("until " + what + " of " + since.target(), took, Optional.of(limit))));
            return Part.of(
                    outcome,
                    outcome == Outcome.PASSED
                            ? reason + ", each in its time"
                            : reason + "; " + what + " was after " + took + "; wanted within "
                                    + Durations.exact(within.orElseThrow()),
                    List.of());
        }

        private Part givenUp() {
            Row.Due last = row.get(row.size() - 1);
            Death death = last.death();
            long restarts = row.stream()
                    .flatMap(due -> due.death().next().stream())
                    .filter(next -> !next.byHand())
                    .count();
            if (restarts > steps) {
                return Part.of(
                        Outcome.FAILED,
                        since.target() + " was restarted " + restarts + " times; wanted " + steps + " and no more",
                        List.of());
            }
            if (death.next().isPresent()) {
                return Part.unproven(inWords() + "; it still lived at the end, so nothing was given up", List.of());
            }
            if (death.stoppedWhileDown()) {
                return Part.unproven(inWords() + "; then somebody asked the engine to stop it", List.of());
            }
            Optional<DelayLaw> law = Row.lawBeforeGivingUp(lives, contract, death);
            if (law.isEmpty()) {
                return Part.unproven(
                        inWords()
                                + "; no law says when a next start would have come, so nothing is known to be given up",
                        List.of());
            }
            Duration latest = last.terms(law.get()).latest();
            Duration watched = Duration.between(death.died().latest(), lives.until());
            if (watched.compareTo(latest) < 0) {
                return Part.unproven(
                        inWords() + "; after the last death " + since.target() + " was watched only for "
                                + Durations.text(watched) + " of the " + Durations.text(latest)
                                + " in which a next start might have come",
                        List.of());
            }
            Optional<String> status =
                    lives.lastLook(death).map(look -> look.condition().status());
            if (status.isEmpty() || status.get().equals("restarting")) {
                return Part.unproven(
                        inWords() + "; "
                                + status.map(word -> "the engine says that it still waits")
                                        .orElse("nobody asked the engine for it after its last death"),
                        List.of());
            }
            return inTime(
                    "the last death",
                    death.died(),
                    inWords() + " and then given up: it stayed down for " + Durations.text(watched)
                            + ", where a start was to come within " + Durations.text(latest));
        }
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<BacksOff, Optional<ServiceName>> SERVICE =
                Field.maybe("service", "every replica of this service", Kinds.service(), BacksOff::service);
        private static final Field<BacksOff, Optional<String>> AFTER = Field.maybe(
                "after",
                "every target of this disruption; with 'service', its replicas since then",
                Kinds.reference(Reading.Space.DISRUPTION),
                BacksOff::disruption);
        private static final Field<BacksOff, Integer> STEPS = Field.wanted(
                "steps", "how many restarts, each after a longer wait", Kinds.number(1, 1_000), BacksOff::steps);
        private static final Field<BacksOff, Boolean> GIVES_UP =
                Field.orElse("gives-up", "after so many restarts it stays down", Kinds.FLAG, BacksOff::givesUp, false);
        private static final Field<BacksOff, Optional<Duration>> WITHIN = Field.maybe(
                "within",
                "the longest until the last step, and the last death where it gives up; left out, as long as lives"
                        + " shorter than a second need",
                Kinds.DURATION,
                BacksOff::within);

        @Override
        public Word<BacksOff> word() {
            return Word.of(
                    "backs-off",
                    "what dies again and again is restarted with the growing delays of the contract",
                    BacksOff.class,
                    v -> new BacksOff(v.get(SERVICE), v.get(AFTER), v.get(STEPS), v.get(GIVES_UP), v.get(WITHIN)),
                    SERVICE,
                    AFTER,
                    STEPS,
                    GIVES_UP,
                    WITHIN);
        }
    }
}
