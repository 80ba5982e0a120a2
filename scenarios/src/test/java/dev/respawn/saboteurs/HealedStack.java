package dev.respawn.saboteurs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.healer.Care;
import dev.respawn.healer.Healer;
import dev.respawn.healer.Whom;
import dev.respawn.host.Unreached;
import dev.respawn.model.Labels;
import dev.respawn.model.Target;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.DeploymentAround;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A stack beside which the healer works in this process, with hands of somebody's choosing. Its containers carry a label of
 * their own, beside those that the harness knows them by, so that there is one to lose.
 */
final class HealedStack extends DeploymentAround {
    static final String LABEL = "shop.tier";

    private static final long READY_SECONDS = 60;

    /**
     * How it is healed.
     *
     * @param hands what the healer sees and does the engine by
     * @param loss what becomes of each request to make a container
     */
    record Healing(Care care, UnaryOperator<Door> hands, Optional<Consumer<ObjectNode>> loss) {}

    /** What has to be ended. */
    private record Work(Door door, Optional<LyingWire> wire, Thread thread) {
        void end() {
            Ending.of(thread);
            door.close();
            wire.ifPresent(LyingWire::close);
        }
    }

    private final Work work;

    private HealedStack(Deployment stack, Work work) {
        super(stack);
        this.work = work;
    }

    static Deployment deploy(Supervisor poses, Healing healing, Stack stack, Site site, Consumer<String> says)
            throws Unreached, InterruptedException {
        Work work = begin(healing, stack, site, says);
        try {
            return new HealedStack(
                    ContainerDeployment.deploy(
                            stack,
                            site,
                            (target, spec) -> launch(site.first().door(), target, spec),
                            poses::contract,
                            says),
                    work);
        } catch (Unreached | InterruptedException | RuntimeException e) {
            work.end();
            throw e;
        }
    }

    private static Work begin(Healing healing, Stack stack, Site site, Consumer<String> says)
            throws Unreached, InterruptedException {
        Optional<LyingWire> wire = Optional.empty();
        if (healing.loss().isPresent()) {
            try {
                wire = Optional.of(LyingWire.before(
                        Path.of(site.first().door().address().getPath()),
                        healing.loss().get()));
            } catch (IOException e) {
                throw new Unreached("no wire could be laid to the engine: " + e.getMessage(), e);
            }
        }
        Door door = wire.map(laid -> DockerDoor.open(laid.address()))
                .orElseGet(() -> DockerDoor.open(site.first().door().access()));
        CountDownLatch ready = new CountDownLatch(1);
        Healer healer = new Healer(
                healing.hands().apply(door),
                whom(stack),
                healing.care(),
                Clock.systemUTC().instant(),
                new SplittableRandom(1)::nextDouble,
                note -> says.accept(note.toString()));
        Thread thread = new Thread(
                () -> {
                    try {
                        healer.run(ready::countDown);
                    } catch (InterruptedException e) {
                        // The stack is removed.
                    }
                },
                "healer-" + stack.run());
        thread.setDaemon(true);
        thread.start();
        Work work = new Work(door, wire, thread);
        try {
            if (ready.await(READY_SECONDS, TimeUnit.SECONDS)) {
                return work;
            }
        } catch (InterruptedException e) {
            work.end();
            throw e;
        }
        work.end();
        throw new Unreached("the healer was not ready within " + READY_SECONDS + "s");
    }

    private static Whom whom(Stack stack) {
        List<String> labels = new ArrayList<>(List.of(Labels.RUN + "=" + stack.run()));
        stack.services().stream()
                .filter(service -> service.role() == Service.Role.SUBJECT)
                .forEach(service -> labels.add(Labels.SERVICE + "=" + service.name()));
        return Whom.of(labels);
    }

    private static void launch(Door door, Target.Service target, ContainerSpec spec)
            throws Unreached, InterruptedException {
        Map<String, String> labels = new HashMap<>(spec.labels());
        labels.put(LABEL, "front");
        try {
            door.start(door.create(spec.labelled(labels)));
        } catch (EngineException e) {
            throw new Unreached(target + " did not start: " + e.getMessage(), e);
        }
    }

    // The healer first: it would heal what is being removed.
    @Override
    public void close() {
        work.end();
        removeStack();
    }
}
