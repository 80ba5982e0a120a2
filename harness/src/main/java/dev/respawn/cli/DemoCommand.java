package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the demo suite. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs the demo suite on an engine of its own: real containers are broken, the verdicts are proved.")
final class DemoCommand implements Callable<Integer> {
    private static final String SUITE = "scenarios/suites/demo.yaml";

    private final Running running;

    @Mixin
    private final Options.Where where = new Options.Where();

    @Mixin
    private final Options.How how = new Options.How();

    DemoCommand(Console console, Interrupts interrupts, Terminal terminal) {
        this.running = new Running(console, interrupts, terminal);
    }

    @Override
    public Integer call() throws Exception {
        how.mistake().ifPresent(mistake -> {
            throw new IllegalArgumentException("respawn demo: " + mistake);
        });
        Path suite = Path.of(System.getProperty("respawn.home", "")).resolve(SUITE);
        if (!Files.exists(suite)) {
            throw new IllegalArgumentException(
                    "the demo's suite is not at '" + suite + "'; start it with ci/respawn demo, from a checkout");
        }
        List<Job> jobs = Job.of(suite, how.on(), Path.of(""));
        ExitCode code = running.run(jobs, where, how);
        return code.number();
    }
}
