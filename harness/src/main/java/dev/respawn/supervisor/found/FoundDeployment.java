package dev.respawn.supervisor.found;

import dev.respawn.contract.Contract;
import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Host;
import dev.respawn.host.LocalCulling;
import dev.respawn.host.LocalFiling;
import dev.respawn.host.LocalFreezing;
import dev.respawn.host.LocalStarving;
import dev.respawn.host.Locator;
import dev.respawn.host.Removing;
import dev.respawn.host.Signalling;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.WayBack;
import dev.respawn.supervisor.Adopted;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Controls;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.EngineOperating;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Containers that were there before the run and stay, and beside them what the run deployed to look at them. */
final class FoundDeployment implements Deployment {
    private final Host host;
    private final Witnessing witnessing;
    private final Map<Target.Service, ContainerFacts> before;
    private final List<Service> services;
    private final Function<Service, Contract> contracts;
    private final EngineOperating operating;
    private final List<Object> controls;
    private final Set<String> removedOnPurpose = ConcurrentHashMap.newKeySet();
    private final Set<Target> mayBeChanged = ConcurrentHashMap.newKeySet();
    private Optional<Deployment> fixtures = Optional.empty();

    FoundDeployment(Adopted found, Stack stack, Site site, Function<Service, Contract> contracts) {
        this.host = site.first();
        this.witnessing = site.witnessing();
        this.before = found.containers();
        this.services = stack.services();
        this.contracts = contracts;
        this.operating = new EngineOperating(host.door());
        this.controls = List.of(
                new LocalCulling(),
                new LocalFreezing(),
                new LocalFiling(host.door()),
                new LocalStarving(host.door()),
                new RemovingToldOf());
    }

    /** The same with what the run deployed itself. */
    FoundDeployment beside(Deployment deployed) {
        fixtures = Optional.of(deployed);
        return this;
    }

    /**
     * Demands that all are still the lives that they were when their owner was asked for leave.
     *
     * @throws Unreached if one of them is not
     */
    void demandUnchanged() throws Unreached, InterruptedException {
        for (Service service : services) {
            for (int replica = 1; service.adopt().isPresent() && replica <= service.replicas(); replica++) {
                Target.Service target = new Target.Service(service.name(), replica);
                ContainerFacts was = before.get(target);
                if (was == null) {
                    throw new Unreached("nobody looked for " + target + " before the run");
                }
                Optional<ContainerFacts> now = inspect(was.id());
                if (now.filter(is -> is.pid() == was.pid()).isEmpty()) {
                    throw new Unreached("container '" + was.name() + "' is not the one any more that was found: it "
                            + now.map(is -> "was restarted, or is "
                                            + is.condition().status())
                                    .orElse("was removed"));
                }
            }
        }
    }

    private Optional<ContainerFacts> inspect(String id) throws Unreached, InterruptedException {
        try {
            return host.door().inspect(id);
        } catch (EngineException e) {
            throw new Unreached(e.getMessage(), e);
        }
    }

    @Override
    public Contract contract(ServiceName service) {
        return services.stream()
                .filter(s -> s.name().equals(service))
                .findFirst()
                .map(contracts)
                .orElseThrow(() -> new IllegalArgumentException("the stack has no service '" + service + "'"));
    }

    @Override
    public List<Target> targets() {
        List<Target> targets = new ArrayList<>(before.keySet());
        fixtures.ifPresent(deployed -> targets.addAll(deployed.targets()));
        return targets;
    }

    @Override
    public Set<Class<?>> offers() {
        return AsFound.OFFERS;
    }

    @Override
    public Controls controls(Incarnation on) {
        return new Controls() {
            @Override
            public <C> C get(Class<C> control) {
                if (!AsFound.OFFERS.contains(control)) {
                    throw new IllegalArgumentException("adopted containers do not offer " + control.getSimpleName());
                }
                return control.cast(control(control));
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
        return Stream.concat(controls.stream(), Stream.of(operating))
                .filter(wanted::isInstance)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Lookup find(Target target) throws InterruptedException {
        ContainerFacts was = target instanceof Target.Service service ? before.get(service) : null;
        if (was == null) {
            return fixtures.isPresent()
                    ? fixtures.get().find(target)
                    : new Lookup.Absent("nothing that was found here is " + target);
        }
        try {
            Optional<ContainerFacts> now = host.door().inspect(was.id());
            if (now.isEmpty()) {
                // Its owner may have made it anew.
                now = host.door().inspect(was.name()).filter(next -> next.name().equals(was.name()));
            }
            return now.<Lookup>map(facts -> new Lookup.Found(List.of(ContainerDeployment.incarnation(host, facts))))
                    .orElseGet(() -> new Lookup.Absent("the engine has no container '" + was.name() + "' any more"));
        } catch (EngineException e) {
            return new Lookup.Unknown(host.id(), e.getMessage());
        }
    }

    @Override
    public OptionalInt published(ServiceName service, int replica) {
        ContainerFacts was = before.get(new Target.Service(service, replica));
        if (was == null) {
            return fixtures.map(deployed -> deployed.published(service, replica))
                    .orElseGet(OptionalInt::empty);
        }
        return services.stream()
                .filter(s -> s.name().equals(service))
                .flatMap(s -> s.port().stream())
                .filter(was.published()::containsKey)
                .mapToInt(was.published()::get)
                .findFirst();
    }

    @Override
    public Map<String, String> locator(Target target) {
        ContainerFacts was = target instanceof Target.Service service ? before.get(service) : null;
        return was == null ? Map.of() : Map.of(Locator.NAME, was.name());
    }

    @Override
    public Optional<WayBack.Undo> asItWas(Target target) {
        ContainerFacts was = target instanceof Target.Service service ? before.get(service) : null;
        if (was == null) {
            return Optional.empty();
        }
        mayBeChanged.add(target);
        Map<String, String> locator = new TreeMap<>(locator(target));
        locator.put(Locator.HOST, host.id().name());
        locator.put(Locator.ID, was.id());
        return Optional.of(new WayBack.Undo(WayBack.Undo.AS_IT_WAS, locator));
    }

    @Override
    public List<String> left() throws Unreached, InterruptedException {
        List<String> left = new ArrayList<>();
        for (Map.Entry<Target.Service, ContainerFacts> each : before.entrySet()) {
            if (mayBeChanged.contains(each.getKey())) {
                difference(each.getValue())
                        .ifPresent(difference ->
                                left.add("adopted container '" + each.getValue().name() + "' " + difference));
            }
        }
        return left;
    }

    private Optional<String> difference(ContainerFacts was) throws Unreached, InterruptedException {
        Optional<ContainerFacts> found = inspect(was.id());
        if (found.isEmpty()) {
            return removedOnPurpose.contains(was.id()) || was.autoRemove()
                    ? Optional.empty()
                    : Optional.of("is gone, and nobody told the run to remove it");
        }
        // Whether it is paused, its policy and its limits are compared by the run's audit.
        String status = found.get().condition().status();
        return List.of("running", "restarting", "paused").contains(status)
                ? Optional.empty()
                : Optional.of("is " + status + ", and ran before; started by: docker start " + was.name());
    }

    /** What was found is left alone. */
    @Override
    public void close() {
        fixtures.ifPresent(Deployment::close);
    }

    /** A removal that the scenario asks for is told beforehand, and nobody wonders about it afterwards. */
    private final class RemovingToldOf implements Removing {
        @Override
        public void remove(Incarnation on, boolean volumes) throws Unreached, InterruptedException {
            removedOnPurpose.add(on.id());
            operating.remove(on, volumes);
        }
    }
}
