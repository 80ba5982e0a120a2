package dev.respawn.scenarios;

import dev.respawn.gameday.Job;
import dev.respawn.junit.RespawnLab;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** Each scenario of a suite on each of its supervisors, run once for all tests: who asks first runs it. */
final class Runs {
    static final Path SCENARIOS = Path.of("").toAbsolutePath();
    static final Path DIRECTORY = Path.of("target", "runs").toAbsolutePath();

    private static final Map<String, CompletableFuture<Report>> DONE = new ConcurrentHashMap<>();

    private Runs() {}

    /** All of them on one engine. */
    static RespawnLab lab() {
        return RespawnLab.on("private").runsIn(DIRECTORY).shared();
    }

    /** The rows of one of our suites, as jobs. */
    static List<Job> suite(String name) {
        return Job.of(SCENARIOS.resolve("suites/" + name + ".yaml"), List.of(), Path.of(""));
    }

    static String name(Job job) {
        return job.scenario().name() + " on " + job.supervisor();
    }

    /** What became of a job, on whichever thread it ran. */
    static Report of(RespawnLab lab, Job job) throws IOException {
        CompletableFuture<Report> mine = new CompletableFuture<>();
        CompletableFuture<Report> first = DONE.putIfAbsent(name(job), mine);
        if (first != null) {
            return join(first);
        }
        try {
            mine.complete(lab.run(job));
        } catch (IOException | RuntimeException | Error e) {
            mine.completeExceptionally(e);
        }
        return join(mine);
    }

    private static Report join(CompletableFuture<Report> run) throws IOException {
        try {
            return run.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new UncheckedIOException(io);
            }
            if (e.getCause() instanceof RuntimeException ours) {
                // As it was said: what is not applicable is neither passed nor failed.
                throw ours;
            }
            throw e;
        }
    }

    /** Tells how long something took; no test depends on it. */
    static void measured(String what, Duration time) {
        System.out.println("measured: " + what + ": " + time.toMillis() + "ms");
    }

    static RunDirectory directory(Report report) {
        return new RunDirectory(DIRECTORY.resolve(report.run()));
    }
}
