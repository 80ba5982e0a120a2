package dev.respawn.supervisor;

import dev.respawn.contract.Contract;
import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Culling;
import dev.respawn.host.Executing;
import dev.respawn.host.Filing;
import dev.respawn.host.Freezing;
import dev.respawn.host.Host;
import dev.respawn.host.LocalCulling;
import dev.respawn.host.LocalFiling;
import dev.respawn.host.LocalFreezing;
import dev.respawn.host.LocalStarving;
import dev.respawn.host.Operating;
import dev.respawn.host.Pausing;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Recreating;
import dev.respawn.host.Removal;
import dev.respawn.host.Removing;
import dev.respawn.host.Scoring;
import dev.respawn.host.Signalling;
import dev.respawn.host.Starving;
import dev.respawn.host.Unreached;
import dev.respawn.host.Updating;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A stack of plain containers on one engine, each labelled with its run, service and replica. */
public final class ContainerDeployment implements Deployment {
    /** What can be done to a plain container. */
    public static final Set<Class<?>> OFFERS = Set.of(
            Signalling.class,
            Operating.class,
            Witnessing.class,
            Pausing.class,
            Removing.class,
            Updating.class,
            Executing.class,
            Recreating.class,
            Culling.class,
            Filing.class,
            Starving.class,
            Scoring.class,
            Freezing.class);

    private final Host host;
    private final Stack stack;
    private final Witnessing witnessing;
    private final Function<Service, Contract> contracts;
    private final Consumer<String> says;
    private final EngineOperating operating;
    private final Culling culling = new LocalCulling();
    private final Freezing freezing = new LocalFreezing();
    private final Filing filing;
    private final Starving starving;
    private final NetworksAndVolumes networksAndVolumes;
    private final Map<Target.Service, Wanted> wanted = new ConcurrentHashMap<>();
    private final Map<String, Target.Service> known = new ConcurrentHashMap<>();
    private final List<Door.Attached> listeners = new CopyOnWriteArrayList<>();

    private ContainerDeployment(
            Host host,
            Stack stack,
            Witnessing witnessing,
            Networking networking,
            Function<Service, Contract> contracts,
            Consumer<String> says) {
        this.host = host;
        this.stack = stack;
        this.witnessing = witnessing;
        this.contracts = contracts;
        this.says = says;
        this.operating = new EngineOperating(host.door());
        this.filing = new LocalFiling(host.door());
        this.starving = new LocalStarving(host.door());
        this.networksAndVolumes = new NetworksAndVolumes(host.door(), networking, stack.run());
    }

    /** What decides over a container's life at the engine: its restart policy. */
    public record Policy(String name, int retries) {
        /** The engine leaves the dead alone. */
        public static final Policy NO = new Policy("no", 0);
    }

    /** Who makes and starts the containers of subjects, and makes them again when they end. */
    public interface Launch {
        /** Brings a replica up; it runs, or has run, when this returns. */
        void launch(Target.Service target, ContainerSpec spec) throws Unreached, InterruptedException;

        /** Makes the networks that such containers, and those of fixtures, can be in. */
        default Networking networking(Door door) {
            return door::createNetwork;
        }
    }

    /** Who makes a stack's networks. */
    public interface Networking {
        /** Makes a network with these labels and returns its id. */
        String create(String name, Map<String, String> labels) throws EngineException, InterruptedException;
    }

    /** What stands for a replica, and stands again after it was recreated. */
    private record Wanted(Service service, ContainerSpec spec) {}

    /**
     * Creates and starts all containers of a stack.
     *
     * @param policy of subjects; fixtures are left to themselves
     * @param says told of a start that the engine refused, if the stack allows that
     * @throws Unreached if one of them does not come to stand; those that did are removed again
     */
    public static ContainerDeployment deploy(
            Stack stack, Site site, Policy policy, Function<Service, Contract> contracts, Consumer<String> says)
            throws Unreached, InterruptedException {
        return deploy(stack, site, policy, Optional.empty(), contracts, says);
    }

    /**
     * Has the containers of subjects made by somebody else, and makes those of fixtures.
     *
     * @throws Unreached if one of them does not come to stand; those that did are removed again
     */
    public static ContainerDeployment deploy(
            Stack stack, Site site, Launch launch, Function<Service, Contract> contracts, Consumer<String> says)
            throws Unreached, InterruptedException {
        return deploy(stack, site, Policy.NO, Optional.of(launch), contracts, says);
    }

    private static ContainerDeployment deploy(
            Stack stack,
            Site site,
            Policy policy,
            Optional<Launch> launch,
            Function<Service, Contract> contracts,
            Consumer<String> says)
            throws Unreached, InterruptedException {
        Door door = site.first().door();
        Networking networking = launch.map(by -> by.networking(door)).orElse(door::createNetwork);
        ContainerDeployment deployment =
                new ContainerDeployment(site.first(), stack, site.witnessing(), networking, contracts, says);
        try {
            deployment.networksAndVolumes.make(stack.services());
            for (Service service : stack.services()) {
                for (int replica = 1; replica <= service.replicas(); replica++) {
                    boolean subject = service.role() == Service.Role.SUBJECT;
                    deployment.up(service, replica, subject ? policy : Policy.NO, launch.filter(by -> subject));
                }
            }
            return deployment;
        } catch (Unreached | InterruptedException | RuntimeException e) {
            deployment.close();
            throw e;
        }
    }

    private void up(Service service, int replica, Policy policy, Optional<Launch> launch)
            throws Unreached, InterruptedException {
        Target.Service target = new Target.Service(service.name(), replica);
        try {
            Images.Ready image = host.images().ready(service.image());
            int port = service.publish() ? port(service, target) : 0;
            ContainerSpec spec = spec(service, target, image.reference(), policy, port);
            wanted.put(target, new Wanted(service, spec));
            if (launch.isPresent()) {
                launch.get().launch(target, spec);
                return;
            }
            String id = create(service, target, spec);
            try {
                host.door().start(id);
            } catch (EngineException.Refused e) {
                if (!stack.startsMayFail()) {
                    throw e;
                }
                says.accept(target + " did not start: " + e.getMessage());
            }
        } catch (Images.ImageMissing e) {
            throw new Unreached(target + " has no image: " + e.getMessage(), e);
        } catch (EngineException e) {
            throw new Unreached(target + " did not start: " + e.getMessage(), e);
        }
    }

    /** Creates a container up to the point where only its start is missing. */
    private String create(Service service, Target.Service target, ContainerSpec spec)
            throws EngineException, InterruptedException {
        String id = host.door().create(spec);
        known.put(id, target);
        networksAndVolumes.connectFurther(service, target, id);
        attachIfWanted(service, id);
        return id;
    }

    private void attachIfWanted(Service service, String id) throws EngineException, InterruptedException {
        if (service.attached()) {
            listeners.add(host.door().attach(id));
        }
    }

    private ContainerSpec spec(Service service, Target.Service target, String image, Policy policy, int port) {
        boolean loopbackOnly = host.publishedAddress().isLoopbackAddress();
        return new ContainerSpec(
                name(target),
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
                networksAndVolumes.first(service),
                service.networks().isEmpty() ? List.of() : NetworksAndVolumes.aliases(target),
                Optional.empty(),
                false,
                // By name, so that it is found again after whoever has the processes was recreated.
                service.pid().map(other -> name(new Target.Service(other, 1))),
                service.autoRemove(),
                networksAndVolumes.mounts(service),
                Optional.empty());
    }

    private String name(Target.Service target) {
        return "respawn-" + stack.run() + "-" + target.name() + "-" + target.replica();
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

    private static int port(Service service, Target.Service target) throws Unreached {
        return service.publishAt().isPresent() ? service.publishAt().get() : freePort(target);
    }

    // A port of the engine's choosing would change with every restart, and the probes would ask the wrong one.
    private static int freePort(Target.Service target) throws Unreached {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
                Object found = OFFERS.contains(control) ? control(control) : null;
                if (found == null) {
                    throw new IllegalArgumentException("containers do not offer " + control.getSimpleName());
                }
                return control.cast(found);
            }
        };
    }

    private Object control(Class<?> wanted) {
        if (wanted == Signalling.class) {
            return host.signalling();
        }
        if (wanted == Witnessing.class) {
            return witnessing;
        }
        if (wanted == Removing.class || wanted == Recreating.class) {
            return new Replacing();
        }
        return Stream.<Object>of(culling, filing, starving, freezing)
                .filter(wanted::isInstance)
                .findFirst()
                .orElse(operating);
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
        Wanted of = wanted.get(new Target.Service(service, replica));
        return of == null || of.spec().publish().isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(of.spec().publishAt());
    }

    /** Takes containers away, and puts new ones in their place. */
    private final class Replacing implements Removing, Recreating {
        @Override
        public List<String> orphans(Incarnation on) throws Unreached, InterruptedException {
            return facts(on).map(ContainerFacts::volumes).orElse(List.of());
        }

        @Override
        public void remove(Incarnation on, boolean volumes) throws Unreached, InterruptedException {
            operating.remove(on, volumes);
        }

        @Override
        public Incarnation recreate(Incarnation on) throws Unreached, InterruptedException {
            Optional<ContainerFacts> old = facts(on);
            Target.Service target = old.flatMap(facts -> target(facts.labels()))
                    .or(() -> Optional.ofNullable(known.get(on.id())))
                    .orElseThrow(() -> new Unreached("container " + on.shortId()
                            + " is not there any more, and nobody knows which service's it was"));
            Wanted again = Objects.requireNonNull(wanted.get(target));
            try {
                String id;
                if (old.isPresent()) {
                    id = host.door()
                            .recreate(
                                    on.id(),
                                    Door.OwnVolumes.ANEW,
                                    Optional.empty(),
                                    made -> attachIfWanted(again.service(), made));
                    known.put(id, target);
                } else {
                    // Nobody can be asked any more how it was made, but the scenario says it.
                    id = create(again.service(), target, again.spec());
                    host.door().start(id);
                }
                return host.door()
                        .inspect(id)
                        .map(facts -> incarnation(host, facts))
                        .orElseThrow(() -> new Unreached("the new container of " + target + " is gone already"));
            } catch (EngineException e) {
                throw new Unreached(target + " was not recreated: " + e.getMessage(), e);
            }
        }

        private Optional<ContainerFacts> facts(Incarnation on) throws Unreached, InterruptedException {
            try {
                return host.door().inspect(on.id());
            } catch (EngineException e) {
                throw new Unreached("container " + on.shortId() + " cannot be asked for: " + e.getMessage(), e);
            }
        }
    }

    /** Whose container it is; empty if it is none of this stack's. */
    private Optional<Target.Service> target(Map<String, String> labels) {
        return wanted.keySet().stream()
                .filter(target -> labels.entrySet().containsAll(labels(target).entrySet()))
                .findFirst();
    }

    @Override
    public void close() {
        Removal.ofAll(host.door(), stack.run());
        listeners.forEach(Door.Attached::close);
    }
}
