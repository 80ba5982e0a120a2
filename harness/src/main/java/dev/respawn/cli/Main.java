package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;

/** The command line as a process. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Interrupts interrupts = new Interrupts();
        interrupts.install();
        ExitCode code = ExitCode.BROKEN;
        try {
            code = new Cli(Console.ofProcess(System.getenv()), interrupts).execute(arguments);
        } finally {
            interrupts.over(code);
        }
        System.exit(code.number());
    }
}
