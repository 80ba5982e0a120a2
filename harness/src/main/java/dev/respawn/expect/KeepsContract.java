package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The supervisor kept its contract at every death that was observed of every subject, and whenever one turned unhealthy,
 * whatever was meant.
 *
 * @param lasting how long is looked, at least, from the moment at which the stack was there
 */
public record KeepsContract(Duration lasting) implements Expectation {
    /** How long is looked if nobody says: a restart or two, and the quiet that has to follow the last. */
    public static final Duration LASTING_DEFAULT = Duration.ofSeconds(5);

    /** A supervisor that promises to leave it down has to be watched for so long. */
    static final Duration QUIET = Duration.ofSeconds(2);

    /** A supervisor that promises to react without saying when is given so long. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Looking for the usual time. */
    public KeepsContract() {
        this(LASTING_DEFAULT);
    }

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
        return lasting;
    }

    /** So long that the first start that is promised can be missed, on a machine that is busy as well. */
    @Override
    public Duration window(Collection<Contract> contracts) {
        return contracts.stream()
                .flatMap(contract -> contract.rules().stream())
                .map(Rule::promise)
                .filter(promise -> promise.reacts() == Promise.Reaction.YES)
                .flatMap(promise -> promise.delay().stream())
                .map(law -> law.latest(1).plus(law.slack()).plus(PerTarget.DEATH))
                .reduce(lasting, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    @Override
    public Finding check(Evidence evidence) {
        if (evidence.contracts().isEmpty()) {
            return Finding.unproven(claim(), "no service has a contract", List.of());
        }
        Lives lives = Lives.of(evidence);
        List<Part> parts = new ArrayList<>();
        List<Target> subjects = evidence.contracts().keySet().stream()
                .sorted()
                .flatMap(name -> lives.targets(name).stream())
                .toList();
        evidence.contracts().keySet().stream()
                .sorted()
                .filter(name -> subjects.stream()
                        .noneMatch(target -> ((Target.Service) target).name().equals(name)))
                .forEach(name -> parts.add(
                        Part.unproven("'" + name + "' was never seen, so nothing is known of its deaths", List.of())));
        for (Target target : subjects) {
            Contract contract = evidence.contracts().get(((Target.Service) target).name());
            if (contract == null) {
                continue;
            }
            if (lives.of(target).isEmpty()) {
                parts.add(neverLived(lives, target));
                continue;
            }
            List<Ailment> ailments = Ailment.of(evidence, lives, target);
            parts.add(unseenDeaths(lives, target, ailments));
            Cures cures = new Cures(lives, contract, ailments);
            parts.addAll(cures.judge());
            Set<Death> promised = cures.deaths();
            List<Row.Due> row = Row.of(
                    lives,
                    contract,
                    lives.deaths(target).stream()
                            .filter(death -> !promised.contains(death))
                            .toList());
            // Of many deaths only the first are told, and one that still waits must not get lost among them.
            Stream.concat(
                            row.stream().filter(due -> due.notYetDue(lives).isPresent()),
                            row.stream().filter(due -> due.notYetDue(lives).isEmpty()))
                    .map(due -> endedWell(lives, due, ailments)
                            .orElseGet(() -> judge(lives, due))
                            .seenIn(due.death().evidence()))
                    .forEach(parts::add);
        }
        return Part.all(claim(), parts);
    }

    /** What could not be started never dies, and no policy has anything to do (ground truth 3 to 5). */
    private static Part neverLived(Lives lives, Target target) {
        Optional<Entry> last = lives.seen(target).stream().reduce((first, second) -> second);
        Optional<Part> unseen = Whom.Since.ever(target).unseen(lives, lives.until());
        boolean created = last.filter(entry -> entry.event() instanceof Event.Seen seen
                        && seen.condition().status().equals("created"))
                .isPresent();
        if (!created || !lives.whole()) {
            return Part.unproven(
                    target + " was never seen alive, so nothing is known of its deaths",
                    last.stream().map(Entry::seq).toList());
        }
        return unseen.orElseGet(() -> Part.of(
                Outcome.PASSED,
                target + " never started, so nothing had to be kept",
                List.of(last.get().seq())));
    }

    /** That nothing died is only known where somebody looked. */
    private static Part unseenDeaths(Lives lives, Target target, List<Ailment> ailments) {
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
                ? Part.of(
                        Outcome.PASSED,
                        target + " never died" + (ailments.isEmpty() ? ", so nothing had to be kept" : ""),
                        seen)
                : Part.of(
                        Outcome.PASSED,
                        "all deaths of " + target + " were seen",
                        lives.deaths(target).stream().map(Death::seq).toList());
    }

    /**
     * What was well and was ended through the engine, with no fault of the run that explains it: no cause is left for which a
     * supervisor may do that, and on an engine of the run's own nobody else is there.
     */
    private static Optional<Part> endedWell(Lives lives, Row.Due due, List<Ailment> ailments) {
        Death death = due.death();
        boolean asked = !death.causes().isEmpty()
                && Set.of(Cause.ENGINE_API_STOP, Cause.ENGINE_API_RESTART, Cause.REMOVED)
                        .containsAll(death.causes());
        boolean ill = ailments.stream()
                .anyMatch(ailment -> ailment.death().filter(death::equals).isPresent());
        if (!asked
                || ill
                || !lives.supervisorAsks()
                || lives.disturbed(death.target(), death.life(), death.died().latest())) {
            return Optional.empty();
        }
        String what = due.what() + " while nothing was wrong with it, and no fault of the run explains that";
        return Optional.of(
                lives.runsOwn(death.life().host())
                        ? Part.of(Outcome.FAILED, what + "; only its supervisor can have asked for it", List.of())
                        : Part.unproven(what + "; its supervisor may have asked for it, or somebody else", List.of()));
    }

    private static Part judge(Lives lives, Row.Due due) {
        Death death = due.death();
        String what = due.what();
        if (death.disagreement().isPresent()) {
            return Part.unproven(death.disagreement().get(), List.of());
        }
        if (due.promise().isEmpty()) {
            return Part.unproven(what + ", and " + due.unclear(), List.of());
        }
        Promise promise = due.promise().get();
        if (death.stoppedWhileDown() && promise.reacts() == Promise.Reaction.YES) {
            return Part.unproven(
                    what + ", and somebody asked the engine to stop it before it could come back", List.of());
        }
        return switch (promise.reacts()) {
            case UNSPECIFIED -> Part.of(Outcome.PASSED, what + ", for which the contract promises nothing", List.of());
            case NO -> staysDown(lives, death, what);
            case YES -> death.next().map(next -> comesBack(due, next, promise)).orElseGet(() -> gone(lives, due));
        };
    }

    private static Part staysDown(Lives lives, Death death, String what) {
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
            // Of a restart that the engine was asked for, the start is the second half.
            if (!next.byHand() || death.causes().equals(Set.of(Cause.ENGINE_API_RESTART))) {
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

    private static Part comesBack(Row.Due due, Life next, Promise promise) {
        Death death = due.death();
        String what = due.what();
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
        DelayLaw law = promise.delay().get();
        Terms terms = due.terms(law);
        return Part.of(
                        terms.lawful(interval),
                        what + " and came back after " + interval + "; " + due.promised(law),
                        next.evidence())
                .with(PerTarget.downtime(death, interval, terms.latest()));
    }

    private static Part gone(Lives lives, Row.Due due) {
        Death death = due.death();
        Duration latest = due.law().map(due::terms).map(Terms::latest).orElse(PATIENCE);
        Instant end = death.died().latest().plus(latest);
        Optional<Part> unseen = PerTarget.unseen(lives, death, death.died().earliest(), end);
        if (lives.until().isBefore(end)) {
            Optional<String> notYetDue = due.notYetDue(lives).filter(text -> unseen.isEmpty());
            return notYetDue.isPresent()
                    ? Part.of(Outcome.PASSED, due.what() + " and " + notYetDue.get(), List.of())
                    : Part.unproven(
                            due.what() + " and did not come back, but was watched only for "
                                    + Durations.text(
                                            Duration.between(death.died().latest(), lives.until()))
                                    + " of the " + Durations.text(latest) + " it may take",
                            List.of());
        }
        Optional<Long> down = PerTarget.seenDownAt(lives, death.target(), end);
        if (unseen.isPresent() && down.isEmpty()) {
            return unseen.get();
        }
        if (due.excused() && !lives.askedAfter(death, end)) {
            return Part.unproven(
                    due.what() + " and did not come back within " + Durations.text(latest)
                            + ", but nobody asked the engine afterwards whether it could be started",
                    List.of());
        }
        return Part.of(
                Outcome.FAILED,
                due.what() + " and did not come back; promised was a start within " + Durations.text(latest),
                down.stream().toList());
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<KeepsContract, Duration> FOR = Field.orElse(
                "for", "how long is looked, at least", Kinds.DURATION, KeepsContract::lasting, LASTING_DEFAULT);

        @Override
        public Word<KeepsContract> word() {
            return Word.of(
                    "keeps-contract",
                    "the supervisor did at every death what its contract promises",
                    KeepsContract.class,
                    v -> new KeepsContract(v.get(FOR)),
                    FOR);
        }
    }
}
