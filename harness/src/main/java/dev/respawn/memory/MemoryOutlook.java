package dev.respawn.memory;

import dev.respawn.engine.Outlook;
import dev.respawn.engine.Timeline;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.probe.Via;
import dev.respawn.scenario.Scenario;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is seen of a stack in memory. A service that runs answers everything with 200, a millisecond later. */
public final class MemoryOutlook implements Outlook {
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);
    private static final Duration ANSWER = Duration.ofMillis(1);
    private static final String REFUSED = "connection refused";

    private final MemorySupervisor supervisor;
    private final List<Service> services;
    private final Timeline timeline;
    private final Journal journal;
    private final List<EngineEvent> heard = new ArrayList<>();

    /** Nothing is heard before {@link #open}. */
    public MemoryOutlook(MemorySupervisor supervisor, List<Service> services, Timeline timeline, Journal journal) {
        this.supervisor = supervisor;
        this.services = List.copyOf(services);
        this.timeline = timeline;
        this.journal = journal;
    }

    @Override
    public void open(Scenario scenario) {
        supervisor.listen(this::hear);
    }

    private void hear(EngineEvent event) {
        Target target = new Target.Service(
                new ServiceName(String.valueOf(event.attributes().get(Labels.SERVICE))),
                Integer.parseInt(String.valueOf(event.attributes().get(Labels.REPLICA))));
        synchronized (heard) {
            heard.add(event);
        }
        journal.append(new Event.EngineSaid(MemoryStack.HOST, event.time(), Optional.of(target), event));
        look(target);
    }

    private void look(Target target) {
        supervisor
                .standing()
                .flatMap(standing -> standing.life(target))
                .ifPresentOrElse(
                        life -> condition(life)
                                .ifPresent(condition -> journal.append(new Event.Seen(target, life, condition))),
                        () -> journal.append(new Event.SeenAbsent(target, "there is no " + target + " in memory")));
    }

    @Override
    public void standing(Deployment deployment) {}

    /** Nothing is printed, checked or written in memory. */
    @Override
    public void gather() {}

    @Override
    public void conclude() {}

    @Override
    public Instant now() {
        return timeline.now();
    }

    @Override
    public void lookAtAll() {
        supervisor.standing().ifPresent(standing -> standing.targets().forEach(this::look));
    }

    @Override
    public Optional<Condition> inspect(Incarnation on) {
        return condition(on);
    }

    private Optional<Condition> condition(Incarnation on) {
        return supervisor.standing().flatMap(standing -> standing.condition(on.id()));
    }

    @Override
    public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit)
            throws InterruptedException {
        Instant end = timeline.now().plus(limit);
        while (true) {
            Optional<EngineEvent> found;
            synchronized (heard) {
                found = heard.stream()
                        .filter(event ->
                                event.id().equals(on.id()) && !event.time().isBefore(since) && fits.test(event))
                        .findFirst();
            }
            if (found.isPresent() || !timeline.now().isBefore(end)) {
                return found;
            }
            timeline.sleepUntil(timeline.now().plus(LOOK_EVERY));
        }
    }

    @Override
    public Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via) {
        return supervisor
                .standing()
                .flatMap(standing -> standing.address(new Target.Service(service, replica)))
                .map(address -> new InetSocketAddress(address, port));
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
        String address = ask.to().getAddress().getHostAddress();
        return later(() -> answers(address) ? new HttpAnswer(200, "", "") : new HttpAnswer(0, "", REFUSED));
    }

    @Override
    public CompletionStage<TcpAnswer> tcp(InetSocketAddress to, Via via, Duration deadline) {
        String address = to.getAddress().getHostAddress();
        return later(() -> new TcpAnswer(answers(address) ? "" : REFUSED));
    }

    /** Every program ends with 0 and prints nothing, in a container that runs. */
    @Override
    public CompletionStage<ExecAnswer> exec(ServiceName service, int replica, List<String> command, Duration deadline) {
        return later(() -> now(service, replica).filter(Condition::running).isPresent()
                ? new ExecAnswer(0, "", "")
                : ExecAnswer.failed("container is not running"));
    }

    /** There are no files in memory. */
    @Override
    public CompletionStage<ArchiveAnswer> archive(ArchiveAsk ask, Duration deadline) {
        return later(() -> now(ask.service(), ask.replica()).isPresent()
                ? new ArchiveAnswer(Optional.empty(), ask.imported() ? Optional.of(1) : Optional.empty(), "")
                : ArchiveAnswer.failed("there is no container"));
    }

    private boolean answers(String address) {
        return supervisor
                .standing()
                .filter(standing -> standing.answers(address))
                .isPresent();
    }

    private <A> CompletionStage<A> later(Supplier<A> answer) {
        CompletableFuture<A> promise = new CompletableFuture<>();
        timeline.at(timeline.now().plus(ANSWER), () -> promise.complete(answer.get()));
        return promise;
    }

    @Override
    public CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline) {
        return CompletableFuture.completedFuture(now(service, replica));
    }

    private Optional<Condition> now(ServiceName service, int replica) {
        return supervisor
                .standing()
                .flatMap(standing -> standing.life(new Target.Service(service, replica)))
                .flatMap(this::condition);
    }

    @Override
    public List<String> left(String run) {
        return supervisor
                .standing()
                .filter(standing -> standing.run().equals(run))
                .map(standing -> standing.targets().stream()
                        .map(target -> "container of " + target)
                        .toList())
                .orElse(List.of());
    }

    @Override
    public void close() {}
}
