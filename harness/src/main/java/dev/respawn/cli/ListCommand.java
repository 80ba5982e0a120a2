package dev.respawn.cli;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Word;
import dev.respawn.contract.Cause;
import dev.respawn.expect.Expectation;
import dev.respawn.fault.Fault;
import dev.respawn.gameday.ExitCode;
import dev.respawn.host.Host;
import dev.respawn.host.Hosts;
import dev.respawn.probe.Probe;
import dev.respawn.scenario.StopCondition;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lists the words of the language. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the words of the language: supervisors, hosts, faults, probes, expectations, stop"
                + " conditions, causes.")
final class ListCommand implements Callable<Integer> {
    private final Console console;

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.result("supervisors (on, --on)");
        for (Supervisor.Listing listing : Supervisors.all()) {
            line(listing.name(), listing.summary());
        }
        console.result("hosts (--host)");
        for (Host.Listing listing : Hosts.all()) {
            line(listing.name(), listing.summary());
        }
        words("faults (inject)", Fault.catalogue().words());
        words("probes (watch)", Probe.catalogue().words());
        words("expectations (expect)", Expectation.catalogue().words());
        words("stop conditions (abort-when)", StopCondition.catalogue().words());
        console.result("causes of death (contracts)");
        Cause.all().forEach(cause -> line(cause.name(), cause.summary()));
        return ExitCode.AS_WANTED.number();
    }

    private <T> void words(String title, List<Word<? extends T>> words) {
        console.result(title);
        for (Word<? extends T> word : words) {
            String fields =
                    word.shape().fields().stream().map(ListCommand::field).collect(Collectors.joining(", "));
            line(word.name(), word.summary() + (fields.isEmpty() ? "" : " {" + fields + "}"));
        }
    }

    private static String field(Field<?, ?> field) {
        return field.orElse().isPresent() ? field.name() + "?" : field.name();
    }

    private void line(String name, String summary) {
        console.result(String.format(Locale.ROOT, "  %-18s %s", name, summary));
    }
}
