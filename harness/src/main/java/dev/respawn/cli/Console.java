package dev.respawn.cli;

import dev.respawn.catalogue.Text;
import dev.respawn.model.Outcome;
import dev.respawn.model.Secrets;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where commands speak: results on one stream, progress and mistakes on the other. Foreign text never moves a cursor.
 *
 * @param coloured whether verdicts have colours beside their words
 */
public record Console(PrintWriter out, PrintWriter err, boolean coloured, List<Secrets> hidden) {
    private static final String RESET = "\u001b[0m";
    /** The longest line that is shown whole, in characters as people count them. */
    private static final int LONGEST = 4_000;

    /** One that hides nothing yet. */
    public Console(PrintWriter out, PrintWriter err, boolean coloured) {
        // What is secret is known only when the files are read, and some lines come from other threads.
        this(out, err, coloured, new CopyOnWriteArrayList<>());
    }

    /** From now on these are not shown. */
    void hide(Secrets secrets) {
        if (!secrets.none()) {
            hidden.add(secrets);
        }
    }

    private String open(String text) {
        String open = text;
        for (Secrets secrets : hidden) {
            open = secrets.mask(open);
        }
        return open;
    }

    /** The process's own streams; coloured on a terminal, unless NO_COLOR is set. */
    public static Console ofProcess(Map<String, String> environment) {
        String noColor = environment.getOrDefault("NO_COLOR", "");
        boolean terminal = Boolean.getBoolean("respawn.terminal");
        return new Console(writer(System.out), writer(System.err), terminal && noColor.isEmpty());
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** A line of a result. */
    public void result(String line) {
        out.println(safe(open(line)));
    }

    /** A result of several lines, all of them ours. */
    void lines(String text) {
        text.lines().forEach(out::println);
    }

    /** A line of a result that is ours, colours included. */
    void own(String line) {
        out.println(open(line));
    }

    /** A line of progress, or about a mistake. */
    public void progress(String line) {
        err.println(safe(open(line)));
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

    /** On one line, without what a terminal would obey or a reader could take for a line of ours, and not endless. */
    static String safe(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST) + 16);
        int shown = 0;
        int i = 0;
        for (; i < text.length() && shown < LONGEST; shown++) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            out.append(Text.line(Character.toString(c)));
        }
        return i < text.length() ? out + "… (" + (text.length() - i) + " more characters)" : out.toString();
    }
}
