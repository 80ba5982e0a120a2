package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs scenarios and suites. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs scenario or suite files and judges them: verdicts on stdout, progress on stderr.")
final class RunCommand implements Callable<Integer> {
    private final Running running;

    @Mixin
    private final Options.Where where = new Options.Where();

    @Mixin
    private final Options.How how = new Options.How();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "scenario or suite files")
    private List<Path> files = List.of();

    RunCommand(Console console, Interrupts interrupts, Terminal terminal) {
        this.running = new Running(console, interrupts, terminal);
    }

    @Override
    public Integer call() throws Exception {
        how.mistake().ifPresent(mistake -> {
            throw new IllegalArgumentException("respawn run: " + mistake);
        });
        List<Job> jobs = Job.all(files, how.on(), Path.of(""));
        ExitCode code = running.run(jobs, where, how);
        return code.number();
    }
}
