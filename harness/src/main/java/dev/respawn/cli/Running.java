package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Job;
import dev.respawn.gameday.Jobs;
import dev.respawn.gameday.Lab;
import dev.respawn.gameday.Labs;
import dev.respawn.gameday.NoGo;
import dev.respawn.gameday.Result;
import dev.respawn.journal.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Runs jobs for a person who waits: progress as it comes, then the table, then where the reports are. */
final class Running {
    private final Console console;
    private final Interrupts interrupts;

    Running(Console console, Interrupts interrupts) {
        this.console = console;
        this.interrupts = interrupts;
    }

    ExitCode run(List<Job> jobs, Options.Where where, Options.How how) throws NoGo, IOException, InterruptedException {
        for (Job job : jobs) {
            Lab.plan(job, where.host, how.seed);
        }
        Instant began = Instant.now();
        interrupts.enter();
        List<Result> results;
        try (Lab lab = Labs.open(where.host, how.runs, line -> say(began, line))) {
            say(
                    began,
                    jobs.size() + " run" + (jobs.size() == 1 ? "" : "s") + ", " + Math.min(how.jobs, jobs.size())
                            + " at a time");
            for (int i = 0; i < jobs.size(); i++) {
                say(
                        began,
                        "[" + (i + 1) + "] is: " + jobs.get(i).scenario().name() + ", on "
                                + jobs.get(i).supervisor());
            }
            results = Jobs.run(
                    jobs,
                    lab,
                    how.seed,
                    how.jobs,
                    (number, line) -> say(began, "[" + number + "] " + line),
                    result -> say(
                            began,
                            "[" + (jobs.indexOf(result.job()) + 1) + "] "
                                    + result.report().verdict().outcome().word() + ": "
                                    + result.job().scenario().name() + " on "
                                    + result.job().supervisor()));
        } finally {
            interrupts.leave();
        }
        return tell(results, how.runs);
    }

    private ExitCode tell(List<Result> results, Path runs) {
        // The flag has done its work; what is printed and flushed from here on must not fail of it.
        boolean interrupted = Thread.interrupted();
        new VerdictTable(console).print(results);
        console.result("");
        for (Result result : results) {
            // The first is for people; the others lie beside it.
            result.files().stream()
                    .limit(1)
                    .forEach(file ->
                            console.result("report: " + file.toAbsolutePath().normalize()));
        }
        if (results.isEmpty()) {
            console.result("nothing was run; the runs are in " + runs);
        }
        if (interrupted || interrupts.asked()) {
            boolean injected = results.stream()
                    .flatMap(result -> result.report().journal().stream())
                    .anyMatch(entry -> entry.event() instanceof Event.FaultInjected);
            return injected ? ExitCode.ABORTED : ExitCode.INTERRUPTED;
        }
        return ExitCode.worst(results.stream().map(Result::code).toList());
    }

    private void say(Instant began, String line) {
        Duration elapsed = Duration.between(began, Instant.now());
        console.progress(String.format(Locale.ROOT, "%6.1fs  %s", elapsed.toMillis() / 1000.0, line));
    }
}
