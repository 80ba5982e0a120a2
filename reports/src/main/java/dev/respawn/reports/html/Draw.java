package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import java.util.List;

/** The few shapes of a timeline. */
final class Draw {
    private Draw() {}

    /** The shape of a mark; each kind of thing has its own, so that colour is never needed to tell them apart. */
    enum Shape {
        CROSS,
        TRIANGLE_RIGHT,
        TRIANGLE_DOWN,
        TRIANGLE_DOWN_HOLLOW,
        DIAMOND,
        CIRCLE,
        SQUARE,
        QUESTION,
        TICK
    }

    /** A link to an entry of the journal around what the body draws, with a text that shows when it is pointed at. */
    static void linked(Html html, Links links, long seq, boolean inTabOrder, String title, Runnable body) {
        Attributes attributes = links.to(seq).and("aria-label", title);
        html.in("a", inTabOrder ? attributes : attributes.and("tabindex", "-1"), () -> {
            html.element("title", title);
            body.run();
        });
    }

    static void rect(Html html, String style, double x, double y, double width, double height) {
        html.empty("rect", box(style, x, y, width, height));
    }

    /** A rectangle with a pattern over its colour. */
    static void hatched(Html html, String style, String pattern, double x, double y, double width, double height) {
        rect(html, style, x, y, width, height);
        html.empty("rect", box("hatch", x, y, width, height).and("fill", "url(#" + pattern + ")"));
    }

    private static Attributes box(String style, double x, double y, double width, double height) {
        return with("class", style)
                .and("x", x)
                .and("y", y)
                .and("width", Math.max(1.5, width))
                .and("height", height);
    }

    static void line(Html html, String style, double x1, double y1, double x2, double y2) {
        html.empty(
                "line",
                with("class", style).and("x1", x1).and("y1", y1).and("x2", x2).and("y2", y2));
    }

    static void text(Html html, String style, double x, double y, String text) {
        html.element("text", with("class", style).and("x", x).and("y", y), text);
    }

    static void mark(Html html, Shape shape, String style, double x, double y) {
        String name = "mark " + style;
        switch (shape) {
            case CIRCLE ->
                html.empty(
                        "circle", with("class", name).and("cx", x).and("cy", y).and("r", 4));
            case CROSS ->
                path(html, name + " stroked", List.of(x - 4, y - 4, x + 4, y + 4), List.of(x - 4, y + 4, x + 4, y - 4));
            case TICK -> path(html, name + " stroked", List.of(x, y - 5, x, y + 5));
            case TRIANGLE_RIGHT -> path(html, name, List.of(x - 4, y - 5, x + 5, y, x - 4, y + 5, x - 4, y - 5));
            case TRIANGLE_DOWN -> path(html, name, List.of(x - 5, y - 4, x + 5, y - 4, x, y + 5, x - 5, y - 4));
            case TRIANGLE_DOWN_HOLLOW ->
                path(html, name + " hollow", List.of(x - 5, y - 4, x + 5, y - 4, x, y + 5, x - 5, y - 4));
            case DIAMOND -> path(html, name, List.of(x, y - 5.5, x + 5.5, y, x, y + 5.5, x - 5.5, y, x, y - 5.5));
            case SQUARE ->
                path(html, name, List.of(x - 4, y - 4, x + 4, y - 4, x + 4, y + 4, x - 4, y + 4, x - 4, y - 4));
            case QUESTION -> text(html, "question " + style, x - 4, y + 5, "?");
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the lists are only read
    private static void path(Html html, String style, List<Double>... lines) {
        StringBuilder d = new StringBuilder();
        for (List<Double> line : lines) {
            for (int i = 0; i < line.size(); i += 2) {
                d.append(i == 0 ? 'M' : 'L')
                        .append(Attributes.number(line.get(i)))
                        .append(' ')
                        .append(Attributes.number(line.get(i + 1)));
            }
        }
        html.empty("path", with("class", style).and("d", d.toString()));
    }

    /** Labels in rows of 13 pixels, each with a thin line from its mark if it had to move. */
    static void labels(Html html, List<Labels.Placed> labels, double y) {
        for (Labels.Placed label : labels) {
            text(html, "label", label.x(), y + 10 + label.row() * 13.0, label.text());
        }
    }

    /** The room that labels take. */
    static double rows(List<Labels.Placed> labels) {
        return labels.stream().mapToInt(label -> label.row() + 1).max().orElse(0) * 13.0;
    }
}
