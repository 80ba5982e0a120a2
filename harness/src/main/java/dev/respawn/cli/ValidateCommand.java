package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Suite;
import dev.respawn.scenario.yaml.FileKind;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.scenario.yaml.SuiteFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads files and reports every mistake. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Reports every mistake in scenario or suite files: place, what was found, what was wanted.")
final class ValidateCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "scenario or suite files")
    private List<Path> files = List.of();

    ValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean mistakes = false;
        for (Path file : files) {
            try {
                console.result(validate(file));
            } catch (IllegalArgumentException e) {
                mistakes = true;
                for (String line : String.valueOf(e.getMessage()).split("\n")) {
                    console.progress(line);
                }
            }
        }
        return (mistakes ? ExitCode.USAGE : ExitCode.AS_WANTED).number();
    }

    private static String validate(Path file) {
        if (FileKind.of(file) == FileKind.SUITE) {
            Suite suite = SuiteFile.read(file);
            return file + ": suite '" + suite.name() + "' with " + suite.rows().size() + " rows is valid";
        }
        Scenario scenario = ScenarioFile.read(file);
        return file + ": scenario '" + scenario.name() + "' is valid";
    }
}
