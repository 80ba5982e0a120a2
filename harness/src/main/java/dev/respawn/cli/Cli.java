package dev.respawn.cli;

import dev.respawn.catalogue.Names;
import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Version;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The whole command line, as a value that can be called in-process: arguments in, exit code and lines out. */
public final class Cli {
    static final String STACK_TRACE = "--stack-trace";

    private final Console console;
    private final Interrupts interrupts;
    private final Terminal terminal;

    Cli(Console console, Interrupts interrupts, Terminal terminal) {
        this.console = console;
        this.interrupts = interrupts;
        this.terminal = terminal;
    }

    /** A command line that nobody interrupts, and nobody can be asked. */
    public Cli(Console console) {
        this(console, new Interrupts(), Terminal.NOBODY);
    }

    /** Runs a command. Whatever goes wrong is one clear line; the stack trace comes with {@code --stack-trace}. */
    public ExitCode execute(String... arguments) {
        Respawn respawn = new Respawn();
        CommandLine line = new CommandLine(respawn)
                .addSubcommand(new RunCommand(console, interrupts, terminal))
                .addSubcommand(new MatrixCommand(console, interrupts))
                .addSubcommand(new DemoCommand(console, interrupts, terminal))
                .addSubcommand(new ValidateCommand(console))
                .addSubcommand(new ExplainCommand(console))
                .addSubcommand(new ListCommand(console))
                .addSubcommand(new SchemaCommand(console))
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new ReportCommand(console))
                .addSubcommand(new UndoCommand(console))
                .addSubcommand(new HealCommand(console, interrupts))
                .addSubcommand(new ContractsCommand(console))
                .addSubcommand(new DoctorCommand(console));
        line.setOut(console.out());
        line.setErr(console.err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                console.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((exception, args) -> {
            console.progress("respawn: " + usage(exception) + "; see respawn --help");
            return ExitCode.USAGE.number();
        });
        line.setExecutionExceptionHandler((exception, commandLine, result) -> {
            Failures.Told told = Failures.tell(exception);
            told.lines().forEach(console::progress);
            if (respawn.stackTrace) {
                exception.printStackTrace(console.err());
            }
            return told.code().number();
        });
        int number = line.execute(arguments);
        return Arrays.stream(ExitCode.values())
                .filter(code -> code.number() == number)
                .findFirst()
                .orElse(ExitCode.BROKEN);
    }

    private static String usage(CommandLine.ParameterException exception) {
        CommandLine where = exception.getCommandLine();
        if (exception instanceof CommandLine.UnmatchedArgumentException unmatched
                && where.getParent() == null
                && !unmatched.getUnmatched().get(0).startsWith("-")) {
            return Names.unknown(
                    "command",
                    unmatched.getUnmatched().get(0),
                    where.getSubcommands().keySet());
        }
        return String.valueOf(exception.getMessage());
    }

    /** The name before the commands. */
    @Command(
            name = "respawn",
            mixinStandardHelpOptions = true,
            versionProvider = VersionText.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "Breaks containers on purpose and proves what brought them back.",
            footerHeading = "%nExit codes:%n",
            footer = {
                "  0    as wanted",
                "  1    failed",
                "  2    usage, or a file with mistakes",
                "  3    unproven",
                "  4    aborted",
                "  5    something was left behind",
                "  6    no-go: what is needed is not there",
                "  7    refused: what would be broken may not be",
                "  70   the harness broke",
                "  130  interrupted before anything was injected"
            })
    static final class Respawn implements Runnable {
        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private CommandLine.Model.CommandSpec spec;

        // Of every command: whichever breaks tells its user to say so.
        @CommandLine.Option(
                names = STACK_TRACE,
                scope = CommandLine.ScopeType.INHERIT,
                description = "show where the harness broke, if it does")
        @SuppressWarnings("UnusedVariable") // whoever handles an exception asks the arguments, which may not be parsed
        private boolean stackTrace;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "a command is wanted: "
                            + String.join(", ", spec.subcommands().keySet()));
        }
    }

    /** What {@code --version} says. */
    static final class VersionText implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"respawn " + Version.ofHarness()};
        }
    }
}
