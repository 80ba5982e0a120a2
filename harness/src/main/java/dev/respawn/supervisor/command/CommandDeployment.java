package dev.respawn.supervisor.command;

import dev.respawn.host.Unreached;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.DeploymentAround;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Containers, and beside them the program that looks after them. */
public final class CommandDeployment extends DeploymentAround {
    private final RunningCommand command;

    private CommandDeployment(Deployment containers, RunningCommand command) {
        super(containers);
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

    // The program first: it would heal what is being removed.
    @Override
    public void close() {
        command.end();
        removeStack();
    }
}
