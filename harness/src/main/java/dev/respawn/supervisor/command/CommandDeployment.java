package dev.respawn.supervisor.command;

import dev.respawn.contract.Contract;
import dev.respawn.host.Unreached;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Controls;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Containers, and beside them the program that looks after them. */
public final class CommandDeployment implements Deployment {
    private final Deployment containers;
    private final RunningCommand command;

    private CommandDeployment(Deployment containers, RunningCommand command) {
        this.containers = containers;
        this.command = command;
    }

    /** How the containers come to stand. */
    public interface Deploying {
        ContainerDeployment deploy() throws Unreached, InterruptedException;
    }

    /**
     * Starts a program, and containers once it says that it has begun: it may need a while, and what died meanwhile would be
     * found late.
     *
     * @param says told what it prints
     * @param begun the line by which it says so
     * @throws Unreached if it does not begin, or they do not come to stand; nothing is left then
     */
    public static CommandDeployment after(
            List<String> program,
            Stack stack,
            Site site,
            Consumer<String> says,
            Predicate<String> begun,
            Deploying deploying)
            throws Unreached, InterruptedException {
        RunningCommand command = RunningCommand.start(program, stack, site, says, begun);
        try {
            return new CommandDeployment(deploying.deploy(), command);
        } catch (Unreached | InterruptedException | RuntimeException e) {
            command.end();
            throw e;
        }
    }

    /** Starts a program beside containers that stand already; they are removed if it does not. */
    static CommandDeployment beside(
            ContainerDeployment containers, List<String> program, Stack stack, Site site, Consumer<String> says)
            throws Unreached, InterruptedException {
        try {
            return new CommandDeployment(containers, RunningCommand.start(program, stack, site, says));
        } catch (Unreached | InterruptedException | RuntimeException e) {
            containers.close();
            throw e;
        }
    }

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
