package dev.respawn.outlook;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.MemoryUse;
import dev.respawn.host.MemoryGroup;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much memory containers use, read again and again while they run: from the kernel's own files where their processes are
 * seen from here, else through the engine, which takes its time (about a second on 20.10).
 */
final class MemoryReadings implements Gatherer {
    private final Set<ServiceName> services;
    private final Door door;
    private final Journal journal;
    private final Map<String, MemoryGroup> groups = new HashMap<>();
    private final Set<String> told = new HashSet<>();

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
        use(container)
                .ifPresent(now -> journal.append(new Event.MemorySeen(
                        container.target(), container.id(), now.bytes(), now.peak(), now.limit())));
    }

    private Optional<MemoryUse> use(RunContainers.Known container) throws EngineException, InterruptedException {
        // The next life of a container has a group at the same place.
        Optional<MemoryUse> known =
                Optional.ofNullable(groups.get(container.id())).flatMap(MemoryGroup::use);
        if (known.isPresent()) {
            return known;
        }
        Optional<ContainerFacts> facts = door.inspect(container.id());
        if (facts.filter(found -> found.pid() <= 0).isPresent()) {
            return Optional.empty();
        }
        Optional<MemoryGroup> group =
                facts.flatMap(found -> MemoryGroup.of(found.pid())).filter(found -> found.isOf(container.id()));
        group.ifPresent(found -> groups.put(container.id(), found));
        Optional<MemoryUse> use = group.flatMap(MemoryGroup::use);
        if (use.isPresent() || groups.containsKey(container.id())) {
            // Or it has died since it was asked for.
            return use;
        }
        Optional<MemoryUse> asked = door.memory(container.id());
        if (asked.isPresent() && told.add(container.id())) {
            journal.append(new Event.Noted("the memory of " + container.target()
                    + " is asked of the engine, seldom, since its control group is not seen from here"));
        }
        return asked;
    }
}
