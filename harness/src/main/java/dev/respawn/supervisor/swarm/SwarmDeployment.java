package dev.respawn.supervisor.swarm;

import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.DeploymentAround;

/** Containers of tasks, and the swarm that replaces them. */
final class SwarmDeployment extends DeploymentAround {
    private final Membership membership;

    SwarmDeployment(Deployment containers, Membership membership) {
        super(containers);
        this.membership = membership;
    }

    // With the stack go its services, and first: they would heal what is being removed. What this process does not live
    // to
    // do goes with the engine, whose record was on disk before it was made.
    @Override
    public void close() {
        try {
            removeStack();
        } finally {
            membership.close();
        }
    }
}
