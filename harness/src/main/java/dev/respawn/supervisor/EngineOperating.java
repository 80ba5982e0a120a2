package dev.respawn.supervisor;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerUpdate;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.Executed;
import dev.respawn.host.Executing;
import dev.respawn.host.Operating;
import dev.respawn.host.Pausing;
import dev.respawn.host.Removing;
import dev.respawn.host.Unreached;
import dev.respawn.host.Updating;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** An operator at the engine's API. */
public record EngineOperating(Door door) implements Operating, Pausing, Removing, Updating, Executing {
    private static final int NOTHING_TO_DO = 304;
    private static final ByteSize NO_LIMIT = new ByteSize(0);

    private interface Call {
        void on(String id) throws EngineException, InterruptedException;
    }

    @Override
    public void stop(Incarnation on, Optional<Duration> timeout) throws Unreached, InterruptedException {
        call("stop", on, id -> door.stop(id, timeout));
    }

    @Override
    public void kill(Incarnation on, Signal signal) throws Unreached, InterruptedException {
        call("kill", on, id -> door.kill(id, signal));
    }

    @Override
    public void restart(Incarnation on, Optional<Duration> timeout) throws Unreached, InterruptedException {
        call("restart", on, id -> door.restart(id, timeout));
    }

    @Override
    public boolean stopAndLeave(Incarnation on, Optional<Duration> timeout, Duration after)
            throws Unreached, InterruptedException {
        AtomicBoolean left = new AtomicBoolean();
        call("stop", on, id -> left.set(door.askAndLeave(Door.Stopping.STOP, id, timeout, after)));
        return left.get();
    }

    @Override
    public boolean restartAndLeave(Incarnation on, Optional<Duration> timeout, Duration after)
            throws Unreached, InterruptedException {
        AtomicBoolean left = new AtomicBoolean();
        call("restart", on, id -> left.set(door.askAndLeave(Door.Stopping.RESTART, id, timeout, after)));
        return left.get();
    }

    @Override
    public void start(Incarnation on) throws Unreached, InterruptedException {
        call("start", on, door::start);
    }

    @Override
    public void pause(Incarnation on) throws Unreached, InterruptedException {
        call("pause", on, door::pause);
    }

    @Override
    public void remove(Incarnation on, boolean volumes) throws Unreached, InterruptedException {
        call("removal", on, id -> door.remove(id, volumes));
    }

    @Override
    public ContainerUpdate before(Incarnation on, ContainerUpdate update) throws Unreached, InterruptedException {
        try {
            ContainerFacts now = door.inspect(on.id())
                    .orElseThrow(() -> new Unreached("the engine has no container " + on.shortId()));
            return new ContainerUpdate(
                    update.restart().map(changed -> now.restartPolicy()),
                    update.restart().isPresent() ? now.retries() : 0,
                    update.memory().map(changed -> now.memory().orElse(NO_LIMIT)));
        } catch (EngineException e) {
            throw new Unreached("inspection of container " + on.shortId() + why("inspection", e), e);
        }
    }

    @Override
    public void update(Incarnation on, ContainerUpdate update) throws Unreached, InterruptedException {
        call("update", on, id -> door.update(id, update));
    }

    @Override
    public Executed exec(Incarnation on, List<String> command, Duration limit) throws Unreached, InterruptedException {
        try {
            return door.exec(on.id(), command, limit);
        } catch (EngineException e) {
            throw new Unreached("exec in container " + on.shortId() + why("exec", e), e);
        }
    }

    private static void call(String what, Incarnation on, Call call) throws Unreached, InterruptedException {
        try {
            call.on(on.id());
        } catch (EngineException e) {
            throw new Unreached(what + " of container " + on.shortId() + why(what, e), e);
        }
    }

    /** Why a call came to nothing. The engine gives no reason when there was nothing to do. */
    static String why(String what, EngineException e) {
        if (e instanceof EngineException.Refused refused && refused.status() == NOTHING_TO_DO) {
            return " did nothing: " + (what.equals("start") ? "it was started already" : "it was stopped already");
        }
        return " failed: " + e.getMessage();
    }
}
