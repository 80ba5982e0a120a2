package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an engine tells by itself of a run's containers: written down as it is heard, and kept for who waits for it. */
final class Hearing implements Door.EventListener {
    /** Is told what was heard, after it was written down, in the thread that hears. */
    interface Listener {
        /** An event of a target's container. */
        void heard(Target.Service target, EngineEvent event);

        /** An event of something else of the run, such as a helper. */
        void heardElse(EngineEvent event);

        /** The stream was blind and sees again. */
        void seesAgain();
    }

    static final int HEARD_MOST = 2_000;

    private record Heard(EngineEvent event, Instant at) {}

    private final HostId host;
    private final RunContainers containers;
    private final VolumeEvents volumes;
    private final Clocks clocks;
    private final Journal journal;
    private final Listener listener;
    /** The latest that were heard; who waits for one looks back seconds only, and a probe's own programs are events as well. */
    private final Deque<Heard> heard = new ArrayDeque<>();

    private Optional<Instant> first = Optional.empty();
    private @Nullable Instant blindSince;

    Hearing(HostId host, RunContainers containers, Clocks clocks, Journal journal, Listener listener) {
        this.host = host;
        this.containers = containers;
        this.volumes = new VolumeEvents(containers);
        this.clocks = clocks;
        this.journal = journal;
        this.listener = listener;
    }

    /** From now on events of the volumes of these services are written down as well. */
    void volumesOf(Set<ServiceName> services) {
        volumes.of(services);
    }

    @Override
    public void event(EngineEvent event) {
        if (event.type().equals("volume")) {
            volumes.target(event)
                    .ifPresent(target -> journal.append(
                            new Event.EngineSaid(host, clocks.onRunClock(event.time()), Optional.of(target), event)));
            return;
        }
        if (!event.type().equals("container")) {
            return;
        }
        Optional<Target.Service> target = containers.target(event);
        if (target.isEmpty()) {
            if (containers.ofRun(event.attributes())) {
                listener.heardElse(event);
            }
            return;
        }
        Instant at = clocks.onRunClock(event.time());
        journal.append(new Event.EngineSaid(host, at, Optional.of(target.get()), event));
        synchronized (heard) {
            heard.addLast(new Heard(event, at));
            if (heard.size() > HEARD_MOST) {
                heard.removeFirst();
            }
            if (first.filter(known -> !event.time().isBefore(known)).isEmpty()) {
                first = Optional.of(event.time());
            }
            heard.notifyAll();
        }
        containers.heard(target.get(), event);
        listener.heard(target.get(), event);
    }

    @Override
    public void blind(String why) {
        blindSince = clocks.now();
        journal.append(new Event.BlindBegan(host, why));
    }

    @Override
    public void seeing() {
        Instant from = blindSince;
        Instant to = clocks.now();
        journal.append(new Event.BlindEnded(host, from == null ? to : from, to));
        blindSince = null;
        listener.seesAgain();
    }

    /** The first event of a container that is not earlier than that and fits; empty if none comes within the limit. */
    Optional<EngineEvent> await(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (heard) {
            while (true) {
                for (Heard candidate : heard) {
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

    /** The engine's time of the first event that was heard; empty if none was. */
    Optional<Instant> first() {
        synchronized (heard) {
            return first;
        }
    }
}
