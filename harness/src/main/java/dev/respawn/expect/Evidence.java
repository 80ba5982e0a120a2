package dev.respawn.expect;

import dev.respawn.contract.Contract;
import dev.respawn.journal.Entry;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What there is to judge a run by: the journal, and from the plan what was meant.
 *
 * @param entries the journal, whole or as far as it was written
 * @param planned the disruptions that the plan meant to happen
 * @param watches how often each probe asks
 * @param contracts what the supervisor promised, by service
 */
public record Evidence(
        List<Entry> entries,
        List<Planned> planned,
        Map<String, Duration> watches,
        Map<ServiceName, Contract> contracts) {
    public Evidence {
        entries = List.copyOf(entries);
        planned = List.copyOf(planned);
        watches = Map.copyOf(watches);
        contracts = Map.copyOf(contracts);
    }

    /** A disruption that the plan meant to happen to these targets. */
    public record Planned(String disruption, String fault, List<Target> targets) {
        public Planned {
            targets = List.copyOf(targets);
        }
    }
}
