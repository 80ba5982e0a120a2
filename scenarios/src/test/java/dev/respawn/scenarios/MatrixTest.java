package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.expect.Survival;
import dev.respawn.gameday.Job;
import dev.respawn.matrix.Cell;
import dev.respawn.matrix.Matrix;
import dev.respawn.matrix.MatrixRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five scenarios on three policies, once each. */
@Tag("docker")
class MatrixTest {
    private static final List<String> SUPERVISORS = List.of("docker:no", "docker:always", "docker:on-failure");

    @TempDir
    Path out;

    @Test
    void who_survives_what_is_what_the_policies_promise() throws Exception {
        List<MatrixRun.On> cells = new ArrayList<>();
        for (String name :
                List.of("main-process-killed", "main-process-ends-with-0", "out-of-memory", "removed", "paused")) {
            Job.of(Runs.SCENARIOS.resolve("corpus/" + name + ".yaml"), SUPERVISORS, Path.of(""))
                    .forEach(job -> cells.add(new MatrixRun.On(job, "private")));
        }
        List<String> said = new ArrayList<>();

        MatrixRun.Done done =
                MatrixRun.run(new MatrixRun.Wanted("respawn matrix", cells, 1, 1, 4, out, false), said::add);

        assertThat(done.left()).isEmpty();
        assertThat(done.whole()).isTrue();
        Matrix matrix = done.matrix();
        assertThat(matrix.rows().stream().flatMap(row -> row.cells().stream()))
                .hasSize(15)
                .allSatisfy(cell -> assertThat(cell.state()).as(cell.reason()).isEqualTo(Cell.State.AS_PROMISED));
        // Ground truth 1.1: no policy; always; on-failure, for which an exit with 0 is none.
        assertThat(how(matrix, 0)).containsExactly("not at all", "same container", "same container");
        assertThat(how(matrix, 1)).containsExactly("not at all", "same container", "not at all");
        assertThat(how(matrix, 2)).containsExactly("not at all", "same container", "same container");
        assertThat(how(matrix, 3)).containsOnly("not at all");
        assertThat(how(matrix, 4)).containsOnly(Survival.How.NOTHING_DIED.words());
        assertThat(matrix.columns().get(0).engine()).startsWith("20.10.");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("matrix.html", "matrix.md", "matrix.json", "trials.json", "runs");
        }

        // Whole already: nothing is run again, and the same comes out.
        String page = Files.readString(out.resolve("matrix.html"));
        MatrixRun.run(new MatrixRun.Wanted("respawn matrix", cells, 1, 1, 4, out, false), line -> {
            assertThat(line).doesNotContain("trial");
        });
        assertThat(out.resolve("matrix.html")).hasContent(page);
    }

    private static List<String> how(Matrix matrix, int row) {
        return matrix.rows().get(row).cells().stream().map(Cell::how).toList();
    }
}
