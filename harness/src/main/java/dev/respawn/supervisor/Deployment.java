package dev.respawn.supervisor;

import dev.respawn.contract.Contract;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.util.List;
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

    /** Removes a stack that was deployed, leaves an adopted one alone. */
    @Override
    void close();
}
