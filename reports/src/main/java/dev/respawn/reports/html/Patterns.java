package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

/** The hatches, so that no state is told by its colour alone. */
final class Patterns {
    private Patterns() {}

    static void write(Html html) {
        html.in(
                "svg",
                with("class", "patterns")
                        .and("aria-hidden", "true")
                        .and("width", 0)
                        .and("height", 0),
                () -> html.in("defs", () -> {
                    pattern(html, "p-bad", 6, "M0 6L6 0M-1.5 1.5L1.5 -1.5M4.5 7.5L7.5 4.5M0 0L6 6");
                    pattern(html, "p-late", 4, "M1 0L1 4");
                    pattern(html, "p-missing", 5, "M2 2.5L3 2.5");
                    pattern(html, "p-force", 7, "M0 7L7 0M-1.5 1.5L1.5 -1.5M5.5 8.5L8.5 5.5");
                    pattern(html, "p-blind", 9, "M0 0L9 9M-2 7L2 11M7 -2L11 2");
                }));
    }

    private static void pattern(Html html, String id, int size, String d) {
        html.in(
                "pattern",
                with("id", id).and("width", size).and("height", size).and("patternUnits", "userSpaceOnUse"),
                () -> html.empty("path", with("class", id).and("d", d)));
    }
}
