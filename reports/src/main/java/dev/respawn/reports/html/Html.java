package dev.respawn.reports.html;

import dev.respawn.reports.Visible;
import java.util.Set;
import java.util.regex.Pattern;

/** A page being written. Text and attribute values can only come in through escaping, so nothing foreign becomes markup. */
final class Html {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*");
    /** Elements that stand on a line of their own, for readable differences between golden files. */
    private static final Set<String> OWN_LINE = Set.of(
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "nav",
            "main",
            "section",
            "footer",
            "h1",
            "h2",
            "h3",
            "p",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "div",
            "figure",
            "figcaption",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "td",
            "th",
            "pre",
            "svg",
            "defs",
            "pattern",
            "g",
            "rect",
            "path",
            "line",
            "circle",
            "a");

    private final StringBuilder out = new StringBuilder(1 << 16);

    Html() {
        out.append("<!DOCTYPE html>");
    }

    /** An element, with all that the body writes inside. */
    Html in(String element, Attributes attributes, Runnable body) {
        open(element, attributes);
        out.append('>');
        body.run();
        out.append("</").append(element).append('>');
        return this;
    }

    Html in(String element, Runnable body) {
        return in(element, Attributes.none(), body);
    }

    /** An element with only text inside. */
    Html element(String element, Attributes attributes, String text) {
        return in(element, attributes, () -> text(text));
    }

    Html element(String element, String text) {
        return element(element, Attributes.none(), text);
    }

    /** An element of HTML or SVG that has nothing inside. */
    Html empty(String element, Attributes attributes) {
        open(element, attributes);
        out.append("/>");
        return this;
    }

    /** Text, whoever wrote it. */
    Html text(String foreign) {
        return escaped(Visible.text(foreign));
    }

    /** A long text that is ours to print whole, such as the scenario. */
    Html document(String foreign) {
        return escaped(Visible.whole(foreign, 200_000));
    }

    /** The style sheet; the only thing that is not escaped, since a style element knows no escaping. */
    Html style(Stylesheet css) {
        return in("style", () -> out.append(css.text()));
    }

    private void open(String element, Attributes attributes) {
        if (!NAME.matcher(element).matches() || element.equalsIgnoreCase("script")) {
            throw new IllegalArgumentException("element '" + element + "' is not used in a report");
        }
        if (OWN_LINE.contains(element)) {
            out.append('\n');
        }
        out.append('<').append(element);
        for (Attributes.Attribute attribute : attributes.all()) {
            out.append(' ').append(attribute.name()).append("=\"");
            escaped(Visible.text(attribute.value()));
            out.append('"');
        }
    }

    private Html escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
