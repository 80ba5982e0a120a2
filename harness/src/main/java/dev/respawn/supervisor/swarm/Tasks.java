package dev.respawn.supervisor.swarm;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.Swarm;
import dev.respawn.host.Unreached;
import dev.respawn.model.Target;
import dev.respawn.supervisor.ContainerDeployment;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The replicas of a stack as services of a swarm, each of one task. A replica is a service of its own because the containers
 * of a service's tasks all carry the same labels, and a port of its own.
 */
final class Tasks implements ContainerDeployment.Launch {
    /** A task that a swarm and an engine bring up on two busy processors took seconds. */
    private static final Duration UP_LIMIT = Duration.ofSeconds(60);

    private static final long POLL_MILLIS = 50;
    /** Services and networks of a swarm are called no longer than that. */
    private static final int NAME_LONGEST = 63;

    private static final Set<String> REFUSED = Set.of("failed", "rejected");

    private final Door door;
    private final Swarm.Restart restart;
    private final boolean startsMayFail;
    private final Consumer<String> says;

    /** @param says told of a start that the engine refused, if the stack allows that */
    Tasks(Door door, Swarm.Restart restart, boolean startsMayFail, Consumer<String> says) {
        this.door = door;
        this.restart = restart;
        this.startsMayFail = startsMayFail;
        this.says = says;
    }

    @Override
    public ContainerDeployment.Networking networking(Door engine) {
        return (name, labels) -> engine.swarm().createNetwork(fitting(name, ""), labels);
    }

    @Override
    public void launch(Target.Service target, ContainerSpec spec) throws Unreached, InterruptedException {
        try {
            // By anything but its id a registry is asked for the image before each start of a task.
            ContainerSpec byId = spec.from(door.image(spec.image()).orElse(spec.image()));
            awaitContainer(target, door.swarm().createService(name(spec.name(), target), byId, restart));
        } catch (EngineException e) {
            throw new Unreached(target + " did not start: " + e.getMessage(), e);
        }
    }

    /** The name of a replica's service: that of its container, or what there is room for. */
    static String name(String container, Target.Service target) {
        return fitting(container, "-" + target.name() + "-" + target.replica());
    }

    /** A name that a swarm takes: what it is too long by is cut out before its end, so that it is still nobody else's. */
    static String fitting(String name, String end) {
        if (name.length() <= NAME_LONGEST) {
            return name;
        }
        String tail = String.format("-%08x", name.hashCode()) + end;
        return name.substring(0, NAME_LONGEST - tail.length()).replaceAll("-+$", "") + tail;
    }

    /** Its container has run, or runs; whether it is healthy is the scenario's business, as on any other supervisor. */
    private void awaitContainer(Target.Service target, String service)
            throws Unreached, EngineException, InterruptedException {
        long end = System.nanoTime() + UP_LIMIT.toNanos();
        while (true) {
            String why = "it has no task";
            try {
                for (Swarm.Task task : door.swarm().tasks(service)) {
                    if (started(task)) {
                        return;
                    }
                    why = "its task is " + task.state() + (task.error().isEmpty() ? "" : ": " + task.error());
                    if (REFUSED.contains(task.state())) {
                        refused(target, why);
                        return;
                    }
                }
            } catch (EngineException.Slow e) {
                // While it starts a container, a busy engine may say nothing of it for seconds.
                why = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() - end > 0) {
                throw new Unreached(target + " did not start: its service brought no container up within "
                        + UP_LIMIT.toSeconds() + "s: " + why);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean started(Swarm.Task task) throws EngineException, InterruptedException {
        Optional<ContainerFacts> facts =
                task.container().isPresent() ? door.inspect(task.container().get()) : Optional.empty();
        return facts.flatMap(found -> found.condition().startedAt()).isPresent();
    }

    private void refused(Target.Service target, String why) throws Unreached {
        if (!startsMayFail) {
            throw new Unreached(target + " did not start: " + why);
        }
        says.accept(target + " did not start: " + why);
    }
}
