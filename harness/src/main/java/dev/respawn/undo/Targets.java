package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How locators are followed. */
final class Targets {
    static final String LABEL = "dev.respawn.";

    /** How long a removal may take; an engine under load took seconds. */
    private static final Duration SETTLED_LIMIT = Duration.ofSeconds(10);

    private static final long POLL_MILLIS = 50;

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

    /**
     * What the engine says of a container that is not being removed just now: while it is, the engine finds the container
     * and not its files. One that stays half removed is told as it is.
     */
    static Optional<ContainerFacts> settled(String id, Act.Bench bench) throws EngineException, InterruptedException {
        long end = System.nanoTime() + SETTLED_LIMIT.toNanos();
        Optional<ContainerFacts> facts = bench.door().inspect(id);
        while (facts.filter(Targets::beingRemoved).isPresent() && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
            facts = bench.door().inspect(id);
        }
        return facts;
    }

    private static boolean beingRemoved(ContainerFacts facts) {
        String status = facts.condition().status();
        return status.equals("removing") || status.equals("dead");
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
            if (facts.filter(it -> !beingRemoved(it)).isPresent() && !id.equals(locator.get(Locator.ID))) {
                return facts;
            }
        }
        return Optional.empty();
    }
}
