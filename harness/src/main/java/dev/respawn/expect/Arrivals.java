package dev.respawn.expect;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Target;
import dev.respawn.model.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which disruptions were meant, which were injected, and which provably arrived. */
public final class Arrivals {
    /**
     * One disruption of one target.
     *
     * @param intended the entry that says the fault is about to be injected; empty if there is none
     * @param on what it was meant for at that moment
     * @param fault in words
     * @param arrived whether its witness says so
     * @param why why not; empty if it arrived
     */
    public record Arrival(
            String disruption,
            Target target,
            Optional<Entry> intended,
            Optional<Incarnation> on,
            String fault,
            boolean arrived,
            String why,
            List<Long> evidence) {
        public Arrival {
            evidence = List.copyOf(evidence);
        }

        /** When it was about to be injected; only of one that arrived. */
        Instant since() {
            return intended.orElseThrow().at();
        }

        long seq() {
            return intended.orElseThrow().seq();
        }
    }

    private final List<Arrival> all = new ArrayList<>();

    private Arrivals() {}

    /** Of every planned disruption of every target, in the order of the plan. */
    public static Arrivals of(Evidence evidence) {
        Arrivals arrivals = new Arrivals();
        evidence.planned()
                .forEach(planned ->
                        planned.targets().forEach(target -> arrivals.all.add(arrival(evidence, planned, target))));
        return arrivals;
    }

    /** All of them. */
    public List<Arrival> all() {
        return List.copyOf(all);
    }

    /** Those of one disruption. */
    public List<Arrival> of(String disruption) {
        return all.stream().filter(a -> a.disruption().equals(disruption)).toList();
    }

    /** The name of the disruption that was injected first. */
    Optional<String> first() {
        return all.stream()
                .filter(arrival -> arrival.intended().isPresent())
                .min(Comparator.comparing(Arrival::seq))
                .map(Arrival::disruption);
    }

    private static Arrival arrival(Evidence evidence, Evidence.Planned planned, Target target) {
        Optional<Entry> intended = Optional.empty();
        Optional<Incarnation> on = Optional.empty();
        boolean arrived = false;
        String fault = planned.fault();
        String why = "'" + planned.disruption() + "' was never injected into " + target;
        List<Long> seqs = new ArrayList<>();
        for (Entry entry : evidence.entries()) {
            if (entry.event() instanceof Event.FaultIntended e
                    && e.disruption().equals(planned.disruption())
                    && e.target().equals(target)) {
                seqs.add(entry.seq());
                if (intended.isEmpty()) {
                    intended = Optional.of(entry);
                    on = Optional.of(e.on());
                    fault = e.fault();
                    why = "nothing says what became of '" + planned.disruption() + "' on " + target;
                }
            } else if (entry.event() instanceof Event.FaultInjected e
                    && e.disruption().equals(planned.disruption())
                    && e.target().equals(target)) {
                seqs.add(entry.seq());
                if (e.witness() instanceof Witness.NotSeen notSeen) {
                    why = "'" + planned.disruption() + "' was injected into " + target
                            + ", but nothing shows that it arrived: " + notSeen.why();
                } else if (intended.isPresent()) {
                    arrived = true;
                    why = "";
                }
            } else if (entry.event() instanceof Event.FaultFailed e
                    && e.disruption().equals(planned.disruption())
                    && e.target().equals(target)) {
                seqs.add(entry.seq());
                arrived = false;
                why = "'" + planned.disruption() + "' could not be injected into " + target + ": " + e.why();
            }
        }
        return new Arrival(planned.disruption(), target, intended, on, fault, arrived, why, seqs);
    }
}
