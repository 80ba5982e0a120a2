package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import java.util.Arrays;

/** The command line as a process. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains(Cli.STACK_TRACE)) {
            // Read by the configuration of the log, before anything is logged.
            System.setProperty("respawn.exceptions", "%ex");
        }
        Interrupts interrupts = new Interrupts();
        interrupts.install();
        Console console = Console.ofProcess(System.getenv());
        ExitCode code = ExitCode.BROKEN;
        try {
            code = new Cli(console, interrupts, Terminal.ofProcess(console)).execute(arguments);
        } finally {
            interrupts.over(code);
        }
        System.exit(code.number());
    }
}
