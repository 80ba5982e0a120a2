package dev.respawn.cli;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Exposed;
import dev.respawn.gameday.Job;
import dev.respawn.gameday.Jobs;
import dev.respawn.gameday.Lab;
import dev.respawn.gameday.Labs;
import dev.respawn.gameday.NoGo;
import dev.respawn.gameday.Reports;
import dev.respawn.gameday.Result;
import dev.respawn.journal.Event;
import dev.respawn.plan.Masked;
import dev.respawn.plan.Plan;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import dev.respawn.supervisor.Adopted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs jobs for a person who waits: progress as it comes, then the table, then where the reports are. */
final class Running {
    private final Console console;
    private final Interrupts interrupts;
    private final Terminal terminal;

    Running(Console console, Interrupts interrupts, Terminal terminal) {
        this.console = console;
        this.interrupts = interrupts;
        this.terminal = terminal;
    }

    /** The plan of a job; from here on its secrets are not shown. */
    static Plan planned(Console console, Job job, Options.Where where, Options.How how) {
        try {
            Plan plan = Lab.plan(job, where.host, how.seed);
            if (!how.showSecrets) {
                console.hide(Masked.of(plan).secrets());
            }
            return plan;
        } catch (IllegalArgumentException e) {
            // Why it cannot be planned may be told in words of the scenario.
            if (!how.showSecrets) {
                console.hide(job.scenario().secrets());
            }
            throw e;
        }
    }

    ExitCode run(List<Job> jobs, Options.Where where, Options.How how) throws NoGo, IOException, InterruptedException {
        for (Job job : jobs) {
            planned(console, job, where, how);
        }
        Instant began = Instant.now();
        interrupts.enter();
        List<Result> results;
        Map<Job, String> unfit = new LinkedHashMap<>();
        Optional<Lab> opened = Optional.empty();
        try (Lab lab = Labs.open(where.host, how.runs, how.alone, line -> say(began, line))) {
            opened = Optional.of(lab);
            if (how.showSecrets) {
                lab.showSecrets();
            }
            for (Job job : jobs) {
                lab.unfit(job).ifPresent(why -> unfit.put(job, why));
            }
            List<Job> fit = jobs.stream().filter(job -> !unfit.containsKey(job)).toList();
            getLeave(lab, fit, how);
            say(
                    began,
                    fit.size() + " run" + (fit.size() == 1 ? "" : "s") + ", " + Math.min(how.jobs, fit.size())
                            + " at a time");
            for (int i = 0; i < fit.size(); i++) {
                say(
                        began,
                        "[" + (i + 1) + "] is: " + fit.get(i).scenario().name() + ", on "
                                + fit.get(i).supervisor());
            }
            results = Jobs.run(
                    fit,
                    lab,
                    how.seed,
                    how.jobs,
                    (number, line) -> say(began, "[" + number + "] " + line),
                    result -> say(
                            began,
                            "[" + (fit.indexOf(result.job()) + 1) + "] "
                                    + result.report().verdict().outcome().word() + ": "
                                    + result.job().scenario().name() + " on "
                                    + result.job().supervisor()));
        } finally {
            interrupts.leave();
        }
        Lab lab = opened.orElseThrow();
        ExitCode code = tell(lab.left().isEmpty() ? results : again(results, how.runs), unfit, how.runs);
        tell(lab);
        return lab.left().isEmpty() ? code : ExitCode.RESIDUE;
    }

    /** What was left on the machine is found when all is over, and stands in the runs' journals since. */
    private static List<Result> again(List<Result> results, Path runs) throws IOException {
        List<Result> again = new ArrayList<>();
        for (Result result : results) {
            Report report =
                    Reports.of(new RunDirectory(runs.resolve(result.report().run())));
            again.add(new Result(result.job(), report, result.files()));
        }
        return again;
    }

    private void tell(Lab lab) {
        lab.changed().forEach(line -> console.progress("changed on this machine, and not judged: " + line));
        if (lab.left().isEmpty()) {
            console.result("nothing is left on this machine; compared: " + String.join("; ", lab.compared()));
        } else {
            lab.left().forEach(line -> console.result("left behind on this machine: " + line));
        }
    }

    /** From the command line, and from whoever sits before it; what nobody gave leave for, the lab refuses. */
    private void getLeave(Lab lab, List<Job> jobs, Options.How how) throws NoGo, InterruptedException {
        how.yesBreak.forEach(name -> lab.consents().give(name, "--yes-break " + name));
        Map<String, ContainerFacts> broken = new TreeMap<>();
        Map<String, ContainerFacts> without = new TreeMap<>();
        for (Job job : jobs) {
            if (job.scenario().services().stream()
                    .noneMatch(service -> service.adopt().isPresent())) {
                continue;
            }
            Exposed exposed = lab.exposed(job, how.seed);
            exposed.broken().forEach(container -> broken.put(container.name(), container));
            exposed.withoutLeave(lab.consents()).forEach(container -> without.put(container.name(), container));
        }
        for (String name : how.yesBreak) {
            if (!broken.containsKey(name)) {
                throw new IllegalArgumentException("--yes-break '" + name
                        + "' names no container that would be broken; these would be: "
                        + (broken.isEmpty() ? "none" : String.join(", ", broken.keySet())));
            }
        }
        for (ContainerFacts container : without.values()) {
            // Nobody is asked for what is refused all the same.
            if (broken.values().stream()
                            .anyMatch(
                                    any -> Exposed.never(any, lab.host().door().address())
                                            .isPresent())
                    || !asked(lab, container)) {
                return;
            }
        }
    }

    private boolean asked(Lab lab, ContainerFacts container) {
        String name = container.name();
        Optional<String> typed = terminal.ask("container '" + name + "' (restart " + Adopted.inWords(container)
                + ") was not made by Respawn and would be broken; type its name to let that happen:");
        if (typed.map(String::strip).filter(name::equals).isEmpty()) {
            return false;
        }
        lab.consents().give(name, "its name was typed on the terminal");
        return true;
    }

    private ExitCode tell(List<Result> results, Map<Job, String> unfit, Path runs) {
        // The flag has done its work; what is printed and flushed from here on must not fail of it.
        boolean interrupted = Thread.interrupted();
        new VerdictTable(console).print(results, unfit);
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
        // Where nothing could be run, nothing was proved.
        return results.isEmpty() && !unfit.isEmpty()
                ? ExitCode.NO_GO
                : ExitCode.worst(results.stream().map(Result::code).toList());
    }

    private void say(Instant began, String line) {
        Duration elapsed = Duration.between(began, Instant.now());
        console.progress(String.format(Locale.ROOT, "%6.1fs  %s", elapsed.toMillis() / 1000.0, line));
    }
}
