package dev.respawn.outlook;

import dev.respawn.model.Target;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where containers are asked, while they live: the engine gives the address of a dead one to the next that starts. */
final class Addresses {
    private record Held(String container, String address) {}

    private final Map<Target, Held> held = new ConcurrentHashMap<>();

    /** The engine says that this container of the target has this address; empty if it has none. */
    void seen(Target target, String container, String address) {
        if (address.isEmpty()) {
            died(target, container);
        } else {
            held.put(target, new Held(container, address));
        }
    }

    /** This container died; whoever answers at its address from now on may be another. */
    void died(Target target, String container) {
        held.computeIfPresent(target, (same, now) -> now.container().equals(container) ? null : now);
    }

    /** Where the target is asked; empty if none of its containers is known to live. */
    Optional<String> of(Target target) {
        return Optional.ofNullable(held.get(target)).map(Held::address);
    }
}
