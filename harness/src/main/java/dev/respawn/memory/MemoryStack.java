package dev.respawn.memory;

import dev.respawn.contract.DelayLaw;
import dev.respawn.engine.Timeline;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.Target;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Containers that are only remembered, and what restarts them. */
final class MemoryStack {
    static final HostId HOST = new HostId("memory");
    private static final long FIRST_PID = 1_000;

    private final Timeline timeline;
    private final Optional<DelayLaw> law;
    private final String run;
    private final Consumer<EngineEvent> said;
    private final Map<Target, Container> containers = new LinkedHashMap<>();
    private long lastPid = FIRST_PID;

    /** One container; guarded by the stack. */
    private static final class Container {
        private final Target.Service target;
        private final boolean subject;
        private final String id;
        private final String address;
        private long pid;
        private int exitCode;
        private int restarts;
        private int deathsInARow;
        private Optional<Instant> started = Optional.empty();
        private Optional<Instant> finished = Optional.empty();
        private Timeline.@Nullable Alarm restart;

        Container(Target.Service target, boolean subject, int number) {
            this.target = target;
            this.subject = subject;
            this.id = String.format("%012x%052x", number, 0);
            this.address = "10.88.0." + (number + 1);
        }
    }

    /**
     * The containers of a stack, none of which runs yet.
     *
     * @param law how long subjects wait for their restart; empty if nothing restarts them
     * @param said told every event
     */
    MemoryStack(Stack stack, Timeline timeline, Optional<DelayLaw> law, Consumer<EngineEvent> said) {
        this.timeline = timeline;
        this.law = law;
        this.run = stack.run();
        this.said = said;
        for (Service service : stack.services()) {
            for (int replica = 1; replica <= service.replicas(); replica++) {
                Target.Service target = new Target.Service(service.name(), replica);
                containers.put(
                        target, new Container(target, service.role() == Service.Role.SUBJECT, containers.size() + 1));
            }
        }
    }

    String run() {
        return run;
    }

    synchronized List<Target> targets() {
        return List.copyOf(containers.keySet());
    }

    synchronized void startAll() {
        containers.values().forEach(this::begin);
    }

    /** What is there now; a container that does not run has no process. */
    synchronized Optional<Incarnation> life(Target target) {
        return Optional.ofNullable(containers.get(target))
                .map(c -> new Incarnation(
                        HOST, c.id, c.pid, c.pid == 0 ? Instant.EPOCH : c.started.orElseThrow(), "memory", c.address));
    }

    synchronized Optional<Condition> condition(String id) {
        return container(id)
                .map(c -> new Condition(
                        c.pid != 0 ? "running" : c.restart != null ? "restarting" : "exited",
                        c.exitCode,
                        false,
                        c.restarts,
                        c.started,
                        c.finished,
                        Optional.empty(),
                        0,
                        ""));
    }

    synchronized Optional<String> address(Target target) {
        return Optional.ofNullable(containers.get(target)).map(c -> c.address);
    }

    synchronized boolean answers(String address) {
        return containers.values().stream().anyMatch(c -> c.address.equals(address) && c.pid != 0);
    }

    /** Whether exactly that process runs. */
    synchronized boolean lives(Incarnation life) {
        return container(life.id()).filter(c -> c.pid == life.pid()).isPresent() && life.pid() != 0;
    }

    /** The main process ends by itself, and whoever supervises it may start it again. */
    synchronized void die(String id, int exitCode) {
        container(id).filter(c -> c.pid != 0).ifPresent(c -> {
            end(c, exitCode);
            restartLater(c);
        });
    }

    /** An operator ends it, and it stays down. */
    synchronized void stop(String id, int signal, int exitCode) {
        container(id).ifPresent(c -> {
            cancel(c);
            c.deathsInARow = 0;
            if (c.pid != 0) {
                say(c, "kill", Map.of("signal", String.valueOf(signal)));
                end(c, exitCode);
            }
        });
    }

    /** An operator starts it, if it does not run. */
    synchronized void start(String id) {
        container(id).filter(c -> c.pid == 0).ifPresent(c -> {
            cancel(c);
            c.restarts = 0;
            begin(c);
        });
    }

    synchronized void say(String id, String action) {
        container(id).ifPresent(c -> say(c, action, Map.of()));
    }

    /** Removes all; nothing restarts any more. */
    synchronized void remove() {
        for (Container container : List.copyOf(containers.values())) {
            cancel(container);
            if (container.pid != 0) {
                end(container, 137);
            }
            containers.remove(container.target);
            say(container, "destroy", Map.of());
        }
    }

    private Optional<Container> container(String id) {
        return containers.values().stream().filter(c -> c.id.equals(id)).findFirst();
    }

    private void begin(Container container) {
        container.pid = ++lastPid;
        container.started = Optional.of(timeline.now());
        container.exitCode = 0;
        say(container, "start", Map.of());
    }

    private void end(Container container, int exitCode) {
        container.pid = 0;
        container.exitCode = exitCode;
        container.finished = Optional.of(timeline.now());
        say(container, "die", Map.of("exitCode", String.valueOf(exitCode)));
    }

    private void restartLater(Container container) {
        if (law.isEmpty() || !container.subject) {
            return;
        }
        Duration lived = Duration.between(container.started.orElseThrow(), timeline.now());
        container.deathsInARow = lived.compareTo(law.get().resetAfter()) >= 0 ? 1 : container.deathsInARow + 1;
        Instant when = timeline.now().plus(law.get().nominal(container.deathsInARow));
        container.restart = timeline.at(when, () -> restart(container));
    }

    private synchronized void restart(Container container) {
        if (container.restart != null) {
            container.restart = null;
            container.restarts++;
            begin(container);
        }
    }

    private static void cancel(Container container) {
        if (container.restart != null) {
            container.restart.cancel();
            container.restart = null;
        }
    }

    private void say(Container container, String action, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put(Labels.RUN, run);
        attributes.put(Labels.SERVICE, container.target.name().value());
        attributes.put(Labels.REPLICA, String.valueOf(container.target.replica()));
        said.accept(new EngineEvent(timeline.now(), "container", action, container.id, attributes, false));
    }
}
