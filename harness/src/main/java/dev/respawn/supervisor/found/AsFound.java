package dev.respawn.supervisor.found;

import dev.respawn.contract.Contract;
import dev.respawn.host.Recreating;
import dev.respawn.host.Unreached;
import dev.respawn.supervisor.Adopted;
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
import java.util.stream.Collectors;

/**
 * Whatever keeps alive what is there already: for each adopted service the engine, with the restart policy that its
 * containers really have. The run deploys fixtures beside them, if it has any, and removes those alone.
 */
public final class AsFound implements Supervisor {
    /** What can be done to a container that somebody else made: nobody knows how to make it anew. */
    static final Set<Class<?>> OFFERS = ContainerDeployment.OFFERS.stream()
            .filter(control -> control != Recreating.class)
            .collect(Collectors.toUnmodifiableSet());

    private final Adopted found;

    private AsFound(Adopted found) {
        this.found = found;
    }

    @Override
    public String name() {
        return "as-found";
    }

    @Override
    public boolean adopts() {
        return true;
    }

    @Override
    public Supervisor having(Adopted adopted) {
        return new AsFound(adopted);
    }

    /** Before it is known what there is, nothing is promised. */
    @Override
    public Contract contract(Service service) {
        if (service.adopt().isEmpty()) {
            return BuiltInContracts.named("docker/no");
        }
        return found.policy(service).map(AsFound::contract).orElseGet(() -> new Contract(name(), List.of()));
    }

    private static Contract contract(ContainerDeployment.Policy policy) {
        Contract contract = BuiltInContracts.named("docker/" + policy.name());
        return policy.retries() > 0 ? contract.withRetries(policy.retries()) : contract;
    }

    @Override
    public Optional<String> refuses(Service service) {
        return service.adopt().isEmpty() && service.role() == Service.Role.SUBJECT
                ? Optional.of("would be deployed, and nobody would look after it; adopt it, or make it a fixture")
                : Optional.empty();
    }

    @Override
    public Set<Class<?>> offers() {
        return OFFERS;
    }

    @Override
    public Deployment deploy(Stack stack, Site site, Consumer<String> says) throws Unreached, InterruptedException {
        FoundDeployment standing = new FoundDeployment(found, stack, site, this::contract);
        standing.demandUnchanged();
        List<Service> fixtures = stack.services().stream()
                .filter(service -> service.adopt().isEmpty())
                .toList();
        return standing.beside(ContainerDeployment.deploy(
                new Stack(stack.run(), fixtures, stack.startsMayFail()),
                site,
                ContainerDeployment.Policy.NO,
                this::contract,
                says));
    }

    /** Offers it by name. */
    public static final class Listing implements Supervisor.Listing {
        @Override
        public String name() {
            return "as-found";
        }

        @Override
        public String summary() {
            return "whatever keeps adopted containers alive: the engine, with the restart policy that each really has";
        }

        @Override
        public List<String> examples() {
            return List.of("as-found");
        }

        @Override
        public Supervisor make(String options, Path base) {
            if (!options.isEmpty()) {
                throw new IllegalArgumentException(
                        "supervisor 'as-found' is followed by '" + options + "'; it has no options");
            }
            return new AsFound(Adopted.NONE);
        }
    }
}
