package dev.respawn.supervisor;

import dev.respawn.contract.Contract;
import dev.respawn.host.Unreached;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.WayBack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A stack that stands, kept alive by the supervisor under test. */
public interface Deployment extends AutoCloseable {
    /** What its supervisor promises for a service; an adopted stack mixes policies. */
    Contract contract(ServiceName service);

    /** All targets that stand, in a stable order. */
    List<Target> targets();

    /** What can be done to its targets; known before it stands. */
    Set<Class<?>> offers();

    /** The controls of an incarnation, found when they are needed: the host may have changed. */
    Controls controls(Incarnation on);

    /** What a target is now. */
    Lookup find(Target target) throws InterruptedException;

    /** The port on the host under which a replica's port is published; empty if it is not. */
    OptionalInt published(ServiceName service, int replica);

    /**
     * What another process finds a target's place by, beside its last container; empty for the labels that all containers
     * of a run carry.
     */
    default Map<String, String> locator(Target target) {
        return Map.of();
    }

    /** What leaves a target as it was found, written down before anything is done to it; empty for what the run made. */
    default Optional<WayBack.Undo> asItWas(Target target) {
        return Optional.empty();
    }

    /**
     * What of the stack was found otherwise after the run than before, beyond what was told; empty for nothing, and for
     * what the run made. Asked last.
     *
     * @throws Unreached if nobody can tell
     */
    default List<String> left() throws Unreached, InterruptedException {
        return List.of();
    }

    /** Removes a stack that was deployed, leaves an adopted one alone. */
    @Override
    void close();
}
