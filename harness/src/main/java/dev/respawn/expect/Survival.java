package dev.respawn.expect;

import dev.respawn.contract.Contract;
import dev.respawn.contract.Promise;
import dev.respawn.journal.Event;
import dev.respawn.model.Interval;
import dev.respawn.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of the targets of a run, whatever was expected of it: of several the one that fared worst.
 *
 * @param how whether anything died, and as what it came back
 * @param away from the death to the next start, the longest of all targets; empty where none came back
 * @param unspecified whether something died of which the supervisor promises nothing
 * @param good for each probe the share of its samples that were good, of those that are known, since the first fault arrived
 */
public record Survival(How how, Optional<Interval> away, boolean unspecified, Map<String, Double> good) {
    /** As what somebody came back, from the best to the worst. */
    public enum How {
        NOTHING_DIED("nothing died"),
        SAME_CONTAINER("same container"),
        NEW_CONTAINER("new container"),
        NOT_AT_ALL("not at all"),
        UNKNOWN("not known");

        private final String words;

        How(String words) {
            this.words = words;
        }

        /** In words. */
        public String words() {
            return words;
        }
    }

    private record One(How how, Optional<Interval> away) {}

    public Survival {
        good = new TreeMap<>(good);
    }

    /** What the journal shows of it. */
    public static Survival of(Evidence evidence) {
        Lives lives = Lives.of(evidence);
        List<Death> deaths = firstDeaths(lives);
        How how = How.NOTHING_DIED;
        Optional<Interval> away = Optional.empty();
        boolean lost = lives.arrivals().all().stream().anyMatch(arrival -> !arrival.arrived());
        if (lost || lives.targets().isEmpty()) {
            how = How.UNKNOWN;
        }
        for (Death death : deaths) {
            One one = one(death);
            how = one.how().compareTo(how) > 0 ? one.how() : how;
            away = longer(away, one.away());
        }
        return new Survival(
                how, away, deaths.stream().anyMatch(death -> unspecified(evidence, lives, death)), good(evidence));
    }

    /** Of each target the first death since a fault was meant for it; where nothing was injected, the first of all. */
    private static List<Death> firstDeaths(Lives lives) {
        List<Arrivals.Arrival> arrived = lives.arrivals().all().stream()
                .filter(Arrivals.Arrival::arrived)
                .toList();
        Map<Target, Death> first = new LinkedHashMap<>();
        if (lives.arrivals().all().isEmpty()) {
            lives.deaths().forEach(death -> first.putIfAbsent(death.target(), death));
        }
        for (Arrivals.Arrival arrival : arrived) {
            lives.firstAfter(arrival).ifPresent(death -> first.putIfAbsent(arrival.target(), death));
        }
        return new ArrayList<>(first.values());
    }

    private static One one(Death death) {
        if (death.next().isEmpty()) {
            return new One(How.NOT_AT_ALL, Optional.empty());
        }
        Life next = death.next().get();
        boolean same = next.container().equals(death.life().container());
        return new One(
                same ? How.SAME_CONTAINER : How.NEW_CONTAINER,
                Optional.of(death.died().until(next.started())));
    }

    private static boolean unspecified(Evidence evidence, Lives lives, Death death) {
        Contract contract = death.target() instanceof Target.Service service
                ? evidence.contracts().get(service.name())
                : null;
        return contract != null
                && Row.of(lives, contract, death.target()).stream()
                        .anyMatch(due -> due.death().equals(death) && due.promises(Promise.Reaction.UNSPECIFIED));
    }

    private static Optional<Interval> longer(Optional<Interval> one, Optional<Interval> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().atLeast().compareTo(other.get().atLeast()) >= 0 ? one : other;
    }

    private static Map<String, Double> good(Evidence evidence) {
        Optional<Instant> from = evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.FaultIntended)
                .map(entry -> entry.at())
                .min(Comparator.naturalOrder());
        Map<String, Double> good = new TreeMap<>();
        for (String watch : evidence.watches().keySet()) {
            List<Samples.Shot> known =
                    Samples.of(evidence, watch, from.orElse(Instant.MIN), Lives.observedUntil(evidence)).stream()
                            .filter(shot -> !shot.sample().missing())
                            .toList();
            if (!known.isEmpty()) {
                long well = known.stream().filter(shot -> shot.sample().good()).count();
                good.put(watch, (double) well / known.size());
            }
        }
        return good;
    }
}
