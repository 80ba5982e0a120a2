package dev.respawn.matrix;

import dev.respawn.expect.Share;
import dev.respawn.expect.Survival;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One scenario under one supervisor, in all its trials.
 *
 * @param reason why nothing was run, or what decided the worst trial; empty text where all is as promised
 * @param fastest whether it came back faster than every other supervisor of the row, in every trial
 */
public record Cell(State state, String reason, List<Trial> trials, boolean fastest) {
    /** What a cell says of its supervisor. */
    public enum State {
        /** It did what its contract promises. */
        AS_PROMISED("as promised"),
        /** Its contract promises nothing of this. */
        UNSPECIFIED("unspecified"),
        /** It did something else than it promises. */
        BROKEN("promise broken"),
        /** Nothing is proved. */
        UNPROVEN("unproven"),
        /** The scenario means nothing here. */
        NOT_APPLICABLE("not applicable"),
        /** Nobody ran it yet. */
        NOT_RUN("not run");

        private final String words;

        State(String words) {
            this.words = words;
        }

        /** In words. */
        public String words() {
            return words;
        }
    }

    /**
     * One run of it.
     *
     * @param run the run's name
     * @param directory of the run, from the matrix's own
     */
    public record Trial(String run, Path directory, Outcome outcome, String reason, Survival survival) {}

    public Cell {
        trials = List.copyOf(trials);
    }

    /** One that was not run, and why. */
    static Cell without(State state, String reason) {
        return new Cell(state, reason, List.of(), false);
    }

    /** What its trials come to. */
    static Cell of(List<Trial> trials) {
        if (trials.isEmpty()) {
            return without(State.NOT_RUN, "");
        }
        Outcome outcome = Outcome.all(trials.stream().map(Trial::outcome).toList());
        State state = switch (outcome) {
            case FAILED -> State.BROKEN;
            case UNPROVEN -> State.UNPROVEN;
            case PASSED ->
                trials.stream().anyMatch(trial -> trial.survival().unspecified())
                        ? State.UNSPECIFIED
                        : State.AS_PROMISED;
        };
        String reason = outcome == Outcome.PASSED
                ? ""
                : trials.stream()
                        .filter(trial -> trial.outcome() == outcome)
                        .findFirst()
                        .map(Trial::reason)
                        .orElse("");
        return new Cell(state, reason, trials, false);
    }

    /** As what it came back: one word if all trials agree, else each with how often. */
    public String how() {
        Set<Survival.How> seen = trials.stream()
                .map(trial -> trial.survival().how())
                .sorted()
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return seen.size() == 1
                ? seen.iterator().next().words()
                : seen.stream()
                        .map(how -> how.words() + " ("
                                + trials.stream()
                                        .filter(trial -> trial.survival().how() == how)
                                        .count()
                                + " of " + trials.size() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** How long it was away, over all trials: not shorter than the one, not longer than the other. */
    public Optional<Interval> away() {
        List<Interval> all = trials.stream()
                .flatMap(trial -> trial.survival().away().stream())
                .toList();
        if (all.isEmpty() || all.size() < trials.size()) {
            return Optional.empty();
        }
        Duration least = all.stream()
                .map(Interval::atLeast)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return Optional.of(
                all.stream().anyMatch(interval -> interval.atMost().isEmpty())
                        ? Interval.moreThan(least)
                        : Interval.between(
                                least,
                                all.stream()
                                        .flatMap(interval -> interval.atMost().stream())
                                        .max(Comparator.naturalOrder())
                                        .orElseThrow()));
    }

    /** The probe that was good least, and for which share, in the worst trial; empty if nothing was asked. */
    public Optional<Availability> available() {
        return trials.stream()
                .flatMap(trial -> trial.survival().good().entrySet().stream())
                .map(entry -> new Availability(entry.getKey(), entry.getValue()))
                .min(Comparator.comparing(Availability::share));
    }

    /** A probe, and the share of its samples that were good. */
    public record Availability(String probe, double share) {
        private static final int OF = 1_000;

        /** The share, rounded down to a tenth of a percent: what was missing once was not always there. */
        public String percent() {
            return Share.text(Math.floor(share * OF) / OF);
        }
    }

    Cell whichIsFastest() {
        return new Cell(state, reason, trials, true);
    }
}
