package dev.respawn.gameday;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Jobs on one lab, several at a time. */
public final class Jobs {
    /** For how long what was interrupted may take to undo and remove. */
    private static final long END_LIMIT_SECONDS = 75;

    private Jobs() {}

    /**
     * Runs all jobs and returns their results in the same order. An interrupt ends those that run, each after it has
     * undone and removed what is its own, and begins no more.
     *
     * @param narrator told of every run, by its number from 1
     * @param done told of every job that is over
     * @throws NoGo if what one of them would break is not there, or may not be broken; none was begun then
     * @throws IOException if a run's directory cannot be written
     */
    public static List<Result> run(
            List<Job> jobs, Lab lab, long seed, int atOnce, Progress narrator, Consumer<Result> done)
            throws NoGo, IOException, InterruptedException {
        // Everything is planned before anything is touched: a mistake in the last file costs nothing then.
        for (Job job : jobs) {
            lab.planned(job, seed);
        }
        // What runs already is there once, and two runs would break it under each other's eyes.
        boolean adopts = jobs.stream()
                .flatMap(job -> job.scenario().services().stream())
                .anyMatch(service -> service.adopt().isPresent());
        ExecutorService executor = Executors.newFixedThreadPool(adopts ? 1 : atOnce, task -> {
            Thread thread = new Thread(task, "run");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<Result>> futures = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            int number = i + 1;
            Job job = jobs.get(i);
            futures.add(executor.submit((Callable<Result>) () -> {
                Lab.Done run = lab.run(job, seed, line -> narrator.tell(number, line));
                Result result = new Result(job, run.report(), run.files());
                done.accept(result);
                return result;
            }));
        }
        executor.shutdown();
        List<Result> results = new ArrayList<>();
        boolean interrupted = false;
        try {
            for (Future<Result> future : futures) {
                results.add(get(future));
            }
        } catch (InterruptedException e) {
            interrupted = true;
            executor.shutdownNow();
            if (!executor.awaitTermination(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new InterruptedException("runs did not end within " + END_LIMIT_SECONDS + "s of the interrupt");
            }
            results.clear();
            for (Future<Result> future : futures) {
                if (future.isDone() && !future.isCancelled()) {
                    addIfBegun(future, results);
                }
            }
        } catch (NoGo | IOException | RuntimeException e) {
            executor.shutdownNow();
            executor.awaitTermination(END_LIMIT_SECONDS, TimeUnit.SECONDS);
            throw e;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return results;
    }

    private static void addIfBegun(Future<Result> future, List<Result> results) throws IOException {
        try {
            results.add(get(future));
        } catch (NoGo | InterruptedException e) {
            // It was interrupted before it had touched anything, and there is nothing to tell of it.
        }
    }

    private static Result get(Future<Result> future) throws NoGo, IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof NoGo noGo) {
                throw noGo;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("a run was interrupted before it began");
            }
            if (e.getCause() instanceof RuntimeException ours) {
                throw ours;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Is told how runs go. */
    public interface Progress {
        /** One line about the run of this number. */
        void tell(int number, String line);
    }
}
