package dev.respawn.supervisor.systemd;

import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.DeploymentAround;

/** Containers, and the units that make them anew. */
final class SystemdDeployment extends DeploymentAround {
    private final Units units;

    SystemdDeployment(Deployment containers, Units units) {
        super(containers);
        this.units = units;
    }

    // The units first: they would heal what is being removed. The containers next, because a stop may take as long as
    // one
    // is deaf. And once more what a unit made in between.
    @Override
    public void close() {
        units.letGo();
        removeStack();
        units.remove();
        removeStack();
    }
}
