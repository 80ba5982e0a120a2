package dev.respawn.supervisor.systemd;

import dev.respawn.contract.Contract;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.supervisor.Controls;
import dev.respawn.supervisor.Deployment;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Containers, and the units that make them anew. */
record SystemdDeployment(Deployment containers, Units units) implements Deployment {
    @Override
    public Contract contract(ServiceName service) {
        return containers.contract(service);
    }

    @Override
    public List<Target> targets() {
        return containers.targets();
    }

    @Override
    public Set<Class<?>> offers() {
        return containers.offers();
    }

    @Override
    public Controls controls(Incarnation on) {
        return containers.controls(on);
    }

    @Override
    public Lookup find(Target target) throws InterruptedException {
        return containers.find(target);
    }

    @Override
    public OptionalInt published(ServiceName service, int replica) {
        return containers.published(service, replica);
    }

    // The units first: they would heal what is being removed. Their containers next, because a stop may take as long as
    // a
    // container is deaf. And once more what a unit made in between.
    @Override
    public void close() {
        units.letGo();
        containers.close();
        units.remove();
        containers.close();
    }
}
