package dev.respawn.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.respawn.model.Durations;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls that are over by their deadline. Each runs on one of a few threads of ours, since the timeouts of docker-java do
 * nothing on unix sockets; an interrupt closes the socket's channel and so frees the thread.
 */
final class Calls implements AutoCloseable {
    /** What an engine is asked to do; it may throw what docker-java throws. */
    interface Call<T> {
        T run() throws Exception;
    }

    private final URI address;
    private final ThreadPoolExecutor pool;

    /**
     * @param name of the threads
     * @param most threads at once; a call beyond them waits, within its own deadline
     */
    Calls(URI address, String name, int most) {
        this.address = address;
        AtomicInteger number = new AtomicInteger();
        ThreadFactory daemons = work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        pool = new ThreadPoolExecutor(most, most, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons);
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a call, and frees its thread when the deadline has passed or the caller is interrupted.
     *
     * @param what the call and its object, for people: {@code start of 'web'}
     */
    <T> T within(Duration deadline, String what, Call<T> call) throws EngineException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(call::run);
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            throw new EngineException.Unreachable(text(what, "the door to it was closed"), e);
        }
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw slow(what, deadline, e);
        } catch (CancellationException e) {
            throw new EngineException.Unreachable(text(what, "the door to it was closed"), e);
        } catch (ExecutionException e) {
            throw failure(what, deadline, e.getCause() == null ? e : e.getCause());
        } finally {
            if (!task.isDone()) {
                task.cancel(true);
                // A call that never got a thread must not wait for one any longer.
                pool.remove(task);
            }
        }
    }

    /** How many calls hold a thread at this moment. */
    int busy() {
        return pool.getActiveCount();
    }

    private EngineException slow(String what, Duration deadline, Throwable cause) {
        return new EngineException.Slow(
                text(
                        what,
                        "no answer within " + Durations.text(deadline) + "; whether it was carried out is not known"),
                cause);
    }

    /** Tells by kind what came out of docker-java: its shaded classes have no stable names, their causes have. */
    private EngineException failure(String what, Duration deadline, Throwable thrown) {
        if (thrown instanceof EngineException known) {
            return known;
        }
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof DockerException refused) {
                return new EngineException.Refused(
                        refused.getHttpStatus(),
                        text(
                                what,
                                "refused with status " + refused.getHttpStatus()
                                        + Answers.complaint(String.valueOf(refused.getMessage()))),
                        refused);
            }
            if (at instanceof NoWay) {
                return new EngineException.Unreachable(text(what, reason(at)), at);
            }
            if (at instanceof SocketTimeoutException) {
                return slow(what, deadline, at);
            }
            if (at instanceof InterruptedIOException || at instanceof IOException) {
                return new EngineException.Unreachable(text(what, "nobody answers: " + reason(at)), at);
            }
        }
        if (thrown instanceof RuntimeException ours) {
            throw ours;
        }
        if (thrown instanceof Error ours) {
            throw ours;
        }
        throw new IllegalStateException(text(what, "unforeseen: " + thrown), thrown);
    }

    private static String reason(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank()
                ? thrown.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElse("");
    }

    private String text(String what, String happened) {
        return what + " at " + address + ": " + happened;
    }

    /** Frees all threads. */
    @Override
    public void close() {
        for (Runnable waiting : pool.shutdownNow()) {
            if (waiting instanceof FutureTask<?> task) {
                task.cancel(true);
            }
        }
    }
}
