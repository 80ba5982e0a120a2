package dev.respawn.saboteurs;

import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Labels;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.DeploymentAround;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import java.util.Map;
import java.util.function.Consumer;

/** A stack that somebody meddles with while it stands. */
final class MeddledStack extends DeploymentAround {
    private final Door door;
    private final Thread meddling;

    private MeddledStack(Deployment stack, Door door, Thread meddling) {
        super(stack);
        this.door = door;
        this.meddling = meddling;
    }

    static Deployment around(Deployment stands, Meddler meddler, Stack stack, Site site, Consumer<String> says) {
        Door door = DockerDoor.open(site.first().door().access());
        Thread meddling = new Thread(
                () -> {
                    try {
                        meddler.meddle(door, () -> door.containers(Map.of(Labels.RUN, stack.run())));
                    } catch (EngineException e) {
                        says.accept("could not meddle: " + e.getMessage());
                    } catch (InterruptedException e) {
                        // The stack is removed.
                    }
                },
                "meddler-" + stack.run());
        meddling.setDaemon(true);
        meddling.start();
        return new MeddledStack(stands, door, meddling);
    }

    @Override
    public void close() {
        Ending.of(meddling);
        door.close();
        removeStack();
    }
}
