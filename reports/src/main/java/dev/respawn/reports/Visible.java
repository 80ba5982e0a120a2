package dev.respawn.reports;

/** Foreign text with nothing in it that a reader cannot see: names and container output are hostile. */
public final class Visible {
    /** The longest foreign text that a report shows whole. */
    public static final int LONGEST = 2_000;

    private Visible() {}

    /**
     * The text, with control, format (such as a change of the writing direction) and broken characters spelled out, and
     * cut when it is very long. Line breaks and tabs stay.
     */
    public static String text(String foreign) {
        return whole(foreign, LONGEST);
    }

    /** As {@link #text}, but never cut at less than this. */
    public static String whole(String foreign, int longest) {
        StringBuilder out = new StringBuilder(Math.min(foreign.length(), longest) + 16);
        int shown = 0;
        for (int i = 0; i < foreign.length() && shown < longest; shown++) {
            int c = foreign.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\n' || c == '\t' || !hidden(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(c > 0xffff ? String.format("\\U%08x", c) : String.format("\\u%04x", c));
            }
        }
        int all = foreign.codePointCount(0, foreign.length());
        return all > longest ? out + "… (" + (all - longest) + " more characters)" : out.toString();
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
