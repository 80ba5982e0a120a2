package dev.respawn.gameday;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.model.Labels;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who gave leave to break containers that a run did not make: their owner by a label, or whoever runs Respawn by their
 * names. Nobody's leave counts for one that is protected.
 */
public final class Consents {
    private final Map<String, String> byName = new TreeMap<>();

    /** From now on the container of this name may be broken, because of that. */
    public synchronized void give(String name, String because) {
        byName.putIfAbsent(name, because);
    }

    /** Whether a container is protected by its owner, which no leave overrules. */
    static boolean isProtected(ContainerFacts container) {
        String value = container.labels().get(Labels.PROTECTED);
        return value != null && !value.equals("false");
    }

    /** Because of what a container may be broken; empty if nobody gave leave. */
    public synchronized Optional<String> of(ContainerFacts container) {
        if (Labels.YES.equals(container.labels().get(Labels.MAY_BREAK))) {
            return Optional.of("its label " + Labels.MAY_BREAK + "=" + Labels.YES);
        }
        return Optional.ofNullable(byName.get(container.name()));
    }
}
