package dev.respawn.outlook;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Questions that probes ask an engine: so many at a time, and none keeps its asker waiting beyond its deadline. While an
 * engine does not answer nothing is known of its containers; such a question fails, which makes the sample missing.
 */
final class EngineQuestions implements AutoCloseable {
    /** For how long before the deadline an engine may be asked whether it is still there. */
    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(250);

    /** What an engine is asked. */
    interface Call<A> {
        A ask() throws EngineException, InterruptedException;
    }

    /**
     * What it is when it is not as it should be.
     *
     * @param late what did not happen in time, such as "it was not over"
     * @param answer the answer that tells it, in these words
     */
    record Bad<A>(String late, Function<String, A> answer) {}

    private final Door door;
    private final int most;
    private final Semaphore free;
    private final ExecutorService asking;
    private final ExecutorService pinging;

    /**
     * @param most how many at a time; what comes on top is not asked
     */
    EngineQuestions(Door door, String name, int most) {
        this.door = door;
        this.most = most;
        free = new Semaphore(most);
        asking = Executors.newFixedThreadPool(most, task -> Threads.daemon(task, name));
        pinging = Executors.newSingleThreadExecutor(task -> Threads.daemon(task, name + "-ping"));
    }

    /** Asks what an engine answers at once; an engine that refuses, or takes its time, has not told anything. */
    <A> CompletionStage<A> ask(Duration deadline, Call<A> call) {
        return ask(deadline, call, Optional.empty());
    }

    /** Asks for something that may take its time or be refused, although the engine is well; that is an answer too. */
    <A> CompletionStage<A> ask(Duration deadline, Call<A> call, Bad<A> bad) {
        return ask(deadline, call, Optional.of(bad));
    }

    private <A> CompletionStage<A> ask(Duration deadline, Call<A> call, Optional<Bad<A>> bad) {
        if (!free.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("shed: " + most + " questions to the engine are on their way"));
        }
        CompletableFuture<A> promise = new CompletableFuture<>();
        try {
            asking.execute(() -> answer(call, bad, promise));
        } catch (RejectedExecutionException e) {
            free.release();
            return CompletableFuture.failedFuture(new IllegalStateException("the run is over", e));
        }
        AtomicBoolean answers = new AtomicBoolean();
        if (bad.isPresent()) {
            pingBefore(deadline, promise, answers);
        }
        return promise.orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS).handle((answer, failure) -> {
            if (failure == null) {
                return answer;
            }
            if (!(failure instanceof TimeoutException)) {
                throw new CompletionException(failure);
            }
            if (bad.isPresent() && answers.get()) {
                return bad.get().answer().apply(bad.get().late() + " within " + Durations.exact(deadline));
            }
            throw new CompletionException(
                    new IllegalStateException("the engine did not answer within " + Durations.exact(deadline)));
        });
    }

    private <A> void answer(Call<A> call, Optional<Bad<A>> bad, CompletableFuture<A> promise) {
        Runnable end;
        try {
            A answer = call.ask();
            end = () -> promise.complete(answer);
        } catch (EngineException.Refused e) {
            end = bad.isPresent()
                    ? () -> promise.complete(bad.get().answer().apply(e.getMessage()))
                    : () -> promise.completeExceptionally(new IllegalStateException(e.getMessage(), e));
        } catch (EngineException.Slow e) {
            // Whose fault that is shows the sign of life, at the deadline.
            end = () -> {};
        } catch (EngineException | RuntimeException e) {
            end = () -> promise.completeExceptionally(new IllegalStateException(e.getMessage(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = () -> promise.completeExceptionally(new IllegalStateException("the run is over", e));
        }
        // First, so that who has its answer may ask again.
        free.release();
        end.run();
    }

    /** Asks the engine for a sign of life if the answer is not there shortly before it has to be. */
    private void pingBefore(Duration deadline, CompletableFuture<?> promise, AtomicBoolean answers) {
        Duration before = deadline.dividedBy(2).compareTo(SIGN_OF_LIFE) < 0 ? deadline.dividedBy(2) : SIGN_OF_LIFE;
        CompletableFuture<Boolean> inTime = new CompletableFuture<>();
        var unused = promise.whenComplete((answer, failure) -> inTime.complete(true));
        unused = inTime.orTimeout(deadline.minus(before).toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((answer, late) -> {
                    if (late != null) {
                        ping(before, answers);
                    }
                });
    }

    private void ping(Duration limit, AtomicBoolean answers) {
        try {
            pinging.execute(() -> {
                try {
                    door.ping(limit);
                    answers.set(true);
                } catch (EngineException e) {
                    // That is what was asked.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (RejectedExecutionException e) {
            // The run is over, and nobody waits for it.
        }
    }

    /** Waits until none is on its way; false if that is not so within the limit. */
    boolean awaitQuiet(Duration limit) throws InterruptedException {
        boolean quiet = free.tryAcquire(most, limit.toNanos(), TimeUnit.NANOSECONDS);
        if (quiet) {
            free.release(most);
        }
        return quiet;
    }

    @Override
    public void close() {
        asking.shutdownNow();
        pinging.shutdownNow();
    }
}
