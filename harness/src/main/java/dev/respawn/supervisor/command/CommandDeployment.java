package dev.respawn.supervisor.command;

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

/** Containers, and beside them the program that looks after them. */
record CommandDeployment(Deployment containers, RunningCommand command) implements Deployment {
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

    // The program first: it would heal what is being removed.
    @Override
    public void close() {
        command.end();
        containers.close();
    }
}
