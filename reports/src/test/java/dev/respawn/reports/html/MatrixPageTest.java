package dev.respawn.reports.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.expect.Survival;
import dev.respawn.matrix.Cell;
import dev.respawn.matrix.Matrix;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MatrixPageTest {
    @Test
    void a_cell_says_how_and_how_fast_and_opens_to_its_runs() {
        String page = page("killed", "docker:always", "home", "");

        assertThat(page)
                .contains(
                        "✓</span> as promised",
                        "same container",
                        "100ms to 120ms",
                        "99.9% of &#39;home&#39; were good",
                        "href=\"runs/run-1/report.html\"",
                        "<span class=\"where\">on private, engine 20.10</span>");
    }

    @Test
    void no_name_becomes_markup() {
        String page = page(
                HostileTextTest.HOSTILE, HostileTextTest.HOSTILE, HostileTextTest.HOSTILE, HostileTextTest.HOSTILE);

        HostileTextTest.assertClean(page);
        assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    private static String page(String scenario, String supervisor, String probe, String reason) {
        Cell.Trial trial = new Cell.Trial(
                "run-1",
                Path.of("runs/run-1"),
                Outcome.PASSED,
                reason,
                new Survival(
                        Survival.How.SAME_CONTAINER,
                        Optional.of(Interval.between(Duration.ofMillis(100), Duration.ofMillis(120))),
                        false,
                        Map.of(probe, 0.9999)));
        return new MatrixPage()
                .text(new Matrix(
                        "respawn matrix " + scenario,
                        1,
                        List.of(new Matrix.Column(supervisor, "private", "20.10")),
                        List.of(new Matrix.Row(
                                scenario,
                                reason,
                                List.of(new Cell(Cell.State.AS_PROMISED, reason, List.of(trial), true))))));
    }
}
