package dev.respawn.engine;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Host;
import dev.respawn.host.Unreached;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.probe.Asker;
import dev.respawn.probe.Via;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a single engine shows of a run. Every event of the run's containers is written down as it is heard, and followed
 * by a look at the container, because events are hints and the engine's answer is the truth.
 */
public final class EngineOutlook implements Outlook, Door.EventListener {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK_END_LIMIT = Duration.ofSeconds(5);
    private static final int ASKED_AT_ONCE = 8;

    private final String run;
    private final Host host;
    private final List<Service> services;
    private final Timeline timeline;
    private final InstantSource wall;
    private final Journal journal;
    private final Asker direct;
    private final Asker inside;

    private final List<Heard> heard = new ArrayList<>();
    private final Set<String> toLookAt = new HashSet<>();
    private final Map<Target, String> containers = new ConcurrentHashMap<>();
    private final Addresses addresses = new Addresses();
    private final ExecutorService looking;
    private final ExecutorService asking;
    private final Semaphore asked = new Semaphore(ASKED_AT_ONCE);
    private volatile @Nullable Deployment deployment;
    private volatile @Nullable Instant blindSince;
    private Door.@Nullable EventStream stream;

    private record Heard(EngineEvent event, Instant at) {}

    /**
     * Nothing is heard before {@link #open}.
     *
     * @param wall the wall clock, which a local engine shares
     * @param direct asks over HTTP from where the harness is
     * @param inside asks over HTTP from the network namespace of the host
     */
    public EngineOutlook(
            String run,
            Host host,
            List<Service> services,
            Timeline timeline,
            InstantSource wall,
            Journal journal,
            Asker direct,
            Asker inside) {
        this.run = run;
        this.host = host;
        this.services = List.copyOf(services);
        this.timeline = timeline;
        this.wall = wall;
        this.journal = journal;
        this.direct = direct;
        this.inside = inside;
        this.looking = Executors.newSingleThreadExecutor(task -> daemon(task, "look-" + run));
        this.asking = Executors.newFixedThreadPool(ASKED_AT_ONCE, task -> daemon(task, "ask-" + run));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void open() throws Unreached, InterruptedException {
        Door.EventStream opened = host.door().events(this);
        stream = opened;
        if (!opened.awaitOpen(OPEN_LIMIT)) {
            throw new Unreached("the events of the engine at " + host.door().address() + " could not be heard within "
                    + OPEN_LIMIT.toSeconds() + "s");
        }
    }

    @Override
    public void standing(Deployment standing) {
        deployment = standing;
    }

    @Override
    public Instant now() {
        return timeline.now();
    }

    // --- what the engine tells by itself

    @Override
    public void event(EngineEvent event) {
        if (!event.type().equals("container")) {
            return;
        }
        Optional<Target> target = target(event.attributes());
        if (target.isEmpty()) {
            return;
        }
        Instant at = onRunClock(event.time());
        journal.append(new Event.EngineSaid(host.id(), at, target, event));
        synchronized (heard) {
            heard.add(new Heard(event, at));
            heard.notifyAll();
        }
        if (event.is("create") || event.is("start")) {
            containers.put(target.get(), event.id());
        }
        if (event.is("die")) {
            addresses.died(target.get(), event.id());
        }
        if (!event.action().startsWith("exec_")) {
            look(target.get(), event.id());
        }
    }

    /** Which target a container is, by its labels; empty if it is none of this run's. */
    private Optional<Target> target(Map<String, String> labels) {
        if (!run.equals(labels.get(Labels.RUN))) {
            return Optional.empty();
        }
        String service = labels.getOrDefault(Labels.SERVICE, "");
        String replica = labels.getOrDefault(Labels.REPLICA, "");
        if (!ServiceName.PATTERN.matcher(service).matches() || !replica.matches("[1-9][0-9]{0,3}")) {
            return Optional.empty();
        }
        return Optional.of(new Target.Service(new ServiceName(service), Integer.parseInt(replica)));
    }

    // A local engine reads the same wall clock, so the offset is taken anew each time: a step of it does not matter.
    private Instant onRunClock(Instant engineTime) {
        return engineTime.minus(Duration.between(timeline.now(), wall.instant()));
    }

    @Override
    public void blind(String why) {
        blindSince = timeline.now();
        journal.append(new Event.BlindBegan(host.id(), why));
    }

    @Override
    public void seeing() {
        Instant from = blindSince;
        Instant to = timeline.now();
        journal.append(new Event.BlindEnded(host.id(), from == null ? to : from, to));
        blindSince = null;
        containers.forEach(this::look);
    }

    // --- what it answers when asked

    private void look(Target target, String id) {
        synchronized (toLookAt) {
            // One look after the last of several events is enough, as long as it is after it.
            if (!toLookAt.add(id)) {
                return;
            }
        }
        try {
            looking.execute(() -> {
                synchronized (toLookAt) {
                    toLookAt.remove(id);
                }
                lookNow(target, id);
            });
        } catch (RejectedExecutionException e) {
            synchronized (toLookAt) {
                toLookAt.remove(id);
            }
        }
    }

    private void lookNow(Target target, String id) {
        try {
            Optional<ContainerFacts> facts = host.door().inspect(id);
            if (facts.isEmpty()) {
                addresses.died(target, id);
                journal.append(
                        new Event.SeenAbsent(target, Optional.of(id), "the engine has no container " + shortened(id)));
                return;
            }
            Incarnation life = ContainerDeployment.incarnation(host, facts.get());
            addresses.seen(target, life.id(), life.address());
            journal.append(new Event.Seen(target, life, facts.get().condition()));
        } catch (EngineException e) {
            journal.append(new Event.Noted(
                    "container " + shortened(id) + " of " + target + " could not be looked at: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String shortened(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    @Override
    public void lookAtAll() throws InterruptedException {
        Deployment standing = deployment;
        if (standing == null) {
            return;
        }
        for (Target target : standing.targets()) {
            Lookup lookup = standing.find(target);
            if (lookup instanceof Lookup.Found found) {
                for (Incarnation life : found.lives()) {
                    containers.putIfAbsent(target, life.id());
                    lookNow(target, life.id());
                }
            } else if (lookup instanceof Lookup.Absent absent) {
                journal.append(new Event.SeenAbsent(target, absent.proof()));
            } else if (lookup instanceof Lookup.Unknown unknown) {
                journal.append(new Event.Noted(target + " could not be looked at: " + unknown.why()));
            }
        }
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
    public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (heard) {
            int next = 0;
            while (true) {
                for (; next < heard.size(); next++) {
                    Heard candidate = heard.get(next);
                    if (candidate.event().id().equals(on.id())
                            && !candidate.at().isBefore(since)
                            && fits.test(candidate.event())) {
                        return Optional.of(candidate.event());
                    }
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                heard.wait(left / 1_000_000 + 1);
            }
        }
    }

    // --- the ways of the probes

    @Override
    public Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via) {
        return switch (via) {
            case CONTAINER ->
                addresses.of(new Target.Service(service, replica)).map(address -> new InetSocketAddress(address, port));
            case PUBLISHED -> published(service, replica, host.publishedAddress());
            case LOOPBACK -> published(service, replica, InetAddress.getLoopbackAddress());
        };
    }

    private Optional<InetSocketAddress> published(ServiceName service, int replica, InetAddress address) {
        Deployment standing = deployment;
        OptionalInt port = standing == null ? OptionalInt.empty() : standing.published(service, replica);
        return port.isEmpty() ? Optional.empty() : Optional.of(new InetSocketAddress(address, port.getAsInt()));
    }

    @Override
    public Optional<Integer> port(ServiceName service) {
        return services.stream()
                .filter(s -> s.name().equals(service))
                .findFirst()
                .flatMap(Service::port);
    }

    @Override
    public CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline) {
        return (via == Via.LOOPBACK ? inside : direct).ask(ask, deadline);
    }

    @Override
    public CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline) {
        String id = containers.get(new Target.Service(service, replica));
        if (id == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (!asked.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the engine has not answered the last " + ASKED_AT_ONCE + " questions"));
        }
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return host.door().inspect(id).map(ContainerFacts::condition);
                        } catch (EngineException e) {
                            throw new IllegalStateException(e.getMessage(), e);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException("interrupted", e);
                        } finally {
                            asked.release();
                        }
                    },
                    asking);
        } catch (RejectedExecutionException e) {
            asked.release();
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public List<String> left(String ofRun) throws Unreached, InterruptedException {
        List<String> left = new ArrayList<>();
        try {
            Map<String, String> labels = Map.of(Labels.RUN, ofRun);
            host.door().containers(labels).forEach(id -> left.add("container " + shortened(id)));
            host.door().networks(labels).forEach(id -> left.add("network " + shortened(id)));
            host.door().volumes(labels).forEach(name -> left.add("volume " + name));
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
        looking.shutdownNow();
        asking.shutdownNow();
        awaitLooks();
    }

    // A look that is still on its way would write into a journal that is closed by then.
    private void awaitLooks() {
        boolean interrupted = Thread.interrupted();
        try {
            if (!looking.awaitTermination(LOOK_END_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                journal.append(new Event.Noted("a look did not end within " + LOOK_END_LIMIT.toSeconds()
                        + "s of its interrupt; what it saw is not written down"));
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
