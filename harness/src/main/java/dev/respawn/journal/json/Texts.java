package dev.respawn.journal.json;

import java.util.Locale;

/** Names as they are written, and foreign text made fit for a journal or a line of a terminal. */
final class Texts {
    private static final int SHOWN = 80;

    private Texts() {}

    /** The one place where names in JSON come from: RunBegan is run-began, clockOffset is clock-offset, IN_FORCE is in-force. */
    static String kebab(String name) {
        if (name.equals(name.toUpperCase(Locale.ROOT))) {
            return name.toLowerCase(Locale.ROOT).replace('_', '-');
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                out.append('-');
            }
            out.append(Character.toLowerCase(c));
        }
        return out.toString();
    }

    /** At most so many characters, with a mark that says how many there were, and nothing that UTF-8 cannot carry. */
    static String cut(String text, int most) {
        String whole = text.length() <= most ? text : head(text, most) + "… [cut, of " + text.length() + " characters]";
        return hasLoneSurrogate(whole)
                ? whole.codePoints()
                        .collect(
                                StringBuilder::new,
                                (out, c) -> out.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c),
                                StringBuilder::append)
                        .toString()
                : whole;
    }

    /** Without control characters and not long, for messages. */
    static String shown(String foreign) {
        StringBuilder out = new StringBuilder();
        head(foreign, SHOWN).codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (Character.isISOControl(c)
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return foreign.length() > SHOWN ? out + "…" : out.toString();
    }

    private static String head(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }
}
