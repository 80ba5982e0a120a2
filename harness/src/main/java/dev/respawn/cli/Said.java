package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/** What a command said on its two streams, and its exit code: the command line for whoever calls it in-process. */
public record Said(ExitCode code, String out, String err) {
    /** Runs a command, without colours. */
    public static Said by(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Cli cli = new Cli(new Console(new PrintWriter(out, true), new PrintWriter(err, true), false));
        ExitCode code = cli.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }
}
