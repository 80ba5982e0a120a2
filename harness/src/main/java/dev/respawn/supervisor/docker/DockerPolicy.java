package dev.respawn.supervisor.docker;

import dev.respawn.contract.Contract;
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

/** The engine itself as supervisor, with one of its restart policies. */
public final class DockerPolicy implements Supervisor {
    private final String name;
    private final ContainerDeployment.Policy policy;
    private final Contract contract;

    private DockerPolicy(String name, ContainerDeployment.Policy policy, Contract contract) {
        this.name = name;
        this.policy = policy;
        this.contract = contract;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Contract contract(Service service) {
        return service.role() == Service.Role.SUBJECT ? contract : BuiltInContracts.named("docker/no");
    }

    @Override
    public Set<Class<?>> offers() {
        return ContainerDeployment.OFFERS;
    }

    // Ground truth 9.
    @Override
    public Optional<String> refuses(Service service) {
        return service.autoRemove()
                        && service.role() == Service.Role.SUBJECT
                        && !policy.equals(ContainerDeployment.Policy.NO)
                ? Optional.of("has 'auto-remove', which engines refuse together with restart policy '" + policy.name()
                        + "'; run it on docker:no, or make it a fixture")
                : Optional.empty();
    }

    @Override
    public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException {
        return ContainerDeployment.deploy(stack, site, policy, this::contract, says);
    }

    /** Offers the policies by name. */
    public static final class Listing implements Supervisor.Listing {
        private static final int RETRIES_MOST = 1_000;

        @Override
        public String name() {
            return "docker";
        }

        @Override
        public String summary() {
            return "the engine's own restart policy: docker:no, docker:always, docker:unless-stopped, "
                    + "docker:on-failure or docker:on-failure:RETRIES";
        }

        @Override
        public List<String> examples() {
            return List.of(
                    "docker:no", "docker:always", "docker:on-failure", "docker:on-failure:5", "docker:unless-stopped");
        }

        @Override
        public Supervisor make(String options, Path base) {
            if (List.of("no", "always", "unless-stopped", "on-failure").contains(options)) {
                return new DockerPolicy(
                        "docker:" + options,
                        new ContainerDeployment.Policy(options, 0),
                        BuiltInContracts.named("docker/" + options));
            }
            if (options.matches("on-failure:[0-9]{1,4}")) {
                int retries = Integer.parseInt(options.substring("on-failure:".length()));
                if (retries >= 1 && retries <= RETRIES_MOST) {
                    return new DockerPolicy(
                            "docker:" + options,
                            new ContainerDeployment.Policy("on-failure", retries),
                            BuiltInContracts.named("docker/on-failure").withRetries(retries));
                }
            }
            throw new IllegalArgumentException("docker has no restart policy '" + options
                    + "'; these are: always, no, on-failure, on-failure:RETRIES (1 to " + RETRIES_MOST
                    + "), unless-stopped");
        }
    }
}
