package dev.respawn.cli;

import dev.respawn.contract.Contract;
import dev.respawn.gameday.ExitCode;
import dev.respawn.supervisor.ContractFile;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What supervisors promise. */
@Command(
        name = "contracts",
        mixinStandardHelpOptions = true,
        description = "Tells what supervisors promise, in words.",
        synopsisSubcommandLabel = "COMMAND")
final class ContractsCommand implements Callable<Integer> {
    private final Console console;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandLine.Model.CommandSpec spec;

    ContractsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is wanted: show, check");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Tells what a supervisor promises; without a name, which there are.")
    int show(
            @Parameters(
                            paramLabel = "SUPERVISOR",
                            arity = "0..1",
                            description = "as it is written behind --on, such as docker:always or healer:first=200ms")
                    Optional<String> supervisor) {
        if (supervisor.isPresent()) {
            tell(contract(Supervisors.named(supervisor.get(), Path.of(""))));
            return ExitCode.AS_WANTED.number();
        }
        for (Supervisor.Listing listing : Supervisors.all()) {
            for (String example : listing.examples()) {
                console.result(String.format("%-28s %s", example, inShort(example)));
            }
        }
        console.result(
                "contracts show SUPERVISOR tells what it promises, contracts check FILE what a file of yours does");
        return ExitCode.AS_WANTED.number();
    }

    private static String inShort(String supervisor) {
        try {
            Contract contract = contract(Supervisors.named(supervisor, Path.of("")));
            return contract.rules().size() + " rules";
        } catch (IllegalArgumentException e) {
            // The user's own has its contract in a file that only the user knows.
            return "promises what its own contract says";
        }
    }

    private static Contract contract(Supervisor supervisor) {
        return supervisor.contract(Service.of("subject", "busybox"));
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Reads a contract of your own: tells each mistake with its place, or what it promises.")
    int check(@Parameters(paramLabel = "FILE", description = "the contract, in YAML") Path file) {
        tell(ContractFile.read(file, file.toString()));
        return ExitCode.AS_WANTED.number();
    }

    private void tell(Contract contract) {
        console.result(contract.supervisor() + " promises, by the first rule that fits:");
        List<String> rules = ContractWords.rules(contract);
        for (int i = 0; i < rules.size(); i++) {
            console.result(String.format("%3d  %s", i + 1, rules.get(i)));
        }
        ContractWords.remarks(contract).forEach(remark -> console.result("note: " + remark));
    }
}
