package dev.respawn.matrix;

import java.util.ArrayList;
import java.util.List;

/** The matrix as a table of Markdown, to be pasted where people decide. */
public final class Markdown implements Renderer {
    @Override
    public String file() {
        return "matrix.md";
    }

    @Override
    public String text(Matrix matrix) {
        StringBuilder text = new StringBuilder();
        text.append("# Who survives what\n\n")
                .append(matrix.trials())
                .append(matrix.trials() == 1 ? " trial" : " trials")
                .append(" of each cell; made by `")
                .append(matrix.command().replace("`", "'"))
                .append("`\n\n| |");
        matrix.columns()
                .forEach(column -> text.append(' ')
                        .append(escaped(column.supervisor() + ", " + column.where()))
                        .append(" |"));
        text.append("\n|---|");
        matrix.columns().forEach(column -> text.append("---|"));
        text.append('\n');
        for (Matrix.Row row : matrix.rows()) {
            text.append("| ").append(escaped(row.scenario())).append(" |");
            row.cells()
                    .forEach(cell ->
                            text.append(' ').append(escaped(words(cell))).append(" |"));
            text.append('\n');
        }
        return text.toString();
    }

    /** A cell in one line. */
    static String words(Cell cell) {
        if (cell.trials().isEmpty()) {
            return cell.state().words() + (cell.reason().isEmpty() ? "" : ": " + cell.reason());
        }
        List<String> parts = new ArrayList<>();
        parts.add(cell.state().words());
        parts.add(cell.how());
        cell.away().ifPresent(away -> parts.add("away " + away + (cell.fastest() ? " (fastest)" : "")));
        cell.available().ifPresent(good -> parts.add(good.percent() + " available (" + good.probe() + ")"));
        if (!cell.reason().isEmpty()) {
            parts.add(cell.reason());
        }
        return String.join("; ", parts);
    }

    // Names come from files that others wrote; a table has one line a row, and no cell writes markup.
    private static String escaped(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_{}\\[\\]<>#|!&])", "\\\\$1");
    }
}
