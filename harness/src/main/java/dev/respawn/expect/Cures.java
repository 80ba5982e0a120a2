package dev.respawn.expect;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Fit;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a supervisor did about the ailments of one target, held against what its contract promises of them: to leave it alone,
 * or to put something healthy in its place.
 */
final class Cures {
    private final Lives lives;
    private final Contract contract;
    private final List<Ailment> ailments;

    Cures(Lives lives, Contract contract, List<Ailment> ailments) {
        this.lives = lives;
        this.contract = contract;
        this.ailments = ailments;
    }

    /** The deaths that were the way to a promised cure, and not a trouble of their own. */
    Set<Death> deaths() {
        Set<Death> cures = new LinkedHashSet<>();
        for (Ailment ailment : ailments) {
            promise(ailment)
                    .filter(promise -> promise.reacts() == Promise.Reaction.YES)
                    .flatMap(promise -> byTheSupervisor(ailment))
                    .ifPresent(cures::add);
        }
        return cures;
    }

    /** One part of a finding for each ailment, in the order of time. */
    List<Part> judge() {
        List<Part> parts = new ArrayList<>();
        Set<Integer> places = Set.of();
        for (Ailment ailment : ailments) {
            Optional<Promise> promise = promise(ailment);
            places = Row.places(
                    places,
                    ailment.life().started().until(ailment.became()),
                    promise.flatMap(Promise::delay).map(DelayLaw::resetAfter));
            Part part;
            if (promise.isEmpty()) {
                part = Part.unproven(
                        ailment.what() + ", and no rule of the contract of '" + contract.supervisor() + "' fits ("
                                + ailment.cause().name() + ")",
                        List.of());
            } else {
                part = judge(ailment, promise.get(), places);
            }
            parts.add(part.seenIn(ailment.evidence()));
        }
        return parts;
    }

    private Part judge(Ailment ailment, Promise promise, Set<Integer> places) {
        return switch (promise.reacts()) {
            case UNSPECIFIED ->
                Part.of(Outcome.PASSED, ailment.what() + ", for which the contract promises nothing", List.of());
            case NO -> leftAlone(ailment);
            case YES -> cured(ailment, promise, places);
        };
    }

    private Part leftAlone(Ailment ailment) {
        Optional<Moment> unpaused = ailment.well()
                .filter(well -> ailment.cause().equals(Cause.PAUSED)
                        && ailment.meddled()
                                .filter(at -> !at.isAfter(well.latest()))
                                .isEmpty());
        if (unpaused.isPresent()) {
            return Part.of(
                    Outcome.FAILED,
                    ailment.what() + " and unpaused by somebody else after "
                            + ailment.became().until(unpaused.get()) + "; promised was that it is left alone",
                    List.of());
        }
        Optional<Death> touched = byTheSupervisor(ailment);
        if (touched.isPresent()) {
            return Part.of(
                    Outcome.FAILED,
                    ailment.what() + " and was ended through the engine ("
                            + touched.get().causesInWords() + ") after "
                            + ailment.became().until(touched.get().died()) + "; promised was that it is left alone",
                    touched.get().evidence());
        }
        Instant end = ailment.became().latest().plus(KeepsContract.QUIET);
        if (ailment.meddled().filter(at -> at.isBefore(end)).isPresent()) {
            return Part.unproven(
                    ailment.what() + " and the run itself laid hands on it before it was watched for "
                            + Durations.exact(KeepsContract.QUIET),
                    List.of());
        }
        if (ailment.death().filter(death -> death.died().latest().isBefore(end)).isPresent()) {
            return Part.of(Outcome.PASSED, ailment.what() + " and was left alone until it died", List.of());
        }
        return watched(ailment, KeepsContract.QUIET)
                .orElseGet(
                        () -> Part.of(Outcome.PASSED, ailment.what() + " and was left alone, as promised", List.of()));
    }

    private Part cured(Ailment ailment, Promise promise, Set<Integer> places) {
        Optional<Terms> law = promise.delay().map(delay -> terms(ailment, delay, places));
        Duration latest = law.map(Terms::latest).orElse(KeepsContract.PATIENCE);
        Instant end = ailment.became().latest().plus(latest);
        Optional<Death> cure = byTheSupervisor(ailment);
        if (cure.isEmpty()) {
            return uncured(ailment, latest, end);
        }
        if (ailment.next().isEmpty()) {
            return notYetDue(ailment, latest)
                    .or(() -> watched(ailment, latest))
                    .orElseGet(() -> Part.of(
                            Outcome.FAILED,
                            ailment.what()
                                    + ", was ended through the engine and did not come back; promised was a start"
                                    + " within " + Durations.text(latest),
                            cure.get().evidence()));
        }
        Life next = ailment.next().get();
        Interval interval = ailment.became().until(next.started());
        Promise.As found = next.container().equals(ailment.life().container())
                ? Promise.As.SAME_CONTAINER
                : Promise.As.NEW_CONTAINER;
        if (promise.as().filter(as -> as != found).isPresent()) {
            return Part.of(
                    Outcome.FAILED,
                    ailment.what() + " and came back as " + ComesBack.words(found) + "; promised was "
                            + ComesBack.words(promise.as().get()),
                    next.evidence());
        }
        String back = ailment.what() + " and was started anew after " + interval;
        Finding.Measure measure =
                new Finding.Measure("from when " + ailment.what() + " to its start", interval, law.map(l -> latest));
        return law.map(l -> Part.of(l.lawful(interval), back + "; promised was " + l.inWords(), next.evidence()))
                .orElseGet(() -> Part.of(Outcome.PASSED, back, next.evidence()))
                .with(measure);
    }

    /** Nothing was done about it: that may be because there was no need, or no time. */
    private Part uncured(Ailment ailment, Duration latest, Instant end) {
        Optional<Moment> well = ailment.well().filter(moment -> !moment.latest().isAfter(end));
        if (well.isPresent()
                && ailment.meddled()
                        .filter(at -> at.isBefore(well.get().latest()))
                        .isEmpty()) {
            return Part.of(
                    Outcome.PASSED,
                    ailment.what() + " and was well again after "
                            + ailment.became().until(well.get())
                            + ", before anything had to be done about it",
                    List.of());
        }
        if (ailment.meddled().filter(at -> at.isBefore(end)).isPresent()) {
            return Part.unproven(
                    ailment.what() + " and the run itself laid hands on it before anything had to be done about it",
                    List.of());
        }
        if (ailment.death().filter(death -> death.died().latest().isBefore(end)).isPresent()) {
            return Part.of(
                    Outcome.PASSED, ailment.what() + " and died before anything had to be done about it", List.of());
        }
        return notYetDue(ailment, latest)
                .or(() -> watched(ailment, latest))
                .orElseGet(() -> Part.of(
                        Outcome.FAILED,
                        ailment.what() + " and nothing was done about it; promised was a start within "
                                + Durations.text(latest),
                        List.of()));
    }

    /**
     * Why the cure that is missing at the end of the observation breaks no promise: it was not due yet. Only of one that falls
     * ill again and again, and was cured before.
     */
    private Optional<Part> notYetDue(Ailment ailment, Duration latest) {
        int i = ailments.indexOf(ailment);
        boolean curedBefore = i > 0
                && ailments.subList(0, i).stream()
                        .allMatch(before -> byTheSupervisor(before).isPresent()
                                && before.next().isPresent());
        Duration watched = Duration.between(ailment.became().latest(), lives.until());
        return curedBefore && lives.whole() && watched.compareTo(latest) < 0
                ? Optional.of(Part.of(
                        Outcome.PASSED,
                        ailment.what() + " again, and its cure was not due yet: it was watched for "
                                + Durations.text(watched) + " of the " + Durations.text(latest) + " it may take",
                        List.of()))
                : Optional.empty();
    }

    /** Why what was not seen for so long proves nothing, if it does not. */
    private Optional<Part> watched(Ailment ailment, Duration wanted) {
        Instant from = ailment.became().latest();
        Instant to = from.plus(wanted);
        if (lives.until().isBefore(to)) {
            return Optional.of(Part.unproven(
                    ailment.what() + ", but was watched only for "
                            + Durations.text(Duration.between(from, lives.until())) + " afterwards; wanted "
                            + Durations.text(wanted),
                    List.of()));
        }
        return lives.blind()
                .within(ailment.life().host(), ailment.became().earliest(), to)
                .map(span -> Part.unproven(
                        "the event stream of '" + span.host() + "' was away while " + ailment.target()
                                + " should have been watched",
                        span.evidence()));
    }

    /** The death that somebody asked the engine for while it was ill, and no fault of the run explains. */
    private static Optional<Death> byTheSupervisor(Ailment ailment) {
        return ailment.death()
                .filter(death -> Set.of(Cause.ENGINE_API_STOP, Cause.ENGINE_API_RESTART, Cause.REMOVED)
                        .containsAll(death.causes()))
                .filter(death -> ailment.meddled()
                        .filter(at -> at.isBefore(death.died().latest()))
                        .isEmpty());
    }

    private Optional<Promise> promise(Ailment ailment) {
        Fit fit = contract.fit(lives.circumstances(
                ailment.life().host(),
                ailment.cause(),
                Optional.of(ailment.cause().equals(Cause.PAUSED) ? Given.State.PAUSED : Given.State.RUNNING),
                Optional.empty(),
                Optional.of(false),
                // It did not end of this.
                Optional.empty()));
        List<Promise> promises = fit.promises();
        return fit.certain() && promises.size() == 1 ? Optional.of(promises.get(0)) : Optional.empty();
    }

    /** What the law says of the start that cures it. */
    private Terms terms(Ailment ailment, DelayLaw law, Set<Integer> places) {
        Instant end = ailment.next()
                .map(next -> next.started().latest())
                .orElseGet(() -> ailment.became().latest().plus(new Terms(law, places, Duration.ZERO).latest()));
        return new Terms(
                law,
                places,
                lives.pressed().within(ailment.life().host(), ailment.became().earliest(), end));
    }
}
