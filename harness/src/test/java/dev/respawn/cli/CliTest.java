package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Arguments in, exit code and lines out. The stored runs were made on a real engine. */
class CliTest {
    private static final Path STORY = Path.of("..", "scenarios", "stories", "main-process-killed.yaml");
    private static final Path SUITE = Path.of("..", "scenarios", "suites", "null.yaml");

    @TempDir
    private Path directory;

    private static Said respawn(Object... arguments) {
        Said said = Said.by(arguments);
        assertThat(said.err()).doesNotContain("\tat ");
        return said;
    }

    @Test
    void good_files_are_valid() {
        assertThat(respawn("validate", STORY, SUITE))
                .isEqualTo(new Said(
                        ExitCode.AS_WANTED,
                        STORY + ": scenario 'the main process is killed' is valid\n" + SUITE
                                + ": suite 'null scenarios' with 5 rows is valid\n",
                        ""));
    }

    @Test
    void every_mistake_of_a_broken_file_is_told_and_the_other_file_is_read() throws IOException {
        Path broken = directory.resolve("broken.yaml");
        Files.writeString(
                broken, Files.readString(STORY).replace("crash:", "crahs:").replace("probe: home", "probe: hoem"));

        Said told = respawn("validate", broken, STORY);

        assertThat(told.code()).isEqualTo(ExitCode.USAGE);
        assertThat(told.out()).isEqualTo(STORY + ": scenario 'the main process is killed' is valid\n");
        assertThat(told.err().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith(broken + ":"))
                .anyMatch(line -> line.contains("no fault is named 'crahs'"))
                .anyMatch(line -> line.contains("'hoem'"));
    }

    @Test
    void explain_prints_the_plan_in_words() {
        assertThat(respawn("explain", STORY, "--on", "docker:always")).isEqualTo(new Said(ExitCode.AS_WANTED, """
                        the main process is killed, on docker:always
                          because restart=always must bring the same container back
                          deploys on host 'private', and removes at the end:
                            web: 1 container of image 'nginx'
                          asks all the while:
                            'home' every 10ms: GET / of web, at the container's address
                          injects only if all is well before the first fault
                          at 2s 'killed': KILL to the main process, from the host, on web/1
                            cannot be taken back: the main process is gone, with all that it kept in memory
                          touches nothing else
                          observes for 8s from the moment at which all is well, never longer than 10m
                          holds the run against:
                            after 'killed' every target exits with 137
                            after 'killed' every target comes back as the same container within 2s
                            'home' recovers within 3s, and stays good for 1s
                            the restart count of every replica of 'web' is 1
                            the supervisor keeps its contract

                        """, ""));
    }

    @Test
    void list_and_schema_know_the_words() {
        assertThat(respawn("list").out()).contains("\n  crash ", "\n  http-get ", "\n  recovers ", "\n  docker ");
        assertThat(respawn("schema").out()).startsWith("{").contains("\"crash\"");
        assertThat(respawn("schema", "--suite").out()).startsWith("{").contains("\"rows\"");
    }

    @Test
    void what_is_not_understood_is_one_line() {
        assertThat(respawn("frobnicate"))
                .isEqualTo(new Said(
                        ExitCode.USAGE,
                        "",
                        "respawn: no command is named 'frobnicate'; these are: contracts, demo, doctor, explain, heal, list,"
                                + " matrix, report, run, schema, undo, validate, verify; see respawn --help\n"));
        assertThat(respawn("list", "--frob"))
                .isEqualTo(new Said(ExitCode.USAGE, "", "respawn: Unknown option: '--frob'; see respawn --help\n"));
        assertThat(respawn())
                .isEqualTo(new Said(
                        ExitCode.USAGE,
                        "",
                        "respawn: a command is wanted: run, matrix, demo, validate, explain, list, schema, verify, report,"
                                + " undo, heal, contracts, doctor; see respawn --help\n"));
    }

    @Test
    void the_help_tells_every_exit_code_in_the_words_of_the_readme() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String help = respawn("--help").out();
        String codes = help.substring(help.indexOf("Exit codes:\n") + "Exit codes:\n".length());

        assertThat(codes.lines()).hasSameSizeAs(ExitCode.values());
        assertThat(codes.lines())
                .allSatisfy(line ->
                        assertThat(readme).contains("\n| " + line.strip().replaceFirst(" +", " | ")));
    }

    @Test
    void stored_runs_give_their_verdicts_again() {
        Said passed = respawn("verify", stored("passed"));
        Said failed = respawn("verify", stored("failed"));

        assertThat(passed.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(passed.out()).contains("\n            completed; all 7 claims hold\n");
        assertThat(failed.code()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.out())
                .contains("  FAILED    the supervisor keeps its contract\n")
                .contains("  FAILED    'home' recovers within 4s, and stays good for 1s\n");
        // Each claim with the entries that show it, and each measured time beside its limit.
        assertThat(passed.out())
                .contains("""
                          PASSED    all was well before the first fault
                                    every probe was good 3 times in a row  [#16]
                        """)
                .containsPattern("(?m)^            from 'stopped' to the death of deaf/1 43[.]1ms +limit 1s$");
        assertThat(respawn("verify", stored("failed"), "--wanted", "FAILED").code())
                .isEqualTo(ExitCode.AS_WANTED);
    }

    private record Edit(String claim, int line, UnaryOperator<String> edit, ExitCode code) {}

    @TestFactory
    Stream<DynamicTest> one_edited_line_changes_the_verdict() {
        return Stream.of(
                        new Edit(
                                "the run was carried out",
                                156,
                                s -> s.replace("completed", "aborted"),
                                ExitCode.ABORTED),
                        new Edit("all was well", 16, s -> s.replace("true", "false"), ExitCode.UNPROVEN),
                        new Edit(
                                "'stopped' reached", 44, s -> s.replace("\"stopped\"", "\"other\""), ExitCode.UNPROVEN),
                        new Edit(
                                "everything was undone",
                                40,
                                s -> s.replaceFirst(
                                        "\\{\"kind\":\"irreversible\".*",
                                        "{\"kind\":\"undo\",\"act\":\"x\",\"locator\":{}}}}"),
                                ExitCode.UNPROVEN),
                        new Edit(
                                "after 'stopped' every target exits",
                                43,
                                s -> s.replace("\"143\"", "\"7\""),
                                ExitCode.UNPROVEN),
                        new Edit("after 'stopped' every target stays down", 60, CliTest::started, ExitCode.FAILED),
                        new Edit("the supervisor keeps its contract", 60, CliTest::started, ExitCode.FAILED))
                .map(edit -> DynamicTest.dynamicTest(edit.claim(), () -> {
                    Said told = respawn("verify", edited(edit.line(), edit.edit()));

                    assertThat(told.out()).doesNotContain("  PASSED    " + edit.claim());
                    assertThat(told.code()).isEqualTo(edit.code());
                }));
    }

    @Test
    void an_edit_that_leaves_something_behind_is_residue() {
        Said told = respawn("verify", edited(155, s -> s.replace("\"left\":[]", "\"left\":[\"container 1\"]")));

        assertThat(told.code()).isEqualTo(ExitCode.RESIDUE);
        assertThat(told.out()).endsWith("left behind: container 1\n");
    }

    @Test
    void a_run_that_is_not_there_is_one_line() {
        assertThat(respawn("verify", "nowhere"))
                .isEqualTo(new Said(
                        ExitCode.USAGE,
                        "",
                        "there is no run in 'nowhere'; wanted a directory with plan.json and journal.jsonl\n"));
    }

    @Test
    void a_directory_that_is_no_run_says_what_it_lacks() throws IOException {
        Path run = edited(156, s -> s + " ");

        Files.delete(run.resolve("journal.jsonl"));
        assertThat(respawn("verify", run))
                .isEqualTo(new Said(ExitCode.USAGE, "", "'" + run + "' is no run: it has no journal.jsonl\n"));

        Files.delete(run.resolve("plan.json"));
        assertThat(respawn("report", run))
                .isEqualTo(new Said(ExitCode.USAGE, "", "'" + run + "' is no run: it has no plan.json\n"));
    }

    @Test
    void a_broken_file_of_a_run_is_one_line_with_its_place() throws IOException {
        Path run = edited(12, s -> s.substring(1));
        Said journal = respawn("verify", run);
        Files.writeString(run.resolve("plan.json"), "{ \"scenario\": }");
        Said plan = respawn("verify", run);

        assertThat(journal.code()).isEqualTo(ExitCode.USAGE);
        assertThat(journal.err()).startsWith("journal.jsonl:12: no JSON: ").hasLineCount(1);
        assertThat(plan.code()).isEqualTo(ExitCode.USAGE);
        assertThat(plan.err()).startsWith(run.resolve("plan.json") + ":1:");
    }

    @Test
    void without_a_reporter_there_is_no_report_and_that_is_said() {
        assertThat(respawn("report", stored("passed")))
                .isEqualTo(new Said(
                        ExitCode.USAGE,
                        "",
                        "no reporter is on the class path; respawn-reports brings the HTML report\n"));
    }

    @Test
    void a_torn_journal_proves_nothing() throws IOException {
        Path run = edited(156, s -> s.substring(0, 40));
        Path journal = run.resolve("journal.jsonl");
        // The harness was killed in the middle of the line, before its end.
        Files.writeString(journal, Files.readString(journal).stripTrailing());

        Said told = respawn("verify", run);

        assertThat(told.code()).isEqualTo(ExitCode.BROKEN);
        assertThat(told.out()).contains("UNPROVEN  the run was carried out to its end");
        assertThat(told.err())
                .startsWith("journal.jsonl:156: the last line is torn after 40 bytes")
                .hasLineCount(1);
    }

    /** In place of this line, the start of the container at its time. */
    private static String started(String line) {
        String at = line.replaceFirst(".*?\"at\":\"([^\"]*)\".*", "$1");
        String seq = line.replaceFirst("^\\{\"seq\":(\\d+).*", "$1");
        return lines("passed")
                .get(7)
                .replaceFirst("\"seq\":8", "\"seq\":" + seq)
                .replaceAll("2026-11-22T[^\"]*", at);
    }

    private Path edited(int line, UnaryOperator<String> edit) {
        List<String> lines = new ArrayList<>(lines("passed"));
        String before = lines.get(line - 1);
        lines.set(line - 1, edit.apply(before));
        assertThat(lines.get(line - 1)).isNotEqualTo(before);
        try {
            Path run = Files.createTempDirectory(directory, "run");
            Files.copy(stored("passed").resolve("plan.json"), run.resolve("plan.json"));
            Files.writeString(run.resolve("journal.jsonl"), String.join("\n", lines) + "\n");
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String run) {
        try {
            return Files.readAllLines(stored(run).resolve("journal.jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path stored(String name) {
        try {
            return Path.of(Objects.requireNonNull(CliTest.class.getResource("runs/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
