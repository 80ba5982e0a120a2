package dev.respawn.cli;

import dev.respawn.expect.Finding;
import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Reports;
import dev.respawn.model.Outcome;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a run again. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Judges a run again from its directory alone, without an engine.")
final class VerifyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "RUN", description = "the run's directory")
    private Path run = Path.of("");

    @Option(
            names = "--wanted",
            paramLabel = "VERDICT",
            defaultValue = "PASSED",
            description = "one of ${COMPLETION-CANDIDATES}: what exit code 0 means (default: ${DEFAULT-VALUE})")
    private Outcome wanted = Outcome.PASSED;

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Reports.Read read = Reports.read(new RunDirectory(run));
        Report report = read.report();
        read.torn().ifPresent(console::progress);
        console.own(console.word(report.verdict().outcome()) + "  "
                + Console.safe(report.plan().scenario().name() + "  on "
                        + report.plan().setting().supervisor()));
        console.result("            " + report.verdict().ending().word() + "; "
                + report.verdict().reason());
        for (Finding finding : report.verdict().findings()) {
            console.own("  " + console.word(finding.outcome()) + "  " + Console.safe(finding.claim()));
            console.result("            " + finding.reason()
                    + (finding.evidence().isEmpty()
                            ? ""
                            : "  ["
                                    + finding.evidence().stream()
                                            .limit(12)
                                            .map(seq -> "#" + seq)
                                            .collect(Collectors.joining(" "))
                                    + "]"));
        }
        new VerdictTable(console).measures(report.verdict());
        report.verdict().left().forEach(left -> console.result("left behind: " + left));
        return ExitCode.of(report.verdict(), wanted).number();
    }
}
