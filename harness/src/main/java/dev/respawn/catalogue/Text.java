package dev.respawn.catalogue;

/** Foreign text made fit for one line of a terminal. */
public final class Text {
    private static final int LONGEST = 80;

    private Text() {}

    /** Without control characters, and cut when it is long. */
    public static String shown(String foreign) {
        int length = foreign.codePointCount(0, foreign.length());
        return length <= LONGEST
                ? line(foreign)
                : line(foreign.substring(0, foreign.offsetByCodePoints(0, LONGEST))) + "…";
    }

    /** Without control characters, so that it is one line and no terminal acts on it. */
    public static String line(String foreign) {
        StringBuilder out = new StringBuilder();
        foreign.codePoints().forEach(c -> {
            if (c == '\n') {
                out.append("\\n");
            } else if (acts(c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean acts(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
