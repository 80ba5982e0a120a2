package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.ExitCode;
import dev.respawn.scenario.testwords.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a host that runs nothing. */
class MatrixCommandTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void begin() throws IOException {
        TestHost.begin(directory.resolve("root"));
        write("passed", "");
        write("failed", "");
        write("newer", "given: { engine: \">=23.0\" }\n");
    }

    @AfterEach
    void end() {
        TestHost.end();
    }

    @Test
    void every_cell_has_its_trials_and_the_next_call_adds_only_what_is_missing() throws IOException {
        Said once = matrix("--trials", "1", "--scenarios", directory.resolve("passed.yaml"));
        assertThat(once.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(runs()).isEqualTo(1);

        Said more = matrix("--trials", "3", "--scenarios", directory.resolve("passed.yaml"));

        assertThat(runs()).isEqualTo(3);
        assertThat(more.out()).contains("    1  as promised\n", "matrix.md", "matrix.json");
        assertThat(Files.readString(directory.resolve("out/matrix.md")))
                .contains(
                        "| it is passed | as promised; not known |", "3 trials of each cell; made by `respawn matrix ");
        matrix("--trials", "3", "--scenarios", directory.resolve("passed.yaml"));
        assertThat(runs()).isEqualTo(3);
    }

    @Test
    void a_supervisor_may_name_a_host_of_its_own() throws IOException {
        Said said = Said.by(
                "matrix",
                "--on",
                "test-nanny:awake@test-host",
                "--out",
                directory.resolve("out"),
                "--trials",
                "1",
                "--scenarios",
                directory.resolve("passed.yaml"));

        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(Files.readString(directory.resolve("out/matrix.json")))
                .contains("\"supervisor\": \"test-nanny:awake\"", "\"host\": \"test-host\"")
                .doesNotContain("private");
    }

    @Test
    void a_broken_promise_fails_and_what_means_nothing_here_says_why() throws IOException {
        Said said = matrix(
                "--trials",
                "1",
                "--scenarios",
                directory.resolve("failed.yaml"),
                "--scenarios",
                directory.resolve("newer.yaml"));

        assertThat(said.code()).isEqualTo(ExitCode.FAILED);
        assertThat(said.out()).contains("    1  promise broken\n", "    1  not applicable\n");
        assertThat(Files.readString(directory.resolve("out/matrix.md")))
                .contains(
                        "| it is newer | not applicable: it is about engines \\>=23.0, and this one is of unknown version |");
    }

    @Test
    void numbers_that_mean_nothing_are_told_before_anything_is_opened() {
        assertThat(matrix("--trials", "0", "--scenarios", directory.resolve("passed.yaml"))
                        .err())
                .contains("--trials is 0; wanted 1 to 1000");
        assertThat(TestHost.HAPPENED).isEmpty();
    }

    private long runs() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("out/runs"))) {
            return all.filter(Files::isDirectory).count();
        }
    }

    private Said matrix(Object... more) {
        return Said.by(Stream.concat(
                        Stream.of(
                                "matrix",
                                "--on",
                                "test-nanny:awake",
                                "--host",
                                "test-host",
                                "--out",
                                directory.resolve("out")),
                        Stream.of(more))
                .toArray());
    }

    private void write(String name, String more) throws IOException {
        String outcome = name.equals("newer") ? "passed" : name;
        Files.writeString(directory.resolve(name + ".yaml"), """
                scenario: it is %s
                form: corpus
                %sservices: { web: { image: nginx } }
                expect: { test-says: { outcome: %s } }
                """.formatted(name, more, outcome));
    }
}
