package dev.respawn.outlook;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Host;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.Target;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Deployment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What an engine says of containers when it is asked, written down. Each event of a container is followed by a look at it,
 * because events are hints and the engine's answer is the truth.
 */
final class Looking implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    /** After a death, until the next start: that one is refused is told by no event, only by a look. */
    private static final long BETWEEN_LOOKS_MILLIS = 300;

    private static final int LOOKS_MOST = 40;

    private final Host host;
    private final RunContainers containers;
    private final Addresses addresses;
    private final Whereabouts whereabouts;
    private final Journal journal;
    private final ScheduledExecutorService looking;
    private final Set<String> toLookAt = new HashSet<>();
    private final Set<String> down = ConcurrentHashMap.newKeySet();

    Looking(
            String run,
            Host host,
            RunContainers containers,
            Addresses addresses,
            Whereabouts whereabouts,
            Journal journal) {
        this.host = host;
        this.containers = containers;
        this.addresses = addresses;
        this.whereabouts = whereabouts;
        this.journal = journal;
        this.looking = Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon(task, "look-" + run));
    }

    /** Looks soon at the container of which that was heard. */
    void heard(Target.Service target, EngineEvent event) {
        if (event.is("die")) {
            addresses.died(target, event.id());
        }
        if (!event.action().startsWith("exec_")) {
            soon(new RunContainers.Known(target, event.id()));
        }
        if (event.is("die") && down.add(event.id())) {
            again(new RunContainers.Known(target, event.id()), LOOKS_MOST);
        } else if (event.is("start") || event.is("destroy")) {
            down.remove(event.id());
        }
    }

    /** Looks again and again at one that is down, and writes down that it could not be started, if that is so. */
    private void again(RunContainers.Known container, int left) {
        Runnable look = () -> {
            if (!down.contains(container.id())) {
                return;
            }
            if (left == 0 || startFailed(container)) {
                down.remove(container.id());
            } else {
                again(container, left - 1);
            }
        };
        try {
            // It asks for nobody, and answers nobody.
            ScheduledFuture<?> unused = looking.schedule(look, BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            down.remove(container.id());
        }
    }

    private boolean startFailed(RunContainers.Known container) {
        try {
            Optional<ContainerFacts> facts = host.door()
                    .inspect(container.id())
                    .filter(found -> !found.condition().error().isEmpty());
            facts.ifPresent(found -> journal.append(new Event.Seen(
                    container.target(), ContainerDeployment.incarnation(host, found), found.condition())));
            return facts.isPresent();
        } catch (EngineException e) {
            // The next look may be answered.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Looks soon at the last container of each target. */
    void atLatest() {
        containers.latest().forEach(this::soon);
    }

    private void soon(RunContainers.Known container) {
        synchronized (toLookAt) {
            // One look after the last of several events is enough, as long as it is after it.
            if (!toLookAt.add(container.id())) {
                return;
            }
        }
        try {
            looking.execute(() -> {
                looked(container);
                now(container);
            });
        } catch (RejectedExecutionException e) {
            looked(container);
        }
    }

    private void looked(RunContainers.Known container) {
        synchronized (toLookAt) {
            toLookAt.remove(container.id());
        }
    }

    private void now(RunContainers.Known container) {
        try {
            Optional<ContainerFacts> facts = host.door().inspect(container.id());
            if (facts.isEmpty()) {
                addresses.died(container.target(), container.id());
                containers.gone(container.id());
                journal.append(new Event.SeenAbsent(
                        container.target(),
                        Optional.of(container.id()),
                        "the engine has no container " + container.shortId()));
                return;
            }
            Incarnation life = ContainerDeployment.incarnation(host, facts.get());
            whereabouts.seen(life);
            addresses.seen(container.target(), life.id(), life.address());
            journal.append(new Event.Seen(container.target(), life, facts.get().condition()));
        } catch (EngineException e) {
            journal.append(new Event.Noted("container " + container.shortId() + " of " + container.target()
                    + " could not be looked at: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at every target of a stack, and returns when that is written down. */
    void atAll(Deployment standing) throws InterruptedException {
        for (Target target : standing.targets()) {
            Lookup lookup = standing.find(target);
            if (lookup instanceof Lookup.Found found && target instanceof Target.Service service) {
                for (Incarnation life : found.lives()) {
                    containers.seen(service, life.id());
                    now(new RunContainers.Known(service, life.id()));
                }
            } else if (lookup instanceof Lookup.Absent absent) {
                journal.append(new Event.SeenAbsent(target, Optional.empty(), absent.proof()));
            } else if (lookup instanceof Lookup.Unknown unknown) {
                journal.append(new Event.Noted(target + " could not be looked at: " + unknown.why()));
            }
        }
    }

    // A look that is still on its way would write into a journal that is closed by then.
    @Override
    public void close() {
        looking.shutdownNow();
        if (!Threads.awaitQuietly(() -> looking.awaitTermination(END_LIMIT.toNanos(), TimeUnit.NANOSECONDS))) {
            journal.append(new Event.Noted("a look did not end within " + END_LIMIT.toSeconds()
                    + "s of its interrupt; what it saw is not written down"));
        }
    }
}
