package dev.respawn.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Outcome;
import dev.respawn.plan.Plan;
import dev.respawn.scenario.yaml.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTest {
    private static final Path STORY = Path.of("..", "scenarios", "stories", "main-process-killed.yaml");

    @TempDir
    Path here = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void a_file_below_here() throws IOException {
        file = Files.createDirectories(here.resolve("stories")).resolve("killed.yaml");
        Files.copy(STORY, file);
        Files.createFile(Files.createDirectories(here.resolve("supervisors")).resolve("healer.sh"));
        Files.createFile(here.resolve("supervisors/healer.yaml"));
    }

    private Plan.Again again(String source, String supervisor, Path base) {
        return new Job(ScenarioFile.read(STORY), source, supervisor, base, Outcome.PASSED)
                .again(here, here.resolve("runs/run-1/scenario.yaml"));
    }

    @Test
    void a_file_is_named_as_it_is_seen_from_where_it_was_run() {
        assertThat(again(file.toString(), "docker:always", here.resolve("stories")))
                .isEqualTo(new Plan.Again("stories/killed.yaml", "docker:always"));
    }

    @Test
    void what_came_from_no_file_is_run_from_the_copy_that_is_kept() {
        assertThat(again("Java", "docker:always", here))
                .isEqualTo(new Plan.Again("runs/run-1/scenario.yaml", "docker:always"));
    }

    @Test
    void a_file_somewhere_else_is_named_in_full() {
        assertThat(again(STORY.toString(), "docker:always", here).file())
                .isEqualTo(STORY.toAbsolutePath().normalize().toString());
    }

    /** In a file they are looked up beside it, on a command line where that is said. */
    @Test
    void a_supervisors_files_are_named_as_they_are_seen_from_there() {
        String inTheFile = "command:../supervisors/healer.sh once --contract ../supervisors/healer.yaml";

        assertThat(again(file.toString(), inTheFile, here.resolve("stories")).on())
                .isEqualTo("command:supervisors/healer.sh once --contract supervisors/healer.yaml");
        assertThat(again(file.toString(), "command:./healer.sh --contract healer.yaml", here.resolve("supervisors"))
                        .on())
                .isEqualTo("command:supervisors/healer.sh --contract supervisors/healer.yaml");
    }
}
