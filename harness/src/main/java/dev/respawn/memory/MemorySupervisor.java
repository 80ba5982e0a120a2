package dev.respawn.memory;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.engine.Timeline;
import dev.respawn.host.Operating;
import dev.respawn.host.Signalling;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Signal;
import dev.respawn.model.Target;
import dev.respawn.supervisor.Controls;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor whose containers are only remembered: what dies by itself is started again after its law's delay, what an
 * operator stopped stays down. Every process handles every signal: TERM ends it with 0, any other with 128 and its number.
 */
public final class MemorySupervisor implements Supervisor {
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Timeline timeline;
    private final Optional<DelayLaw> law;
    private final List<Consumer<EngineEvent>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable MemoryStack stack;

    private MemorySupervisor(Timeline timeline, Optional<DelayLaw> law) {
        this.timeline = timeline;
        this.law = law;
    }

    /** One that restarts what dies by itself. */
    public static MemorySupervisor always(Timeline timeline, DelayLaw law) {
        return new MemorySupervisor(timeline, Optional.of(law));
    }

    /** One that restarts nothing. */
    public static MemorySupervisor never(Timeline timeline) {
        return new MemorySupervisor(timeline, Optional.empty());
    }

    @Override
    public String name() {
        return law.isPresent() ? "memory:always" : "memory:no";
    }

    @Override
    public Contract contract(Service service) {
        List<Rule> rules = new ArrayList<>();
        boolean restarts = law.isPresent() && service.role() == Service.Role.SUBJECT;
        rules.add(rule(
                Cause.ENGINE_API_RESTART,
                new Promise(Promise.Reaction.YES, Optional.of(Promise.As.SAME_CONTAINER), Optional.empty())));
        rules.add(rule(Cause.ENGINE_API_STOP, Promise.staysDown()));
        for (Cause cause : List.of(Cause.EXIT_ZERO, Cause.EXIT_NONZERO, Cause.SIGNAL)) {
            rules.add(rule(
                    cause,
                    restarts
                            ? new Promise(Promise.Reaction.YES, Optional.of(Promise.As.SAME_CONTAINER), law)
                            : Promise.staysDown()));
        }
        return new Contract(name(), rules);
    }

    private static Rule rule(Cause cause, Promise promise) {
        return new Rule(cause, Given.always(), promise, "MemorySupervisor");
    }

    @Override
    public Set<Class<?>> offers() {
        return Set.of(Signalling.class, Operating.class, Witnessing.class);
    }

    @Override
    public Deployment deploy(Stack wanted, Site site, Consumer<String> says) throws Unreached, InterruptedException {
        MemoryStack deployed =
                new MemoryStack(wanted, timeline, law, event -> listeners.forEach(listener -> listener.accept(event)));
        stack = deployed;
        deployed.startAll();
        says.accept("looks after " + deployed.targets().size() + " containers in memory");
        return new Standing(wanted, deployed, site.witnessing());
    }

    /** The main process of a target ends by itself, without any fault of ours. */
    public void die(Target target, int exitCode) {
        standing()
                .flatMap(s -> s.life(target))
                .ifPresent(life -> standing().ifPresent(s -> s.die(life.id(), exitCode)));
    }

    /** The stack that was deployed last. */
    Optional<MemoryStack> standing() {
        return Optional.ofNullable(stack);
    }

    /** From now on it is told every event. */
    void listen(Consumer<EngineEvent> listener) {
        listeners.add(listener);
    }

    private final class Standing implements Deployment {
        private final Stack wanted;
        private final MemoryStack standing;
        private final Map<Class<?>, Object> controls;

        Standing(Stack wanted, MemoryStack standing, Witnessing witnessing) {
            this.wanted = wanted;
            this.standing = standing;
            this.controls = Map.of(
                    Signalling.class, new Signals(standing),
                    Operating.class, new Operator(standing),
                    Witnessing.class, witnessing);
        }

        @Override
        public Contract contract(ServiceName service) {
            return wanted.services().stream()
                    .filter(s -> s.name().equals(service))
                    .findFirst()
                    .map(MemorySupervisor.this::contract)
                    .orElseThrow(() -> new IllegalArgumentException("no service is named '" + service + "'"));
        }

        @Override
        public List<Target> targets() {
            return standing.targets();
        }

        @Override
        public Set<Class<?>> offers() {
            return MemorySupervisor.this.offers();
        }

        @Override
        public Controls controls(Incarnation on) {
            return new Controls() {
                @Override
                public <C> C get(Class<C> control) {
                    Object found = controls.get(control);
                    if (found == null) {
                        throw new IllegalArgumentException("supervisor '" + name() + "' does not offer "
                                + control.getSimpleName() + "; it offers: "
                                + String.join(
                                        ", ",
                                        Stream.of(Operating.class, Signalling.class, Witnessing.class)
                                                .map(Class::getSimpleName)
                                                .toList()));
                    }
                    return control.cast(found);
                }
            };
        }

        @Override
        public Lookup find(Target target) {
            return standing.life(target)
                    .<Lookup>map(life -> new Lookup.Found(List.of(life)))
                    .orElseGet(() -> new Lookup.Absent("there is no " + target + " in memory"));
        }

        @Override
        public OptionalInt published(ServiceName service, int replica) {
            return OptionalInt.empty();
        }

        @Override
        public void close() {
            boolean interrupted = Thread.interrupted();
            try {
                moment();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            standing.remove();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Signals implements Signalling {
        private final MemoryStack standing;

        Signals(MemoryStack standing) {
            this.standing = standing;
        }

        @Override
        public void signal(Incarnation on, Signal signal) throws Unreached {
            if (!standing.lives(on)) {
                throw new Unreached(
                        "process " + on.pid() + " is not the main process of container " + on.shortId() + " any more");
            }
            standing.die(on.id(), exitCode(signal));
        }

        @Override
        public Optional<Boolean> goneWithin(Incarnation on, Duration limit) throws InterruptedException {
            Instant end = timeline.now().plus(limit);
            while (standing.lives(on) && timeline.now().isBefore(end)) {
                timeline.sleepUntil(timeline.now().plus(LOOK_EVERY));
            }
            return Optional.of(!standing.lives(on));
        }

        @Override
        public Optional<Boolean> dropped(Incarnation on, Signal signal) {
            return Optional.of(false);
        }
    }

    // What takes no time on a clock that stands still cannot be told from what was before it.
    private void moment() throws InterruptedException {
        timeline.sleepUntil(timeline.now().plus(MOMENT));
    }

    private static int exitCode(Signal signal) {
        return signal == Signal.TERM ? 0 : signal.exitCode();
    }

    /** What an operator does; everybody obeys at once, so timeouts do not matter, and no client leaves before it is done. */
    private final class Operator implements Operating {
        private final MemoryStack standing;

        Operator(MemoryStack standing) {
            this.standing = standing;
        }

        @Override
        public void stop(Incarnation on, Optional<Duration> timeout) throws InterruptedException {
            standing.stop(on.id(), Signal.TERM.number(), 0);
            moment();
            standing.say(on.id(), "stop");
        }

        @Override
        public void kill(Incarnation on, Signal signal) throws Unreached {
            if (!standing.lives(on)) {
                throw new Unreached("container " + on.shortId() + " is not running");
            }
            standing.stop(on.id(), signal.number(), exitCode(signal));
        }

        @Override
        public void restart(Incarnation on, Optional<Duration> timeout) throws InterruptedException {
            stop(on, timeout);
            moment();
            standing.start(on.id());
            moment();
            standing.say(on.id(), "restart");
        }

        @Override
        public boolean stopAndLeave(Incarnation on, Optional<Duration> timeout, Duration after)
                throws InterruptedException {
            stop(on, timeout);
            return false;
        }

        @Override
        public boolean restartAndLeave(Incarnation on, Optional<Duration> timeout, Duration after)
                throws InterruptedException {
            restart(on, timeout);
            return false;
        }

        @Override
        public void start(Incarnation on) {
            standing.start(on.id());
        }
    }
}
