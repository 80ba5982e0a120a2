package dev.respawn.supervisor.swarm;

import dev.respawn.contract.Contract;
import dev.respawn.docker.Swarm;
import dev.respawn.host.Host;
import dev.respawn.host.Hosts;
import dev.respawn.host.Unreached;
import dev.respawn.supervisor.BuiltInContracts;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Swarm as supervisor, with one of its restart conditions. What it restarts is a task, and a task is a new container each
 * time (ground truth 122, 123).
 */
public final class SwarmSupervisor implements Supervisor {
    private static final String NAME = "swarm";

    private final String name;
    private final Swarm.Restart restart;
    private final Contract contract;

    private SwarmSupervisor(String name, Swarm.Restart restart, Contract contract) {
        this.name = name;
        this.restart = restart;
        this.contract = contract;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Contract contract(Service service) {
        return service.role() == Service.Role.SUBJECT
                ? Promises.of(contract, service)
                : BuiltInContracts.named("docker/no");
    }

    // Ground truth 97 for the last.
    @Override
    public Optional<String> refusesHost(String host) {
        if (!Hosts.makesItsEngine(host)) {
            return Optional.of(
                    "makes a swarm of the engine that it works on, which it does to an engine of the run's own"
                            + " only, and that of host '" + host
                            + "' is not; run it with --host private or --host machine");
        }
        return Hosts.liveRestores(host)
                ? Optional.of(
                        "works on no engine with live-restore, because engines refuse the two together, and host '"
                                + host + "' has it; leave it out")
                : Optional.empty();
    }

    @Override
    public Optional<String> refuses(Service service) {
        if (service.role() != Service.Role.SUBJECT) {
            return Optional.empty();
        }
        if (service.networks().size() > 1) {
            return Optional.of("is in several networks, of which a task is put into the first only; leave it in one");
        }
        if (service.pid().isPresent()) {
            return Optional.of("shares the processes of another container, which no task of a swarm does; leave it out,"
                    + " or make it a fixture");
        }
        if (service.autoRemove()) {
            return Optional.of("has 'auto-remove', which no task of a swarm has; leave it out, or make it a fixture");
        }
        return service.attached()
                ? Optional.of("says 'attached', but the container of a task is known only once it runs; leave it out")
                : Optional.empty();
    }

    @Override
    public Set<Class<?>> offers() {
        return ContainerDeployment.OFFERS;
    }

    @Override
    public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException {
        Host host = site.first();
        if (host.ownEngine().isEmpty()) {
            // The plan says so as well; this is the last door before somebody else's engine is changed.
            throw new Unreached(
                    "supervisor '" + name + "' makes a swarm of the engine that it works on, and that of host '"
                            + host.id() + "' is not the run's own");
        }
        Membership membership = Membership.of(host);
        boolean stands = false;
        try {
            Tasks tasks = new Tasks(host.door(), restart, stack.startsMayFail(), says);
            Deployment containers = ContainerDeployment.deploy(stack, site, tasks, this::contract, says);
            stands = true;
            return new SwarmDeployment(containers, membership);
        } finally {
            if (!stands) {
                membership.close();
            }
        }
    }

    /** Offers its restart conditions by name. */
    public static final class Listing implements Supervisor.Listing {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String summary() {
            return "a service of Swarm for each replica, whose task is replaced by a new one 5s after it ended: swarm"
                    + " (whatever it ended with), swarm:on-failure or swarm:none; needs --host private or --host machine";
        }

        @Override
        public List<String> examples() {
            return List.of(NAME, NAME + ":on-failure", NAME + ":none");
        }

        @Override
        public Supervisor make(String options, Path base) {
            return switch (options) {
                case "" -> made(NAME, Swarm.Restart.ANY, "swarm/any");
                case "on-failure" -> made(NAME + ":on-failure", Swarm.Restart.ON_FAILURE, "swarm/on-failure");
                case "none" -> made(NAME + ":none", Swarm.Restart.NONE, "swarm/none");
                default ->
                    throw new IllegalArgumentException("swarm has no restart condition '" + options
                            + "'; these are: none, on-failure, and 'swarm' alone for any");
            };
        }

        private static Supervisor made(String name, Swarm.Restart restart, String contract) {
            return new SwarmSupervisor(name, restart, BuiltInContracts.named(contract));
        }
    }
}
