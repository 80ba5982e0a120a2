package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import dev.respawn.model.Outcome;

/** A word with its glyph and colour. */
final class Badge {
    private Badge() {}

    static String glyph(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "✓";
            case FAILED -> "✕";
            case UNPROVEN -> "?";
        };
    }

    static void write(Html html, Outcome outcome) {
        write(html, outcome, outcome.word());
    }

    static void write(Html html, Outcome outcome, String word) {
        html.in("span", with("class", "badge " + outcome.word()), () -> {
            html.element("span", with("class", "glyph").and("aria-hidden", "true"), glyph(outcome));
            html.text(" " + word);
        });
    }
}
