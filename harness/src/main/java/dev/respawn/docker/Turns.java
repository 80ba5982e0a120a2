package dev.respawn.docker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps apart what an engine cannot do at once to one container. A program that is started in it in the moment of a pause is
 * held still before the engine has it, and the engine then answers nothing about the container any more, not even an unpause;
 * files that are asked for while it is removed are mounted into what is being removed, which fails (both measured on 20.10).
 * The questions are the harness's own, so it can wait a moment.
 */
final class Turns {
    /** What takes longer than that is not waited for: a program may run for as long as it likes. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<String, ReadWriteLock> turns = new ConcurrentHashMap<>();

    /** A call to the engine. */
    interface Call<T> {
        T on() throws EngineException, InterruptedException;
    }

    /** Calls what looks into a container, beside others that do. */
    <T> T into(String id, Call<T> call) throws EngineException, InterruptedException {
        return during(of(id).readLock(), call);
    }

    /** Calls what must not happen while somebody looks into the container. */
    <T> T alone(String id, Call<T> call) throws EngineException, InterruptedException {
        return during(of(id).writeLock(), call);
    }

    // Fair: whoever would be alone is not kept waiting by those who come after.
    private ReadWriteLock of(String id) {
        return turns.computeIfAbsent(id, any -> new ReentrantReadWriteLock(true));
    }

    private static <T> T during(Lock turn, Call<T> call) throws EngineException, InterruptedException {
        boolean mine = turn.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return call.on();
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
    }
}
