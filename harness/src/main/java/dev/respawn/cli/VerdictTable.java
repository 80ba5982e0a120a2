package dev.respawn.cli;

import dev.respawn.expect.Finding;
import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Job;
import dev.respawn.gameday.Result;
import dev.respawn.model.Durations;
import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import dev.respawn.verify.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Verdicts for the terminal: the word, what was run, and each measured interval beside its limit. */
final class VerdictTable {
    private final Console console;

    VerdictTable(Console console) {
        this.console = console;
    }

    /**
     * Prints them.
     *
     * @param unfit what was not run, because it says nothing about this host, and why
     */
    void print(List<Result> results, Map<Job, String> unfit) {
        for (Result result : results) {
            Verdict verdict = result.report().verdict();
            String wanted = result.job().wanted() == Outcome.PASSED
                    ? ""
                    : "  (" + result.job().wanted().word() + " was wanted"
                            + (verdict.outcome() == result.job().wanted() ? ")" : ", and is not what came out)");
            console.own(console.word(verdict.outcome()) + "  "
                    + Console.safe(result.job().scenario().name() + "  on "
                            + shortened(result.job().supervisor()) + wanted));
            if (verdict.outcome() != Outcome.PASSED || verdict.ending() != Ending.COMPLETED) {
                console.result("            "
                        + (verdict.ending() == Ending.COMPLETED
                                ? ""
                                : verdict.ending().word() + "; ") + verdict.reason());
            }
            verdict.left().forEach(left -> console.result("            left behind: " + left));
            measures(verdict);
        }
        unfit.forEach((job, why) -> console.result("N/A       " + job.scenario().name() + "  on "
                + shortened(job.supervisor()) + ": not applicable, " + why));
        long asWanted = results.stream()
                .filter(result -> result.code() == ExitCode.AS_WANTED)
                .count();
        console.result("");
        console.result(asWanted + " of " + results.size() + " as wanted"
                + (unfit.isEmpty() ? "" : ", " + unfit.size() + " not applicable and not run"));
    }

    /** Each measured interval beside its limit. */
    void measures(Verdict verdict) {
        for (Finding finding : verdict.findings()) {
            for (Finding.Measure measure : finding.measured()) {
                console.result(String.format(
                        Locale.ROOT,
                        "            %-34s %-24s %s",
                        measure.what(),
                        measure.interval(),
                        measure.limit()
                                .map(limit -> "limit " + Durations.exact(limit))
                                .orElse("")));
            }
        }
    }

    private static String shortened(String supervisor) {
        return supervisor.length() > 60 ? supervisor.substring(0, 59) + "…" : supervisor;
    }
}
