package dev.respawn.cli;

import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.NoGo;
import dev.respawn.gameday.Refused;
import dev.respawn.gameday.Reports;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What is said of an exception: the author's mistake, the world's, or ours. */
final class Failures {
    private Failures() {}

    /** Lines for people, and the code for their scripts. */
    record Told(List<String> lines, ExitCode code) {}

    static Told tell(Exception exception) {
        String message = String.valueOf(exception.getMessage());
        List<String> lines = Arrays.asList(message.split("\n", -1));
        if (exception instanceof IllegalArgumentException || exception instanceof Reports.Unreadable) {
            return new Told(lines, ExitCode.USAGE);
        }
        if (exception instanceof Refused) {
            return new Told(lines, ExitCode.REFUSED);
        }
        if (exception instanceof NoGo) {
            return new Told(lines, ExitCode.NO_GO);
        }
        if (exception instanceof InterruptedException) {
            return new Told(List.of("respawn: interrupted"), ExitCode.INTERRUPTED);
        }
        if (exception instanceof IOException) {
            return new Told(
                    List.of("respawn: " + exception.getClass().getSimpleName() + ": " + message), ExitCode.NO_GO);
        }
        return new Told(
                List.of(
                        "respawn: the harness broke: " + exception,
                        "this is a defect of respawn; --stack-trace shows where"),
                ExitCode.BROKEN);
    }
}
