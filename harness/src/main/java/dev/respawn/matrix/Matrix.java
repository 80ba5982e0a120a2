package dev.respawn.matrix;

import java.util.List;

/**
 * Who survives what: a row for each scenario, a column for each supervisor on each host.
 *
 * @param command by which it was made, as it is said again
 * @param trials how many runs were wanted of each cell
 */
public record Matrix(String command, int trials, List<Column> columns, List<Row> rows) {
    public Matrix {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != columns.size()) {
                throw new IllegalArgumentException("the row of '" + row.scenario() + "' has "
                        + row.cells().size() + " cells, and there are " + columns.size() + " columns");
            }
        }
    }

    /**
     * One supervisor on one host.
     *
     * @param engine the version that answered there; empty text if none did
     */
    public record Column(String supervisor, String host, String engine) {
        /** The host and its engine, in words. */
        public String where() {
            return "on " + host + ", engine " + (engine.isEmpty() ? "unknown" : engine);
        }
    }

    /**
     * One scenario.
     *
     * @param because why anybody should care; may be empty
     */
    public record Row(String scenario, String because, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }
}
