package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import dev.respawn.matrix.Cell;
import dev.respawn.matrix.Matrix;
import dev.respawn.matrix.Renderer;
import dev.respawn.model.Interval;
import java.util.List;

/** Writes {@code matrix.html}: who survives what, in one table that opens to the runs behind it. */
public final class MatrixPage implements Renderer {
    @Override
    public String file() {
        return "matrix.html";
    }

    @Override
    public String text(Matrix matrix) {
        Stylesheet css = Stylesheet.ofMatrix();
        Html html = new Html();
        html.in("html", with("lang", "en"), () -> {
            html.in("head", () -> {
                html.empty("meta", with("charset", "utf-8"));
                html.empty("meta", with("http-equiv", "Content-Security-Policy").and("content", css.policy()));
                html.empty("meta", with("name", "viewport").and("content", "width=device-width, initial-scale=1"));
                html.empty("meta", with("name", "color-scheme").and("content", "light dark"));
                html.element("title", "Who survives what");
                html.style(css);
            });
            html.in("body", () -> body(html, matrix));
        });
        return html.text("\n").toString();
    }

    private static void body(Html html, Matrix matrix) {
        html.in("header", () -> {
            html.element("h1", "Who survives what");
            html.element(
                    "p",
                    matrix.rows().size() + " scenarios on " + matrix.columns().size() + " supervisors, "
                            + matrix.trials() + (matrix.trials() == 1 ? " trial" : " trials") + " of each cell.");
            html.in("ul", with("class", "counts"), () -> counts(html, matrix));
            html.in("p", with("class", "again"), () -> {
                html.text("Made by ");
                html.element("code", matrix.command());
            });
        });
        html.in("main", () -> {
            table(html, matrix);
            reading(html);
        });
        html.element(
                "footer",
                "Respawn. Everything on this page comes from the directories of the runs beside it; no request leaves it.");
    }

    private static void counts(Html html, Matrix matrix) {
        List<Cell> cells =
                matrix.rows().stream().flatMap(row -> row.cells().stream()).toList();
        for (Cell.State state : Cell.State.values()) {
            long many = cells.stream().filter(cell -> cell.state() == state).count();
            if (many > 0) {
                html.in("li", () -> {
                    badge(html, state);
                    html.text(" " + many);
                });
            }
        }
    }

    private static void table(Html html, Matrix matrix) {
        html.in(
                "div",
                with("class", "frame matrix")
                        .and("tabindex", "0")
                        .and("role", "region")
                        .and("aria-label", "Who survives what"),
                () -> html.in("table", () -> {
                    html.element("caption", "Rows are scenarios, columns supervisors");
                    html.in(
                            "thead",
                            () -> html.in("tr", () -> {
                                html.element("th", with("scope", "col"), "Scenario");
                                matrix.columns().forEach(column -> head(html, column));
                            }));
                    html.in(
                            "tbody",
                            () -> matrix.rows()
                                    .forEach(row -> html.in("tr", () -> {
                                        html.in("th", with("scope", "row"), () -> {
                                            html.text(row.scenario());
                                            if (!row.because().isEmpty()) {
                                                html.element("span", with("class", "because"), row.because());
                                            }
                                        });
                                        row.cells().forEach(cell -> cell(html, cell));
                                    })));
                }));
    }

    private static void head(Html html, Matrix.Column column) {
        html.in("th", with("scope", "col"), () -> {
            html.text(column.supervisor());
            html.element("span", with("class", "where"), column.where());
        });
    }

    private static void cell(Html html, Cell cell) {
        html.in("td", with("class", style(cell.state())), () -> {
            html.in("p", () -> badge(html, cell.state()));
            if (!cell.trials().isEmpty()) {
                html.element("p", with("class", "how"), cell.how());
                cell.away().ifPresent(away -> html.in("p", with("class", "away"), () -> away(html, away, cell)));
                cell.available()
                        .ifPresent(good -> html.element("p", good.percent() + " of '" + good.probe() + "' were good"));
                runs(html, cell);
            }
            if (!cell.reason().isEmpty()) {
                html.element("p", with("class", "why"), cell.reason());
            }
        });
    }

    private static void away(Html html, Interval away, Cell cell) {
        html.text(away.toString() + " ");
        if (cell.fastest()) {
            html.element("span", with("class", "fast"), "fastest");
        }
    }

    private static void runs(Html html, Cell cell) {
        html.in("p", with("class", "runs"), () -> {
            html.text(cell.trials().size() == 1 ? "run " : "runs ");
            for (int i = 0; i < cell.trials().size(); i++) {
                Cell.Trial trial = cell.trials().get(i);
                html.element(
                        "a",
                        Attributes.linkToRun(trial.run())
                                .and("title", trial.outcome().word() + ": " + trial.run()),
                        Badge.glyph(trial.outcome()) + (i + 1));
                html.text(" ");
            }
        });
    }

    private static void badge(Html html, Cell.State state) {
        String colour = switch (state) {
            case AS_PROMISED -> " passed";
            case BROKEN -> " failed";
            case UNPROVEN -> " unproven";
            case UNSPECIFIED, NOT_APPLICABLE, NOT_RUN -> "";
        };
        html.in("span", with("class", "badge" + colour), () -> {
            html.element("span", with("class", "glyph").and("aria-hidden", "true"), glyph(state));
            html.text(" " + state.words());
        });
    }

    private static String glyph(Cell.State state) {
        return switch (state) {
            case AS_PROMISED -> "✓";
            case BROKEN -> "✕";
            case UNPROVEN -> "?";
            case UNSPECIFIED -> "~";
            case NOT_APPLICABLE -> "–";
            case NOT_RUN -> "·";
        };
    }

    private static String style(Cell.State state) {
        return switch (state) {
            case AS_PROMISED -> "promised";
            case BROKEN -> "broken";
            case UNPROVEN -> "doubt";
            case UNSPECIFIED, NOT_APPLICABLE, NOT_RUN -> "quiet";
        };
    }

    private static void reading(Html html) {
        html.element("h2", "How to read this");
        html.in("dl", () -> {
            term(html, "as promised", "In every trial the supervisor did what its written contract promises.");
            term(html, "unspecified", "Its contract promises nothing of this; what it did is shown all the same.");
            term(
                    html,
                    "promise broken",
                    "In at least one trial it did something else; the reason is that of the first.");
            term(html, "unproven", "What was seen proves neither; the reason says what was missing.");
            term(html, "not applicable", "The scenario means nothing on this host or supervisor, and was not run.");
            term(
                    html,
                    "how long",
                    "From the first death after the fault to the next start: not shorter than the first number in any"
                            + " trial, not longer than the second.");
            term(
                    html,
                    "fastest",
                    "Its longest time is shorter than the shortest of every other supervisor of the row. Where times"
                            + " overlap, nobody is called faster.");
            term(
                    html,
                    "were good",
                    "The share of good answers since the fault, of the probe that fared worst in the worst trial;"
                            + " questions that the harness could not ask are left out.");
        });
    }

    private static void term(Html html, String term, String meaning) {
        html.element("dt", term);
        html.element("dd", meaning);
    }
}
