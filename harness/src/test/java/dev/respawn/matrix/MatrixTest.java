package dev.respawn.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.expect.Survival;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixTest {
    @TempDir
    Path directory;

    @Test
    void a_cell_is_as_its_worst_trial_and_its_time_spans_all_of_them() {
        Cell cell = Cell.of(List.of(back(100, 120), back(300, 450)));

        assertThat(cell.state()).isEqualTo(Cell.State.AS_PROMISED);
        assertThat(cell.how()).isEqualTo("same container");
        assertThat(cell.away()).contains(Interval.between(Duration.ofMillis(100), Duration.ofMillis(450)));
        assertThat(cell.available()).contains(new Cell.Availability("home", 0.5));
        Cell broken =
                Cell.of(List.of(back(100, 120), trial(Outcome.FAILED, Survival.How.NOT_AT_ALL, Optional.empty())));
        assertThat(broken.state()).isEqualTo(Cell.State.BROKEN);
        assertThat(broken.reason()).isEqualTo("because of failed");
        assertThat(broken.how()).isEqualTo("same container (1 of 2), not at all (1 of 2)");
        assertThat(broken.away()).isEmpty();
        assertThat(Cell.of(List.of()).state()).isEqualTo(Cell.State.NOT_RUN);
    }

    @Test
    void nobody_is_faster_whose_times_overlap_with_anothers() {
        Cell fast = Cell.of(List.of(back(100, 120), back(130, 199)));
        Cell slow = Cell.of(List.of(back(200, 260)));
        Cell between = Cell.of(List.of(back(150, 210)));
        Cell dead = Cell.of(List.of(trial(Outcome.PASSED, Survival.How.NOT_AT_ALL, Optional.empty())));

        assertThat(MatrixRun.fastest(List.of(slow, dead, fast)))
                .extracting(Cell::fastest)
                .containsExactly(false, false, true);
        assertThat(MatrixRun.fastest(List.of(slow, between, fast)))
                .extracting(Cell::fastest)
                .containsOnly(false);
        assertThat(MatrixRun.fastest(List.of(fast, dead)))
                .extracting(Cell::fastest)
                .containsOnly(false);
    }

    @Test
    void a_name_that_is_markup_stays_a_name_in_markdown() {
        Matrix matrix = new Matrix(
                "respawn matrix `x`",
                1,
                List.of(new Matrix.Column("docker:always", "private", "")),
                List.of(new Matrix.Row("a | b\n<script>", "", List.of(Cell.of(List.of(back(100, 120)))))));

        assertThat(new Markdown().text(matrix).lines().skip(4))
                .containsExactly(
                        "| | docker:always, on private, engine unknown |",
                        "|---|---|",
                        "| a \\| b \\<script\\> | as promised; same container; away 100ms to 120ms; 50% available (home) |");
        assertThat(new Json().text(matrix)).contains("\"scenario\": \"a | b\\n<script>\"", "\"at-most\": 120");
    }

    @Test
    void trials_are_known_again_and_a_file_that_is_none_is_told() throws Exception {
        Trials.Done done = new Trials.Done("a scenario", "docker:always", "private", "20.10", "run-1");
        Trials.in(directory).add(done);

        assertThat(Trials.in(directory).all()).containsExactly(done);

        Files.writeString(directory.resolve(Trials.FILE), "{\"trials\": [{\"run\": 1}]}");
        assertThatThrownBy(() -> Trials.in(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("trials.json' is no list of trials: ")
                .hasMessageContaining("choose another --out, or remove it");
    }

    @Test
    void a_share_is_never_rounded_up_to_all() {
        assertThat(new Cell.Availability("home", 1).percent()).isEqualTo("100%");
        assertThat(new Cell.Availability("home", 0.99999).percent()).isEqualTo("99.9%");
        assertThat(new Cell.Availability("home", 0.5).percent()).isEqualTo("50%");
    }

    private static Cell.Trial back(long atLeast, long atMost) {
        return trial(
                Outcome.PASSED,
                Survival.How.SAME_CONTAINER,
                Optional.of(Interval.between(Duration.ofMillis(atLeast), Duration.ofMillis(atMost))));
    }

    private static Cell.Trial trial(Outcome outcome, Survival.How how, Optional<Interval> away) {
        return new Cell.Trial(
                "run-1",
                Path.of("runs", "run-1"),
                outcome,
                "because of " + outcome.word(),
                new Survival(how, away, false, Map.of("home", 0.5)));
    }
}
