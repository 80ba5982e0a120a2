package dev.respawn.supervisor;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Operating;
import dev.respawn.host.Unreached;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import java.time.Duration;
import java.util.Optional;

/** An operator at the engine's API. */
public record EngineOperating(Door door) implements Operating {
    private static final int NOTHING_TO_DO = 304;

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
    public void start(Incarnation on) throws Unreached, InterruptedException {
        call("start", on, door::start);
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
