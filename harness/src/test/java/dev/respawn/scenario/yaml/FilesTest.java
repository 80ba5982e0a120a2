package dev.respawn.scenario.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.respawn.model.Outcome;
import dev.respawn.scenario.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios and suites as files, and what is said when they are none. */
class FilesTest {
    private static final String GOOD = """
            scenario: web dies
            on: test-nanny:awake
            services: { web: { image: nginx } }
            expect: test-holds
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void a_good_and_a_bad_scenario() throws IOException {
        write("good.yaml", GOOD);
        write("bad.yaml", GOOD.replace("test-holds", "test-hold").replace("nginx", "''"));
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    private static List<String> broken(Runnable read) {
        BrokenFile broken = catchThrowableOfType(BrokenFile.class, read::run);
        assertThat(broken.getMessage()).isEqualTo(String.join("\n", broken.lines()));
        return broken.lines();
    }

    @Test
    void a_file_is_read_and_called_as_the_user_did() throws IOException {
        assertThat(ScenarioFile.read(write("bom.yaml", "\ufeff" + GOOD.replace("\n", "\r\n"))))
                .isEqualTo(ScenarioFile.parse(GOOD, "x"));
        Path around = directory.resolve("../" + directory.getFileName() + "/missing.yaml");
        assertThat(broken(() -> ScenarioFile.read(around))).containsExactly(around + ": there is no such file");
        assertThat(broken(() -> ScenarioFile.read(directory)))
                .containsExactly(directory + ": this is a directory; wanted a YAML file");
    }

    @Test
    void the_kind_of_a_file_is_told_by_the_key_that_names_it() throws IOException {
        assertThat(FileKind.of(directory.resolve("good.yaml"))).isEqualTo(FileKind.SCENARIO);
        assertThat(FileKind.of(write("s.yaml", "suite: all\nrows: { scenario: good.yaml }\n")))
                .isEqualTo(FileKind.SUITE);
        assertThat(FileKind.of(write("later.yaml", "form: corpus\nscenario: x\n")))
                .isEqualTo(FileKind.SCENARIO);
    }

    @Test
    void a_file_of_no_kind_is_told_so() throws IOException {
        Path typo = write("typo.yaml", "scenari: x\n");
        Path list = write("list.yaml", "- scenario: x\n");
        Path empty = write("empty.yaml", "# nothing\n");

        assertThat(broken(() -> FileKind.of(typo)))
                .containsExactly(typo + ":1:1: the file begins with 'scenari' (did you mean 'scenario'?);"
                        + " wanted 'scenario: …' or 'suite: …' first");
        assertThat(broken(() -> FileKind.of(list)))
                .containsExactly(list + ":1:1: no keys stand here; wanted 'scenario: …' or 'suite: …' first");
        assertThat(broken(() -> FileKind.of(empty))).containsExactly(empty + ": nothing is written in this file");
    }

    @Test
    void a_suite_is_read_with_the_files_of_its_scenarios() throws IOException {
        Path file = write("suites/all.yaml", """
                suite: all of it
                rows:
                  - scenario: ../good.yaml
                  - { scenario: ../good.yaml, on: test-nanny:asleep, wanted: unproven }
                """);

        Suite suite = SuiteFile.read(file);

        assertThat(suite)
                .isEqualTo(new Suite(
                        "all of it",
                        List.of(
                                new Suite.Row("../good.yaml", List.of(), Outcome.PASSED),
                                new Suite.Row("../good.yaml", List.of("test-nanny:asleep"), Outcome.UNPROVEN))));
        assertThat(SuiteFile.scenario(file, suite.rows().get(0))).isEqualTo(directory.resolve("good.yaml"));
    }

    @Test
    void a_scenario_may_be_anywhere() throws IOException {
        Path elsewhere = write("else/where.yaml", GOOD);
        Path file = write("suites/all.yaml", "suite: all\nrows: { scenario: " + elsewhere + " }\n");

        Suite suite = SuiteFile.read(file);

        assertThat(SuiteFile.scenario(file, suite.rows().get(0))).isEqualTo(elsewhere);
    }

    // A suite of a stranger may name any file, and its messages may end up in a log for all to see.
    @Test
    void nothing_is_told_of_what_stands_in_a_file_that_does_not_call_itself_a_scenario() throws IOException {
        String line = "root:$y$j9T$secret:20000:0:99999:7:::";
        Path accounts = write("etc/shadow", line + "\n" + line + "\n");
        Path keys = write("etc/keys.yaml", "secret: { password: secret }\n");
        Path alias = write("etc/alias.yaml", "password: *secret\n");
        Path tagged = write("etc/tag.yaml", "password: !secret x\n");
        Files.write(directory.resolve("etc/bytes"), new byte[] {'s', 'e', 'c', 'r', 'e', 't', (byte) 0xff});
        Path file = write("suites/hostile.yaml", """
                suite: hostile
                rows:
                  - scenario: %s
                  - scenario: ../etc/shadow
                  - scenario: %s
                  - scenario: %s
                  - scenario: %s
                  - scenario: ../etc/bytes
                  - scenario: ../etc
                """.formatted(accounts, keys, alias, tagged));

        List<String> told = broken(() -> SuiteFile.read(file));

        String rest =
                " is no scenario: no key 'scenario' stands in it; if it is meant to be one, validate it by itself";
        assertThat(told)
                .containsExactly(
                        file + ":3:15: '" + accounts + "'" + rest,
                        file + ":4:15: '../etc/shadow'" + rest,
                        file + ":5:15: '" + keys + "'" + rest,
                        file + ":6:15: '" + alias + "'" + rest,
                        file + ":7:15: '" + tagged + "'" + rest,
                        file + ":8:15: '../etc/bytes'" + rest,
                        directory.resolve("etc") + ": this is a directory; wanted a YAML file");
        assertThat(String.join("\n", told)).doesNotContain("secret");
    }

    @Test
    void of_a_file_that_calls_itself_a_scenario_every_mistake_is_told_even_if_it_is_no_yaml() throws IOException {
        Path open = write("open.yaml", "scenario: 'open\n");
        Path json = write("wrong.json", "{ \"scenario\": \"x\", \"expct\": 1 }");
        Path file = write("all.yaml", "suite: all\nrows:\n  - scenario: open.yaml\n  - scenario: wrong.json\n");

        assertThat(broken(() -> SuiteFile.read(file)))
                .contains(open + ":1:11: a quote is opened here and never closed")
                .anyMatch(line -> line.startsWith(json + ":1:20: ") && line.contains("'expct'"));
    }

    @Test
    void all_that_is_wrong_with_a_suite_and_its_scenarios_is_told_at_once() throws IOException {
        Path file = write("all.yaml", """
                suite: all of it
                rows:
                  - scenario: missing.yaml
                  - scenario: /nowhere/at/all.yaml
                  - { scenario: bad.yaml, wanted: pased }
                  - scenario: "a\\0b"
                  - scenario:
                  - scenaro: good.yaml
                """);
        Path bad = directory.resolve("bad.yaml");

        assertThat(broken(() -> SuiteFile.read(file)))
                .containsExactly(
                        file + ":3:15: there is no scenario file 'missing.yaml'; looked for "
                                + directory.resolve("missing.yaml"),
                        file + ":4:15: there is no scenario file '/nowhere/at/all.yaml'; looked for"
                                + " /nowhere/at/all.yaml",
                        file + ":5:35: 'pased' is none of passed, unproven, failed (did you mean 'passed'?)",
                        file + ":6:15: 'a\\u0000b' is no file name: Nul character not allowed",
                        file + ":7:14: nothing is written here; wanted text that is not empty",
                        file + ":8:5: a row has no 'scenaro' (did you mean 'scenario'?); it has: on, scenario, wanted",
                        bad + ":3:27: nothing is written here; wanted text",
                        bad + ":4:9: no expectation is named 'test-hold' (did you mean 'test-holds'?); these are: "
                                + BrokenFilesTest.filled("{expectations}"));
    }

    @Test
    void a_suite_without_rows_would_prove_nothing() throws IOException {
        Path file = write("none.yaml", "suite: none\nrows: []\n");

        assertThat(broken(() -> SuiteFile.read(file)))
                .containsExactly(file + ":2:7: suite 'none' has no rows, so it would prove nothing");
    }
}
