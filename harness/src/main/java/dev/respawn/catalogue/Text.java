package dev.respawn.catalogue;

/** Foreign text made fit for one line of a terminal. */
public final class Text {
    private static final int LONGEST = 80;

    private Text() {}

    /** Without control characters, and cut when it is long. */
    public static String shown(String foreign) {
        StringBuilder out = new StringBuilder();
        foreign.codePoints().limit(LONGEST).forEach(c -> {
            if (c == '\n') {
                out.append("\\n");
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return foreign.codePointCount(0, foreign.length()) > LONGEST ? out + "…" : out.toString();
    }
}
