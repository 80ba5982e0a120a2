package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.cli.Said;
import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README shows only what is cut from what runs. */
class ReadmeTest {
    private static final Path README = Path.of("../README.md");

    @Test
    void the_yaml_in_the_readme_is_a_story() throws IOException {
        assertThat(block("yaml")).isEqualTo(Files.readString(Path.of("stories/main-process-killed.yaml")));
    }

    @Test
    void the_java_in_the_readme_is_cut_from_a_test() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/respawn/scenarios/InJavaTest.java"));
        String cut = source.substring(
                source.indexOf("// readme: begin\n") + "// readme: begin\n".length(),
                source.indexOf("    // readme: end"));

        // An empty last line would count as one without an indent.
        assertThat(block("java")).isEqualTo(cut.stripTrailing().stripIndent() + "\n");
    }

    @Test
    void every_exit_code_is_in_the_readme() throws IOException {
        String readme = Files.readString(README);

        assertThat(Arrays.stream(ExitCode.values()).map(code -> "| " + code.number() + " |"))
                .allSatisfy(row -> assertThat(readme).contains(row));
    }

    /** Up to where the README leaves out the rest of the list. */
    @Test
    void the_mistake_in_the_readme_is_told_so(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("main-process-killed.yaml");
        Files.writeString(file, block("yaml").replace("inject: { crash:", "inject: { crahs:"));
        String shown = Files.readString(README)
                .lines()
                .filter(line -> line.contains("'crahs'"))
                .map(String::strip)
                .findFirst()
                .orElseThrow();

        Said said = Said.by("validate", file);

        assertThat(shown).endsWith("…");
        assertThat(said.err() + said.out())
                .contains(directory + "/" + shown.substring(0, shown.length() - "…".length()));
    }

    @Test
    void the_number_of_runs_in_the_readme_is_that_of_the_demo() throws IOException {
        List<Job> jobs = Job.of(Path.of("suites/demo.yaml"), List.of(), Path.of(""));

        assertThat(jobs).hasSize(13);
        assertThat(Files.readString(README)).contains(" in thirteen runs side by side\n");
    }

    private static String block(String language) throws IOException {
        String readme = Files.readString(README);
        String fence = "```" + language + "\n";
        int begin = readme.indexOf(fence) + fence.length();
        assertThat(begin).isGreaterThan(fence.length());
        return readme.substring(begin, readme.indexOf("```", begin));
    }
}
