package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How locators are followed. */
final class Targets {
    private static final String LABEL = "dev.respawn.";

    private Targets() {}

    /** The first twelve characters of an id, as people know it. */
    static String shortened(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    /** The process of a locator, for people. */
    static String process(Map<String, String> locator) {
        return "process " + locator.getOrDefault(Locator.PID, "") + " of container "
                + shortened(locator.getOrDefault(Locator.ID, ""));
    }

    /** What stands where the container was: another one with its labels. Empty if there is none. */
    static Optional<ContainerFacts> successor(Map<String, String> locator, Act.Bench bench)
            throws EngineException, InterruptedException {
        String name = locator.get(Locator.NAME);
        if (name != null) {
            return bench.door()
                    .inspect(name)
                    .filter(facts -> facts.name().equals(name) && !facts.id().equals(locator.get(Locator.ID)));
        }
        Map<String, String> labels = new TreeMap<>(locator);
        labels.keySet().removeIf(key -> !key.startsWith(LABEL));
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        for (String id : bench.door().containers(labels)) {
            Optional<ContainerFacts> facts = bench.door().inspect(id);
            if (facts.isPresent() && !id.equals(locator.get(Locator.ID))) {
                return facts;
            }
        }
        return Optional.empty();
    }
}
