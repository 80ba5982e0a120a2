package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.scenario.yaml.ScenarioSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the JSON schema. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Prints the JSON schema of scenario files, for editors.")
final class SchemaCommand implements Callable<Integer> {
    private final Console console;

    SchemaCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.result(ScenarioSchema.text().stripTrailing());
        return ExitCode.AS_WANTED.number();
    }
}
