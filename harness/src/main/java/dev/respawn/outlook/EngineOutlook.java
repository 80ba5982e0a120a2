package dev.respawn.outlook;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.Executed;
import dev.respawn.engine.Outlook;
import dev.respawn.engine.Timeline;
import dev.respawn.expect.Need;
import dev.respawn.host.Host;
import dev.respawn.host.Removal;
import dev.respawn.host.Unreached;
import dev.respawn.journal.Journal;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.probe.Asker;
import dev.respawn.probe.Via;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Watch;
import dev.respawn.supervisor.Adopted;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a single engine shows of a run: what it tells by itself ({@link Hearing}), what it says when it is asked
 * ({@link Looking}), what claims ask for beyond that ({@link Gathering}), and the ways that probes take.
 */
public final class EngineOutlook implements Outlook {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(10);
    private static final Duration EXPORT_END_LIMIT = Duration.ofSeconds(30);
    private static final String UNDO = "; removed by: respawn undo";
    private static final int INSPECTED_AT_ONCE = 8;
    private static final int RUN_AT_ONCE = 8;
    private static final int EXPORTED_AT_ONCE = 3;

    private final String run;
    private final Host host;
    private final Clocks clocks;
    private final Asker direct;
    private final Asker inside;

    private final RunContainers containers;
    private final Addresses addresses = new Addresses();
    private final Whereabouts whereabouts;
    private final Hearing hearing;
    private final Looking looking;
    private final Gathering gathering;
    private final HostPressure pressure;
    private final NameWay names;
    private final Exporting exporting;
    private final EngineQuestions inspections;
    private final EngineQuestions programs;
    private final EngineQuestions exports;

    private final Set<InetSocketAddress> onNetworks = ConcurrentHashMap.newKeySet();
    private volatile List<Service> services = List.of();
    private volatile boolean askedByName;
    private volatile @Nullable Deployment deployment;
    private Door.@Nullable EventStream stream;

    /**
     * Nothing is heard before {@link #open}.
     *
     * @param wall the wall clock, which a local engine shares
     * @param direct asks from where the harness is
     * @param inside asks from the network namespace of the host
     */
    public EngineOutlook(
            String run, Host host, Timeline timeline, InstantSource wall, Journal journal, Asker direct, Asker inside) {
        this.run = run;
        this.host = host;
        this.clocks = new Clocks(timeline, wall);
        this.direct = direct;
        this.inside = inside;
        containers = new RunContainers(run);
        whereabouts = new Whereabouts(host.door().access());
        hearing = new Hearing(host.id(), containers, clocks, journal, new Heeding());
        looking = new Looking(run, host, containers, addresses, whereabouts, journal);
        gathering = new Gathering(run, host, containers, clocks, journal);
        pressure = HostPressure.ofThisKernel(host.id(), clocks, journal);
        names = new NameWay(run, host, journal);
        exporting = new Exporting(host.door(), run);
        inspections = new EngineQuestions(host.door(), "inspect-" + run, INSPECTED_AT_ONCE);
        programs = new EngineQuestions(host.door(), "exec-" + run, RUN_AT_ONCE);
        exports = new EngineQuestions(host.door(), "export-" + run, EXPORTED_AT_ONCE);
    }

    /** What is done when something was heard. */
    private final class Heeding implements Hearing.Listener {
        @Override
        public void heard(Target.Service target, EngineEvent event) {
            looking.heard(target, event);
            gathering.heard(target, event);
        }

        @Override
        public void heardElse(EngineEvent event) {
            names.heard(event);
        }

        @Override
        public void seesAgain() {
            looking.atLatest();
        }
    }

    /** Listens to containers as well that were there before the run. */
    public void adopt(Adopted adopted) {
        adopted.containers().forEach((target, facts) -> containers.adopt(target, facts.id(), facts.name()));
    }

    @Override
    public void open(Scenario scenario) throws Unreached, InterruptedException {
        services = scenario.services();
        askedByName = scenario.watch().stream()
                .map(Watch::probe)
                .anyMatch(probe -> probe.byName().isPresent());
        hearing.volumesOf(Gathering.of(Gathering.needs(scenario), Need.Volumes.class, Need.Volumes::service));
        Door.EventStream opened = host.door().events(hearing);
        stream = opened;
        if (!opened.awaitOpen(OPEN_LIMIT)) {
            throw new Unreached("the events of the engine at " + host.door().address() + " could not be heard within "
                    + OPEN_LIMIT.toSeconds() + "s");
        }
        gathering.open(scenario);
        // Another machine's engine is not slower for what this one has to do.
        if (host.door().access().local()) {
            pressure.open(run);
        }
    }

    @Override
    public void standing(Deployment standing) throws InterruptedException {
        deployment = standing;
        if (askedByName) {
            names.open();
        }
    }

    // --- what is seen

    @Override
    public Instant now() {
        return clocks.now();
    }

    @Override
    public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit)
            throws InterruptedException {
        return hearing.await(on, since, fits, limit);
    }

    @Override
    public Optional<Condition> inspect(Incarnation on) throws Unreached, InterruptedException {
        try {
            return host.door().inspect(on.id()).map(ContainerFacts::condition);
        } catch (EngineException e) {
            throw new Unreached(e.getMessage(), e);
        }
    }

    @Override
    public void lookAtAll() throws InterruptedException {
        Deployment standing = deployment;
        if (standing != null) {
            looking.atAll(standing);
        }
    }

    @Override
    public void gather() throws InterruptedException {
        gathering.now();
    }

    // --- the ways of the probes

    @Override
    public Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via) {
        return switch (via) {
            case CONTAINER -> contained(service, replica, port);
            case PUBLISHED -> published(service, replica, host.publishedAddress());
            case LOOPBACK -> published(service, replica, InetAddress.getLoopbackAddress());
            case NAME -> Optional.of(InetSocketAddress.createUnresolved(service.value(), port));
        };
    }

    private Optional<InetSocketAddress> contained(ServiceName service, int replica, int port) {
        Optional<InetSocketAddress> address =
                addresses.of(new Target.Service(service, replica)).map(known -> new InetSocketAddress(known, port));
        if (service(service).filter(s -> !s.networks().isEmpty()).isPresent()) {
            address.ifPresent(onNetworks::add);
        }
        return address;
    }

    private Optional<InetSocketAddress> published(ServiceName service, int replica, InetAddress address) {
        Deployment standing = deployment;
        OptionalInt port = standing == null ? OptionalInt.empty() : standing.published(service, replica);
        return port.isEmpty() ? Optional.empty() : Optional.of(new InetSocketAddress(address, port.getAsInt()));
    }

    @Override
    public Optional<Integer> port(ServiceName service) {
        return service(service).flatMap(Service::port);
    }

    private Optional<Service> service(ServiceName name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    @Override
    public CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline) {
        return through(via, ask.to(), asker -> asker.ask(ask, deadline));
    }

    @Override
    public CompletionStage<TcpAnswer> tcp(InetSocketAddress to, Via via, Duration deadline) {
        return through(via, to, asker -> asker.open(to, deadline));
    }

    private <A> CompletionStage<A> through(
            Via via, InetSocketAddress to, Function<Asker, CompletionStage<A>> question) {
        return switch (via) {
            // Only the default bridge of a private engine is routed to here.
            case CONTAINER ->
                whereabouts.elsewhere().isPresent()
                        ? nowhere("the address of a container")
                        : question.apply(onNetworks.contains(to) ? inside : direct);
            case PUBLISHED -> question.apply(direct);
            case LOOPBACK -> whereabouts.elsewhere().isPresent() ? nowhere("its loopback") : question.apply(inside);
            case NAME -> names.ask(question);
        };
    }

    /** Whoever answered at such an address of this machine would be somebody else. */
    private <A> CompletionStage<A> nowhere(String what) {
        return CompletableFuture.failedFuture(new IllegalStateException(
                what + " cannot be asked from here: " + whereabouts.elsewhere().orElse("")));
    }

    @Override
    public CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline) {
        Optional<String> id = container(service, replica);
        return id.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : inspections.ask(deadline, () -> host.door().inspect(id.get()).map(ContainerFacts::condition));
    }

    @Override
    public CompletionStage<ExecAnswer> exec(ServiceName service, int replica, List<String> command, Duration deadline) {
        Optional<String> id = container(service, replica);
        return id.isEmpty()
                ? CompletableFuture.completedFuture(ExecAnswer.failed(none(service, replica)))
                : programs.ask(
                        deadline,
                        () -> {
                            Executed executed = host.door().exec(id.get(), command, deadline);
                            return new ExecAnswer(executed.exitCode(), executed.output(), "");
                        },
                        new EngineQuestions.Bad<>("it was not over", ExecAnswer::failed));
    }

    @Override
    public CompletionStage<ArchiveAnswer> archive(ArchiveAsk ask, Duration deadline) {
        Optional<String> id = container(ask.service(), ask.replica());
        return id.isEmpty()
                ? CompletableFuture.completedFuture(ArchiveAnswer.failed(none(ask.service(), ask.replica())))
                : exports.ask(
                        deadline,
                        () -> exporting.export(id.get(), ask, deadline),
                        new EngineQuestions.Bad<>("it was not exported", ArchiveAnswer::failed));
    }

    private Optional<String> container(ServiceName service, int replica) {
        return containers.latest(new Target.Service(service, replica)).map(RunContainers.Known::id);
    }

    private static String none(ServiceName service, int replica) {
        return "there is no container of " + service + "/" + replica;
    }

    // --- the end

    @Override
    public void conclude() throws InterruptedException {
        gathering.now();
        gathering.askForEventsAgain(hearing.first());
        gathering.close();
        pressure.close();
        names.close();
        exports.awaitQuiet(EXPORT_END_LIMIT);
    }

    @Override
    public List<String> left(String ofRun) throws Unreached, InterruptedException {
        List<String> left = new ArrayList<>();
        try {
            Removal.left(host.door(), ofRun).forEach(thing -> left.add(thing + UNDO));
            exporting.left().forEach(image -> left.add(image + "; removed by: docker rmi"));
        } catch (EngineException e) {
            throw new Unreached(e.getMessage(), e);
        }
        return left;
    }

    @Override
    public void close() {
        Door.EventStream open = stream;
        if (open != null) {
            open.close();
        }
        looking.close();
        gathering.close();
        pressure.close();
        names.close();
        inspections.close();
        programs.close();
        exports.close();
    }
}
