package dev.respawn.supervisor;

import dev.respawn.contract.Contract;
import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Host;
import dev.respawn.host.Operating;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Signalling;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.image.Images;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** A stack of plain containers on one engine, each labelled with its run, service and replica. */
public final class ContainerDeployment implements Deployment {
    /** What can be done to a plain container. */
    public static final Set<Class<?>> OFFERS = Set.of(Signalling.class, Operating.class, Witnessing.class);

    private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(30);

    private final Host host;
    private final Stack stack;
    private final Witnessing witnessing;
    private final Function<Service, Contract> contracts;
    private final Map<Target.Service, Integer> published = new LinkedHashMap<>();

    private ContainerDeployment(Host host, Stack stack, Witnessing witnessing, Function<Service, Contract> contracts) {
        this.host = host;
        this.stack = stack;
        this.witnessing = witnessing;
        this.contracts = contracts;
    }

    /** What decides over a container's life at the engine: its restart policy. */
    public record Policy(String name, int retries) {
        /** The engine leaves the dead alone. */
        public static final Policy NO = new Policy("no", 0);
    }

    /**
     * Creates and starts all containers of a stack.
     *
     * @param policy of subjects; fixtures are left to themselves
     * @throws Unreached if one of them does not come to stand; those that did are removed again
     */
    public static ContainerDeployment deploy(
            Stack stack, Site site, Policy policy, Function<Service, Contract> contracts)
            throws Unreached, InterruptedException {
        ContainerDeployment deployment = new ContainerDeployment(site.first(), stack, site.witnessing(), contracts);
        try {
            for (Service service : stack.services()) {
                for (int replica = 1; replica <= service.replicas(); replica++) {
                    deployment.up(service, replica, service.role() == Service.Role.SUBJECT ? policy : Policy.NO);
                }
            }
            return deployment;
        } catch (Unreached | InterruptedException | RuntimeException e) {
            deployment.close();
            throw e;
        }
    }

    private void up(Service service, int replica, Policy policy) throws Unreached, InterruptedException {
        Target.Service target = new Target.Service(service.name(), replica);
        try {
            Images.Ready image = host.images().ready(service.image());
            int port = service.publish() ? freePort(target) : 0;
            String id = host.door().create(spec(service, target, image.reference(), policy, port));
            host.door().start(id);
        } catch (Images.ImageMissing e) {
            throw new Unreached(target + " has no image: " + e.getMessage(), e);
        } catch (EngineException e) {
            throw new Unreached(target + " did not start: " + e.getMessage(), e);
        }
    }

    private ContainerSpec spec(Service service, Target.Service target, String image, Policy policy, int port) {
        boolean loopbackOnly = host.publishedAddress().isLoopbackAddress();
        return new ContainerSpec(
                "respawn-" + stack.run() + "-" + target.name() + "-" + target.replica(),
                image,
                service.command(),
                service.env(),
                labels(target),
                policy.name(),
                policy.retries(),
                service.init(),
                service.stopSignal(),
                service.stopTimeout(),
                service.memory(),
                service.health()
                        .map(h -> new ContainerSpec.Health(
                                h.command(), h.every(), h.timeout(), h.retries(), h.startPeriod())),
                service.port(),
                service.publish() ? Optional.of(loopbackOnly ? "127.0.0.1" : "0.0.0.0") : Optional.empty(),
                port,
                Optional.empty(),
                List.of(),
                false,
                service.autoRemove(),
                List.of());
    }

    private Map<String, String> labels(Target.Service target) {
        return Map.of(
                Labels.RUN,
                stack.run(),
                Labels.SERVICE,
                target.name().value(),
                Labels.REPLICA,
                String.valueOf(target.replica()));
    }

    // A port of the engine's choosing would change with every restart, and the probes would ask the wrong one.
    private int freePort(Target.Service target) throws Unreached {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            published.put(target, port);
            return port;
        } catch (IOException e) {
            throw new Unreached("no free port for " + target + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Contract contract(ServiceName service) {
        return stack.services().stream()
                .filter(s -> s.name().equals(service))
                .findFirst()
                .map(contracts)
                .orElseThrow(() -> new IllegalArgumentException("the stack has no service '" + service + "'"));
    }

    @Override
    public List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (Service service : stack.services()) {
            for (int replica = 1; replica <= service.replicas(); replica++) {
                targets.add(new Target.Service(service.name(), replica));
            }
        }
        return targets;
    }

    @Override
    public Set<Class<?>> offers() {
        return OFFERS;
    }

    @Override
    public Controls controls(Incarnation on) {
        return new Controls() {
            @Override
            public <C> C get(Class<C> control) {
                Object found = control == Signalling.class
                        ? host.signalling()
                        : control == Operating.class
                                ? new EngineOperating(host.door())
                                : control == Witnessing.class ? witnessing : null;
                if (found == null) {
                    throw new IllegalArgumentException("containers do not offer " + control.getSimpleName());
                }
                return control.cast(found);
            }
        };
    }

    @Override
    public Lookup find(Target target) throws InterruptedException {
        if (!(target instanceof Target.Service service)) {
            return new Lookup.Absent("a stack of containers has no " + target);
        }
        try {
            List<Incarnation> lives = new ArrayList<>();
            for (String id : host.door().containers(labels(service))) {
                host.door().inspect(id).map(facts -> incarnation(host, facts)).ifPresent(lives::add);
            }
            // What runs comes first: a supervisor may leave the old container beside the new one.
            lives.sort(Comparator.comparing(life -> life.pid() == 0));
            return lives.isEmpty()
                    ? new Lookup.Absent("the engine has no container labelled for " + target)
                    : new Lookup.Found(lives);
        } catch (EngineException e) {
            return new Lookup.Unknown(host.id(), e.getMessage());
        }
    }

    /** The life that an engine's answer speaks of. */
    public static Incarnation incarnation(Host host, ContainerFacts facts) {
        Instant start = facts.pid() == 0
                ? Instant.EPOCH
                : ProcessTable.visible(facts.pid(), facts.id())
                        ? ProcessTable.startOf(facts.pid())
                                .orElse(facts.condition().startedAt().orElse(Instant.EPOCH))
                        : facts.condition().startedAt().orElse(Instant.EPOCH);
        String address = facts.addresses().values().stream()
                .filter(a -> !a.isEmpty())
                .sorted()
                .findFirst()
                .orElse("");
        return new Incarnation(host.id(), facts.id(), facts.pid(), start, facts.image(), address);
    }

    @Override
    public OptionalInt published(ServiceName service, int replica) {
        Integer port = published.get(new Target.Service(service, replica));
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    @Override
    public void close() {
        removeAll(host.door(), stack.run());
    }

    /** Removes every container of a run, in whatever state, also those that a supervisor made meanwhile. */
    static void removeAll(Door door, String run) {
        // The removal must happen although the thread was interrupted: that is how a run is ended early.
        boolean interrupted = Thread.interrupted();
        Instant limit = Instant.now().plus(REMOVAL_LIMIT);
        try {
            List<String> left = door.containers(Map.of(Labels.RUN, run));
            while (!left.isEmpty() && Instant.now().isBefore(limit)) {
                for (String id : left) {
                    door.remove(id);
                }
                left = door.containers(Map.of(Labels.RUN, run));
            }
        } catch (EngineException e) {
            // What is left is found, named and judged by the residue audit, which asks again.
            LoggerFactory.getLogger(ContainerDeployment.class).debug("removal", e);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
