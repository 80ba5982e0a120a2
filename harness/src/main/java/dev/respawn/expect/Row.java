package dev.respawn.expect;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Circumstances;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Fit;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The deaths of one target in a row, as far as its supervisor counts them, each with what was promised of it. */
final class Row {
    private final Lives lives;
    private final Contract contract;
    private final Optional<Duration> resetAfter;
    private int restarts;
    private String container = "";
    private boolean newOneWasPromised;
    // How many deaths in a row this may be; several if it cannot be told whether a life was long enough.
    private Set<Integer> places = Set.of();

    /**
     * A death and what was promised of it.
     *
     * @param restarts the restarts by policy before it, since the last start by hand
     * @param places which death in a row it may be; several if it cannot be told whether a life was long enough to count anew
     * @param promise empty if it cannot be told what was promised
     * @param unclear why it cannot be told, else empty
     * @param excused whether something else is promised of it if the engine could not start it again
     * @param pressed when the machine had more to do than it could
     */
    record Due(
            Death death,
            int restarts,
            Set<Integer> places,
            Optional<Promise> promise,
            String unclear,
            boolean excused,
            Pressed pressed) {
        Due {
            places = Set.copyOf(places);
        }

        /** What happened, in words. */
        String what() {
            return death.target() + " died"
                    + death.exitCode().map(code -> " with exit code " + code).orElse("") + " ("
                    + death.causesInWords() + ")"
                    + (death.startFailed() ? ", could not be started again" : "");
        }

        boolean promises(Promise.Reaction reaction) {
            return promise.filter(p -> p.reacts() == reaction).isPresent();
        }

        Optional<DelayLaw> law() {
            return promise.flatMap(Promise::delay);
        }

        /** Which death in a row it is, if that can be told. */
        Optional<Integer> place() {
            return Optional.of(places)
                    .filter(all -> all.size() == 1)
                    .map(all -> all.iterator().next());
        }

        /** What the law says of its start. */
        Terms terms(DelayLaw law) {
            Terms idle = new Terms(law, places, Duration.ZERO);
            Instant end = death.next()
                    .map(next -> next.started().latest())
                    .orElseGet(() -> death.died().latest().plus(idle.latest()));
            return new Terms(
                    law,
                    places,
                    pressed.within(death.life().host(), death.died().earliest(), end));
        }

        /** What the law says of its start, in words. */
        String promised(DelayLaw law) {
            return place().map(n -> "promised was " + terms(law).inWords() + " after death " + n + " in a row")
                    .orElse("whether its life was long enough to count anew cannot be told");
        }

        /**
         * Why the start that is missing at the end of the observation breaks no promise: it was not due yet. Only of a loop
         * that was seen to go round, and past the nominal wait only if nothing says that nobody waits.
         */
        Optional<String> notYetDue(Lives lives) {
            Optional<DelayLaw> law = law().filter(l -> restarts > 0 && lives.whole());
            if (law.isEmpty() || death.next().isPresent() || death.stoppedWhileDown()) {
                return Optional.empty();
            }
            Duration nominal = places.stream()
                    .map(law.get()::nominal)
                    .min(Duration::compareTo)
                    .orElseThrow();
            boolean before = lives.until().isBefore(death.died().earliest().plus(nominal));
            boolean waiting = lives.until()
                            .isBefore(death.died()
                                    .earliest()
                                    .plus(terms(law.get()).latest()))
                    && lives.lastLook(death).filter(Due::mayStillWait).isPresent();
            return Optional.of("its start was not due yet: it was watched for "
                            + Durations.text(Duration.between(death.died().latest(), lives.until())) + " of the "
                            + Durations.text(nominal) + " to "
                            + Durations.text(terms(law.get()).latest())
                            + " it may take")
                    .filter(text -> before || waiting);
        }

        /** Where the engine restarts it says that it waits; where it never did, somebody else does (ground truth 44 to 46). */
        private static boolean mayStillWait(Event.Seen seen) {
            return seen.condition().status().equals("restarting")
                    || seen.condition().restartCount() == 0;
        }
    }

    private Row(Lives lives, Contract contract) {
        this.lives = lives;
        this.contract = contract;
        this.resetAfter = contract.rules().stream()
                .flatMap(rule -> rule.promise().delay().stream())
                .findFirst()
                .map(DelayLaw::resetAfter);
    }

    /** All deaths of a target, in the order of time. */
    static List<Due> of(Lives lives, Contract contract, Target target) {
        return of(lives, contract, lives.deaths(target));
    }

    /** These deaths of one target, in the order of time. */
    static List<Due> of(Lives lives, Contract contract, List<Death> deaths) {
        Row row = new Row(lives, contract);
        return deaths.stream().map(row::next).toList();
    }

    /** What the supervisor would promise of the same death if it had not restarted anything yet. */
    static Optional<DelayLaw> lawBeforeGivingUp(Lives lives, Contract contract, Death death) {
        Row row = new Row(lives, contract);
        row.places = Set.of(1);
        return row.due(death).law();
    }

    private Due next(Death death) {
        boolean anew = !death.life().container().equals(container) && !newOneWasPromised;
        if (anew || death.life().byHand()) {
            restarts = 0;
            places = Set.of();
        }
        container = death.life().container();
        places = places(places, death.life().started().until(death.died()), resetAfter);
        Due due = due(death);
        restarts++;
        // Who answers a death with a new container goes on counting in it.
        newOneWasPromised = due.promise()
                .flatMap(Promise::as)
                .filter(as -> as == Promise.As.NEW_CONTAINER)
                .isPresent();
        return due;
    }

    /**
     * Which trouble in a row this is, after a life of this length; several if it cannot be told whether that was long enough
     * to count anew.
     *
     * @param before which the last one was; empty if there was none
     */
    static Set<Integer> places(Set<Integer> before, Interval life, Optional<Duration> resetAfter) {
        if (before.isEmpty()) {
            return Set.of(1);
        }
        Set<Integer> next = new LinkedHashSet<>();
        boolean surelyLong =
                resetAfter.filter(reset -> life.atLeast().compareTo(reset) >= 0).isPresent();
        boolean surelyShort = resetAfter.isEmpty()
                || life.atMost()
                        .filter(most -> most.compareTo(resetAfter.get()) < 0)
                        .isPresent();
        if (!surelyShort) {
            next.add(1);
        }
        if (!surelyLong) {
            before.forEach(n -> next.add(n + 1));
        }
        return next;
    }

    private Due due(Death death) {
        Set<Promise> promises = new LinkedHashSet<>();
        Set<Rule> rules = new LinkedHashSet<>();
        boolean excused = false;
        for (Cause cause : death.causes().stream()
                .sorted(Comparator.comparing(Cause::name))
                .toList()) {
            Circumstances circumstances = circumstances(death, cause);
            Fit fit = contract.fit(circumstances);
            if (!fit.certain()) {
                String why = fit.rules().isEmpty()
                        ? "no rule of the contract of '" + contract.supervisor() + "' fits"
                        : "too little is known to say whether a rule fits";
                return unclear(death, why + " (" + cause.name() + ")");
            }
            promises.addAll(fit.promises());
            rules.addAll(fit.rules());
            excused |=
                    !contract.fit(circumstances.whoseStartFailed()).promises().equals(fit.promises());
        }
        if (promises.size() != 1) {
            return unclear(
                    death,
                    "what was promised depends on what cannot be proved: "
                            + String.join(
                                    " or ",
                                    rules.stream()
                                            .map(rule -> rule.cause().name() + " (" + words(rule.promise()) + ")")
                                            .distinct()
                                            .sorted()
                                            .toList()));
        }
        return new Due(death, restarts, places, Optional.of(promises.iterator().next()), "", excused, lives.pressed());
    }

    private Due unclear(Death death, String why) {
        return new Due(death, restarts, places, Optional.empty(), why, false, lives.pressed());
    }

    private Circumstances circumstances(Death death, Cause cause) {
        return lives.circumstances(
                death.life().host(),
                cause,
                death.state(),
                Optional.of(restarts),
                Optional.of(death.startFailed()),
                death.exitCode());
    }

    private static String words(Promise promise) {
        return switch (promise.reacts()) {
            case YES -> "comes back";
            case NO -> "stays down";
            case UNSPECIFIED -> "nothing is said";
        };
    }
}
