package dev.respawn.probe;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Whether a program that is run inside a container ends as it should, as {@code docker exec} does it. A container that is
 * paused or dead is bad, in the engine's words (ground truth 62); an engine that does not answer says nothing of it.
 *
 * @param replica from 1
 * @param command never through a shell, unless it names one
 * @param outputContains empty if any output will do; only the first 64 KiB are looked at
 */
public record Exec(
        ServiceName service, int replica, List<String> command, int exitCode, Optional<String> outputContains)
        implements Probe {
    private static final Field<Exec, ServiceName> SERVICE =
            Field.wanted("service", "in whose container it is run", Kinds.service(), Exec::service);
    private static final Field<Exec, Integer> REPLICA =
            Field.orElse("replica", "which replica, from 1", Kinds.number(1, 50), Exec::replica, 1);
    private static final Field<Exec, List<String>> COMMAND =
            Field.wanted("command", "the program and its arguments", Kinds.list(Kinds.TEXT), Exec::command);
    private static final Field<Exec, Integer> EXIT_CODE =
            Field.orElse("exit-code", "the exit code that it has to end with", Kinds.number(0, 255), Exec::exitCode, 0);
    private static final Field<Exec, Optional<String>> OUTPUT_CONTAINS = Field.maybe(
            "output-contains",
            "what the first 64 KiB that it prints have to contain",
            Kinds.TEXT,
            Exec::outputContains);

    public Exec {
        command = List.copyOf(command);
        if (command.isEmpty() || command.get(0).isBlank()) {
            throw Misfit.at("'command' names no program", "command");
        }
    }

    /** Runs a program and wants it to end with 0. */
    public static Exec of(ServiceName service, String... command) {
        return new Exec(service, 1, List.of(command), 0, Optional.empty());
    }

    @Override
    public String inWords() {
        return "'" + Text.shown(String.join(" ", command)) + "' run inside " + service
                + (replica == 1 ? "" : "/" + replica);
    }

    @Override
    public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
        return reach.exec(service, replica, command, deadline).thenApply(this::judge);
    }

    private Answer judge(Reach.ExecAnswer answer) {
        if (!answer.failure().isEmpty()) {
            return Answer.bad(Text.line(answer.failure()));
        }
        if (answer.exitCode() != exitCode) {
            return Answer.bad("it ended with " + answer.exitCode() + ", wanted " + exitCode + said(answer.output()));
        }
        if (outputContains.isPresent() && !answer.output().contains(outputContains.get())) {
            return Answer.bad("what it printed does not contain '" + Text.shown(outputContains.get()) + "'"
                    + said(answer.output()));
        }
        return Answer.ofGood();
    }

    private static String said(String output) {
        return output.isBlank() ? "; it printed nothing" : "; it printed '" + Text.shown(output.strip()) + "'";
    }

    /** Offers the word. */
    public static final class Listing implements Probe.Listing {
        @Override
        public Word<Exec> word() {
            return Word.of(
                    "exec",
                    "a program that is run inside a container ends with the wanted exit code and output",
                    Exec.class,
                    v -> new Exec(
                            v.get(SERVICE), v.get(REPLICA), v.get(COMMAND), v.get(EXIT_CODE), v.get(OUTPUT_CONTAINS)),
                    SERVICE,
                    REPLICA,
                    COMMAND,
                    EXIT_CODE,
                    OUTPUT_CONTAINS);
        }
    }
}
