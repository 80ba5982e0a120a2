package dev.respawn.reports.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table being put together; wide ones scroll in a frame of their own. */
final class Table {
    private final String caption;
    private final List<String> heads;
    private final List<Row> rows = new ArrayList<>();

    private Table(String caption, List<String> heads) {
        this.caption = caption;
        this.heads = heads;
    }

    /** One cell; it writes itself. */
    interface Cell {
        void write(Html html);

        static Cell of(String text) {
            return html -> html.text(text);
        }

        /** Text in the type of programs: ids, commands. */
        static Cell code(String text) {
            return html -> html.element("code", text);
        }
    }

    private record Row(Optional<String> id, String style, List<Cell> cells) {}

    static Table of(String caption, String... heads) {
        return new Table(caption, List.of(heads));
    }

    Table row(Cell... cells) {
        return row(Optional.empty(), "", cells);
    }

    Table row(Optional<String> id, String style, Cell... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException(
                    "a row of " + cells.length + " cells in a table of " + heads.size() + " columns: " + caption);
        }
        rows.add(new Row(id, style, List.of(cells)));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void write(Html html) {
        Attributes frame = Attributes.with("class", "frame")
                .and("tabindex", "0")
                .and("role", "region")
                .and("aria-label", caption);
        html.in(
                "div",
                frame,
                () -> html.in("table", () -> {
                    html.element("caption", caption);
                    html.in(
                            "thead",
                            () -> html.in(
                                    "tr",
                                    () -> heads.forEach(
                                            head -> html.element("th", Attributes.with("scope", "col"), head))));
                    html.in("tbody", () -> rows.forEach(row -> write(html, row)));
                }));
    }

    private static void write(Html html, Row row) {
        Attributes attributes = Attributes.none();
        if (row.id().isPresent()) {
            attributes = attributes.and("id", row.id().get());
        }
        if (!row.style().isEmpty()) {
            attributes = attributes.and("class", row.style());
        }
        html.in("tr", attributes, () -> row.cells().forEach(cell -> html.in("td", () -> cell.write(html))));
    }
}
