package dev.respawn.outlook;

import dev.respawn.model.EngineEvent;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose volume it is that an engine tells of. Its events about volumes carry no labels: a mount names the container, and a
 * destruction only the volume.
 */
final class VolumeEvents {
    private final RunContainers containers;
    private final Map<String, Target> mounted = new HashMap<>();
    private volatile Set<ServiceName> services = Set.of();

    VolumeEvents(RunContainers containers) {
        this.containers = containers;
    }

    /** From now on the volumes of these services count, and nobody else's. */
    void of(Set<ServiceName> wanted) {
        services = Set.copyOf(wanted);
    }

    /** The target that mounts the volume, or did; empty if it is none of the services' that count. */
    synchronized Optional<Target> target(EngineEvent event) {
        String container = event.attributes().get("container");
        if (container == null) {
            return Optional.ofNullable(mounted.get(event.id()));
        }
        Optional<Target> target = containers
                .byId(container)
                .map(RunContainers.Known::target)
                .filter(service -> services.contains(service.name()))
                .map(service -> service);
        target.ifPresent(service -> mounted.put(event.id(), service));
        return target;
    }
}
