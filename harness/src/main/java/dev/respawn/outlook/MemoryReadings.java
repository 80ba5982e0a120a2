package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.MemoryUse;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How much memory containers use, read again and again while they run. */
final class MemoryReadings implements Gatherer {
    private final Set<ServiceName> services;
    private final Door door;
    private final Journal journal;

    MemoryReadings(Set<ServiceName> services, Door door, Journal journal) {
        this.services = Set.copyOf(services);
        this.door = door;
        this.journal = journal;
    }

    @Override
    public String what() {
        return "the memory";
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(150);
    }

    @Override
    public boolean wakes(EngineEvent event) {
        return event.is("start");
    }

    @Override
    public void look(RunContainers.Known container) throws EngineException, InterruptedException {
        if (!services.contains(container.target().name())) {
            return;
        }
        Optional<MemoryUse> use = door.memory(container.id());
        use.ifPresent(now -> journal.append(
                new Event.MemorySeen(container.target(), container.id(), now.bytes(), now.peak(), now.limit())));
    }
}
