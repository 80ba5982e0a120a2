package dev.respawn.model;

import java.util.Optional;

/**
 * Which targets a disruption is for.
 *
 * @param service the service they belong to
 * @param replicas how many of its replicas, drawn from the seed; empty for all
 */
public record Selector(ServiceName service, Optional<Integer> replicas) {
    public Selector {
        replicas.filter(n -> n < 1).ifPresent(n -> {
            throw new IllegalArgumentException("a target of " + n + " replicas selects nothing; the fewest is 1");
        });
    }

    /** All replicas of a service. */
    public static Selector all(ServiceName service) {
        return new Selector(service, Optional.empty());
    }

    @Override
    public String toString() {
        return replicas.map(n -> n + " of " + service).orElse("all of " + service);
    }
}
