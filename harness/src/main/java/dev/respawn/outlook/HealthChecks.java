package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.HealthResult;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The results of the engine's health checks, each of them once. */
final class HealthChecks implements Gatherer {
    private final Set<ServiceName> services;
    private final Door door;
    private final Clocks clocks;
    private final Journal journal;
    private final Map<String, Set<HealthResult>> seen = new HashMap<>();

    HealthChecks(Set<ServiceName> services, Door door, Clocks clocks, Journal journal) {
        this.services = Set.copyOf(services);
        this.door = door;
        this.clocks = clocks;
        this.journal = journal;
    }

    @Override
    public String what() {
        return "the health checks";
    }

    // The engine remembers the last five only, and knows a result some moments after the event of its program's end.
    @Override
    public Duration every() {
        return Duration.ofMillis(250);
    }

    @Override
    public boolean wakes(EngineEvent event) {
        return event.is("health_status") || event.is("die");
    }

    @Override
    public void look(RunContainers.Known container) throws EngineException, InterruptedException {
        if (!services.contains(container.target().name())) {
            return;
        }
        List<HealthResult> results = door.healthResults(container.id());
        Set<HealthResult> before = seen.getOrDefault(container.id(), Set.of());
        for (HealthResult result : results) {
            if (!before.contains(result)) {
                journal.append(new Event.HealthChecked(
                        container.target(),
                        container.id(),
                        clocks.onRunClock(result.began()),
                        clocks.onRunClock(result.ended()),
                        result.exitCode(),
                        result.output()));
            }
        }
        // Old ones do not come back: a new start leaves them in the log (ground truth 76), a new engine empties it
        // (78).
        Set<HealthResult> all = new HashSet<>(results);
        all.addAll(results.isEmpty() ? before : Set.of());
        seen.put(container.id(), all);
    }
}
