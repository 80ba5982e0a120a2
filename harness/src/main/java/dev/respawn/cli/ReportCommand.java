package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Reports;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Reporters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Renders a run's reports again. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Renders the reports of a run again, from its directory alone.")
final class ReportCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "RUN", description = "the run's directory")
    private Path run = Path.of("");

    ReportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> files = Reporters.writeAll(Reports.of(new RunDirectory(run)), run);
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    "no reporter is on the class path; respawn-reports brings the HTML report");
        }
        files.forEach(file -> console.result("report: " + file.toAbsolutePath().normalize()));
        return ExitCode.AS_WANTED.number();
    }
}
