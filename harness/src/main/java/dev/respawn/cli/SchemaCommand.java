package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.scenario.yaml.ScenarioSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the JSON schema. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Prints the JSON schema of scenario files, for editors.")
final class SchemaCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--suite", description = "of suites instead")
    private boolean suite;

    SchemaCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.lines((suite ? ScenarioSchema.suite() : ScenarioSchema.scenario()).stripTrailing());
        return ExitCode.AS_WANTED.number();
    }
}
