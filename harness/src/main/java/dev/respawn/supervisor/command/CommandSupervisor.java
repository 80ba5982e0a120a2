package dev.respawn.supervisor.command;

import dev.respawn.contract.Contract;
import dev.respawn.host.Unreached;
import dev.respawn.supervisor.BuiltInContracts;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.ContractFile;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The user's own program as supervisor: an ordinary process beside a stack of containers without a restart policy. It
 * learns from its environment what to look after, and is ended with the run:
 *
 * <ul>
 *   <li>{@code RESPAWN_RUN}: the run's name
 *   <li>{@code RESPAWN_LABEL}: the label of every container of the run, NAME=VALUE
 *   <li>{@code RESPAWN_SUBJECTS}: the services to keep alive, separated by blanks
 *   <li>{@code RESPAWN_SERVICE_LABEL}: the name of the label that holds a container's service
 *   <li>{@code DOCKER_HOST}: the engine
 * </ul>
 */
public final class CommandSupervisor implements Supervisor {
    private final String name;
    private final CommandLine line;
    private final Path base;

    private CommandSupervisor(String name, CommandLine line, Path base) {
        this.name = name;
        this.line = line;
        this.base = base;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Reads the contract's file.
     *
     * @throws IllegalArgumentException if it cannot be read, naming every mistake with its place
     */
    @Override
    public Contract contract(Service service) {
        return service.role() == Service.Role.SUBJECT
                ? ContractFile.read(base.resolve(line.contract()), line.contract())
                : BuiltInContracts.named("docker/no");
    }

    @Override
    public Set<Class<?>> offers() {
        return ContainerDeployment.OFFERS;
    }

    @Override
    public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException {
        ContainerDeployment containers =
                ContainerDeployment.deploy(stack, site, ContainerDeployment.Policy.NO, this::contract, says);
        return CommandDeployment.beside(containers, program(), stack, site, says);
    }

    // A name with a slash is a file, looked up like the contract; one without is found on the PATH.
    private List<String> program() {
        List<String> words = new ArrayList<>(line.words());
        Path program = base.resolve(words.get(0));
        if (words.get(0).contains("/") && Files.exists(program)) {
            words.set(0, program.toAbsolutePath().normalize().toString());
        }
        return words;
    }

    /** Offers the user's own program. */
    public static final class Listing implements Supervisor.Listing {
        @Override
        public String name() {
            return "command";
        }

        @Override
        public String summary() {
            return "your own program, started beside the stack: command:PROGRAM ARGUMENT… --contract FILE";
        }

        @Override
        public List<String> examples() {
            return List.of("command:./my-supervisor --contract my-contract.yaml");
        }

        @Override
        public Supervisor make(String options, Path base) {
            return new CommandSupervisor("command:" + options, CommandLine.parse(options), base);
        }
    }
}
