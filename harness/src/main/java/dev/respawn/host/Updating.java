package dev.respawn.host;

import dev.respawn.docker.ContainerUpdate;
import dev.respawn.model.Incarnation;

/** Changes the policy or the limits of a container while it is there, as {@code docker update} does. */
public interface Updating {
    /** What those settings are now that the update would change. */
    ContainerUpdate before(Incarnation on, ContainerUpdate update) throws Unreached, InterruptedException;

    void update(Incarnation on, ContainerUpdate update) throws Unreached, InterruptedException;
}
