package dev.respawn.cli;

import dev.respawn.model.Outcome;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/**
 * Where commands speak: results on one stream, progress and mistakes on the other. Foreign text never moves a cursor.
 *
 * @param coloured whether verdicts have colours beside their words
 */
public record Console(PrintWriter out, PrintWriter err, boolean coloured) {
    private static final String RESET = "\u001b[0m";

    /** The process's own streams; coloured on a terminal, unless NO_COLOR is set. */
    public static Console ofProcess(Map<String, String> environment) {
        String noColor = environment.getOrDefault("NO_COLOR", "");
        boolean terminal = Boolean.getBoolean("respawn.terminal");
        return new Console(
                new PrintWriter(System.out, true), new PrintWriter(System.err, true), terminal && noColor.isEmpty());
    }

    /** A line of a result. */
    public void result(String line) {
        out.println(safe(line));
    }

    /** A line of a result that is ours, colours included. */
    void own(String line) {
        out.println(line);
    }

    /** A line of progress, or about a mistake. */
    public void progress(String line) {
        err.println(safe(line));
    }

    /** The word of an outcome, in upper case, padded, with its colour. */
    String word(Outcome outcome) {
        String word = String.format(Locale.ROOT, "%-8s", outcome.name());
        if (!coloured) {
            return word;
        }
        String colour = switch (outcome) {
            case PASSED -> "\u001b[32m";
            case UNPROVEN -> "\u001b[33m";
            case FAILED -> "\u001b[31m";
        };
        return colour + word + RESET;
    }

    /** Without what a terminal would obey. */
    static String safe(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean obeyed = (Character.isISOControl(c) && c != '\n') || Character.getType(c) == Character.FORMAT;
            if (obeyed) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
