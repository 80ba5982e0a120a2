package dev.respawn.expect;

import dev.respawn.catalogue.Word;
import dev.respawn.contract.Cause;
import dev.respawn.contract.Circumstances;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Fit;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.journal.Entry;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The supervisor kept its contract at every death that was observed of every subject, whatever was meant. */
public record KeepsContract() implements Expectation {
    /** A supervisor that promises to leave it down has to be watched for so long. */
    static final Duration QUIET = Duration.ofSeconds(2);

    /** A supervisor that promises to react without saying when is given so long. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String claim() {
        return "the supervisor keeps its contract";
    }

    @Override
    public Optional<String> after() {
        return Optional.empty();
    }

    @Override
    public Duration window() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Finding check(Evidence evidence) {
        if (evidence.contracts().isEmpty()) {
            return Finding.unproven(claim(), "no service has a contract", List.of());
        }
        Lives lives = Lives.of(evidence);
        List<Part> parts = new ArrayList<>();
        List<Target> subjects = lives.targets().stream()
                .filter(target -> target instanceof Target.Service service
                        && evidence.contracts().containsKey(service.name()))
                .toList();
        evidence.contracts().keySet().stream()
                .sorted()
                .filter(name -> subjects.stream()
                        .noneMatch(target -> ((Target.Service) target).name().equals(name)))
                .forEach(name -> parts.add(
                        Part.unproven("'" + name + "' was never seen, so nothing is known of its deaths", List.of())));
        for (Target target : subjects) {
            Contract contract = evidence.contracts().get(((Target.Service) target).name());
            List<Death> deaths = lives.deaths(target);
            if (contract == null) {
                continue;
            }
            parts.add(unseenDeaths(lives, target));
            new Row(lives, contract).judge(deaths).forEach(parts::add);
        }
        return Part.all(claim(), parts);
    }

    /** That nothing died is only known where somebody looked. */
    private static Part unseenDeaths(Lives lives, Target target) {
        List<Life> all = lives.of(target);
        Life last = all.get(all.size() - 1);
        List<Long> seen = last.evidence();
        for (BlindSpans.Span span : lives.blind().all()) {
            if (!span.host().equals(last.host()) || !span.from().isBefore(lives.until())) {
                continue;
            }
            List<Entry> looks = lives.seen(target).stream()
                    .filter(entry -> entry.at().isAfter(span.to()))
                    .toList();
            if (looks.isEmpty()) {
                return Part.unproven(
                        "the event stream of '" + span.host() + "' was away, and nobody looked for " + target
                                + " afterwards",
                        span.evidence());
            }
        }
        return lives.deaths(target).isEmpty()
                ? Part.of(Outcome.PASSED, target + " never died, so nothing had to be kept", seen)
                : Part.of(
                        Outcome.PASSED,
                        "all deaths of " + target + " were seen",
                        lives.deaths(target).stream().map(Death::seq).toList());
    }

    /** The deaths of one target in a row, as far as the supervisor counts them. */
    private static final class Row {
        private final Lives lives;
        private final Contract contract;
        private int restarts;
        private String container = "";
        // How many deaths in a row this may be; several if it cannot be told whether a life was long enough.
        private Set<Integer> counts = Set.of();

        Row(Lives lives, Contract contract) {
            this.lives = lives;
            this.contract = contract;
        }

        List<Part> judge(List<Death> deaths) {
            List<Part> parts = new ArrayList<>();
            for (Death death : deaths) {
                if (!death.life().container().equals(container) || death.life().byHand()) {
                    restarts = 0;
                    counts = Set.of();
                    container = death.life().container();
                }
                parts.add(judge(death).seenIn(death.evidence()));
                restarts++;
            }
            return parts;
        }

        private Part judge(Death death) {
            String what = death.target() + " died"
                    + death.exitCode().map(code -> " with exit code " + code).orElse("") + " ("
                    + death.causesInWords() + ")";
            Optional<DelayLaw> law = contract.rules().stream()
                    .flatMap(rule -> rule.promise().delay().stream())
                    .findFirst();
            counts = next(death.life().started().until(death.died()), law.map(DelayLaw::resetAfter));
            if (death.disagreement().isPresent()) {
                return Part.unproven(death.disagreement().get(), List.of());
            }
            Set<Promise> promises = new LinkedHashSet<>();
            Set<Rule> rules = new LinkedHashSet<>();
            for (Cause cause : death.causes().stream()
                    .sorted(Comparator.comparing(Cause::name))
                    .toList()) {
                Fit fit = contract.fit(circumstances(death, cause));
                if (!fit.certain()) {
                    String why = fit.rules().isEmpty()
                            ? "no rule of the contract of '" + contract.supervisor() + "' fits"
                            : "too little is known to say whether a rule fits";
                    return Part.unproven(what + ", and " + why + " (" + cause.name() + ")", List.of());
                }
                promises.addAll(fit.promises());
                rules.addAll(fit.rules());
            }
            if (promises.size() != 1) {
                return Part.unproven(
                        what + ", and what was promised depends on what cannot be proved: "
                                + String.join(
                                        " or ",
                                        rules.stream()
                                                .map(rule -> rule.cause().name() + " (" + words(rule.promise()) + ")")
                                                .distinct()
                                                .sorted()
                                                .toList()),
                        List.of());
            }
            Promise promise = promises.iterator().next();
            if (death.stoppedWhileDown() && promise.reacts() == Promise.Reaction.YES) {
                return Part.unproven(
                        what + ", and somebody asked the engine to stop it before it could come back", List.of());
            }
            return switch (promise.reacts()) {
                case UNSPECIFIED ->
                    Part.of(Outcome.PASSED, what + ", for which the contract promises nothing", List.of());
                case NO -> staysDown(death, what);
                case YES -> comesBack(death, what, promise);
            };
        }

        private Circumstances circumstances(Death death, Cause cause) {
            Map<String, String> facts = lives.facts(death.life().host());
            return new Circumstances(
                    cause,
                    Optional.ofNullable(facts.get("engine")),
                    death.state(),
                    Optional.ofNullable(facts.get("live-restore"))
                            .filter(text -> text.equals("true") || text.equals("false"))
                            .map(Boolean::valueOf),
                    Optional.of(restarts));
        }

        /** Which death in a row this is, after a life of this length. */
        private Set<Integer> next(Interval life, Optional<Duration> resetAfter) {
            if (counts.isEmpty()) {
                return Set.of(1);
            }
            Set<Integer> next = new LinkedHashSet<>();
            boolean surelyLong = resetAfter
                    .filter(reset -> life.atLeast().compareTo(reset) >= 0)
                    .isPresent();
            boolean surelyShort = resetAfter.isEmpty()
                    || life.atMost()
                            .filter(most -> most.compareTo(resetAfter.get()) < 0)
                            .isPresent();
            if (!surelyShort) {
                next.add(1);
            }
            if (!surelyLong) {
                counts.forEach(n -> next.add(n + 1));
            }
            return next;
        }

        private Part staysDown(Death death, String what) {
            Instant end = death.died().latest().plus(QUIET);
            if (death.next().isPresent()) {
                Life next = death.next().get();
                if (death.causes().equals(Set.of(Cause.REMOVED))
                        && next.byHand()
                        && !next.container().equals(death.life().container())) {
                    return Part.of(
                            Outcome.PASSED,
                            what + " and was gone for good; somebody asked for the new container",
                            next.evidence());
                }
                Interval interval = death.died().until(next.started());
                if (!next.byHand()) {
                    return Part.of(
                            Outcome.FAILED,
                            what + " and was started again after " + interval + "; promised was that it stays down",
                            next.evidence());
                }
                if (!interval.certainlyBeyond(QUIET)) {
                    return Part.unproven(
                            what + " and was started by hand after " + interval
                                    + ", too soon to tell whether it would have stayed down",
                            next.evidence());
                }
            } else if (lives.until().isBefore(end)) {
                return Part.unproven(
                        what + " and was to stay down, but was watched only for "
                                + Durations.text(Duration.between(death.died().latest(), lives.until()))
                                + "; wanted " + Durations.exact(QUIET),
                        List.of());
            }
            Instant to = death.next().map(next -> next.started().earliest()).orElse(lives.until());
            return PerTarget.unseen(lives, death, death.died().earliest(), to)
                    .orElseGet(() -> Part.of(Outcome.PASSED, what + " and stayed down, as promised", List.of()));
        }

        private Part comesBack(Death death, String what, Promise promise) {
            if (death.next().isEmpty()) {
                return gone(death, what, promise);
            }
            Life next = death.next().get();
            Interval interval = death.died().until(next.started());
            boolean same = next.container().equals(death.life().container());
            Promise.As found = same ? Promise.As.SAME_CONTAINER : Promise.As.NEW_CONTAINER;
            if (promise.as().filter(as -> as != found).isPresent()) {
                return Part.of(
                        Outcome.FAILED,
                        what + " and came back as " + ComesBack.words(found) + "; promised was "
                                + ComesBack.words(promise.as().get()),
                        next.evidence());
            }
            if (next.byHand() && !death.causes().equals(Set.of(Cause.ENGINE_API_RESTART))) {
                return Part.unproven(
                        what + " and was started by hand after " + interval + ", so its supervisor had no need to",
                        next.evidence());
            }
            if (promise.delay().isEmpty()) {
                return Part.of(Outcome.PASSED, what + " and came back after " + interval, next.evidence())
                        .with(new Finding.Measure(
                                "from the death of " + death.target() + " to its start", interval, Optional.empty()));
            }
            return inTime(death, next, what, promise.delay().get(), interval);
        }

        private Part inTime(Death death, Life next, String what, DelayLaw law, Interval interval) {
            Set<Outcome> outcomes = new LinkedHashSet<>();
            counts.forEach(n -> outcomes.add(outcome(law, n, interval)));
            Outcome outcome = outcomes.size() == 1 ? outcomes.iterator().next() : Outcome.UNPROVEN;
            int n = counts.stream().min(Integer::compare).orElse(1);
            String promised = "promised was " + Durations.text(law.earliest(n)) + " to " + Durations.text(law.latest(n))
                    + " after death " + n + " in a row";
            return Part.of(
                            outcome,
                            what + " and came back after " + interval + "; "
                                    + (counts.size() == 1
                                            ? promised
                                            : "whether its life was long enough to count anew cannot be told"),
                            next.evidence())
                    .with(new Finding.Measure(
                            "from the death of " + death.target() + " to its start",
                            interval,
                            Optional.of(law.latest(n))));
        }

        private static Outcome outcome(DelayLaw law, int n, Interval interval) {
            Duration earliest = law.earliest(n);
            Outcome notTooEarly = interval.atLeast().compareTo(earliest) >= 0
                    ? Outcome.PASSED
                    : interval.atMost()
                                    .filter(most -> most.compareTo(earliest) < 0)
                                    .isPresent()
                            ? Outcome.FAILED
                            : Outcome.UNPROVEN;
            return notTooEarly.and(interval.within(law.latest(n)));
        }

        private Part gone(Death death, String what, Promise promise) {
            Duration latest = promise.delay()
                    .flatMap(law -> counts.stream().map(law::latest).max(Duration::compareTo))
                    .orElse(PATIENCE);
            Instant end = death.died().latest().plus(latest);
            if (lives.until().isBefore(end)) {
                return Part.unproven(
                        what + " and did not come back, but was watched only for "
                                + Durations.text(Duration.between(death.died().latest(), lives.until())) + " of the "
                                + Durations.text(latest) + " it may take",
                        List.of());
            }
            Optional<Long> down = PerTarget.seenDownAt(lives, death.target(), end);
            Optional<Part> unseen = PerTarget.unseen(lives, death, death.died().earliest(), end);
            if (unseen.isPresent() && down.isEmpty()) {
                return unseen.get();
            }
            return Part.of(
                    Outcome.FAILED,
                    what + " and did not come back; promised was a start within " + Durations.text(latest),
                    down.stream().toList());
        }

        private static String words(Promise promise) {
            return switch (promise.reacts()) {
                case YES -> "comes back";
                case NO -> "stays down";
                case UNSPECIFIED -> "nothing is said";
            };
        }
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        @Override
        public Word<KeepsContract> word() {
            return Word.of(
                    "keeps-contract",
                    "the supervisor did at every death what its contract promises",
                    KeepsContract.class,
                    v -> new KeepsContract());
        }
    }
}
