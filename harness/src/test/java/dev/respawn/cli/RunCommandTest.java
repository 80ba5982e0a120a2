package dev.respawn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.gameday.ExitCode;
import dev.respawn.gameday.Reports;
import dev.respawn.model.Outcome;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import dev.respawn.scenario.testwords.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that runs, on a host that runs nothing: what came out stands on stdout, how it went on stderr. */
class RunCommandTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void a_scenario_for_each_outcome() throws IOException {
        for (Outcome outcome : Outcome.values()) {
            write(outcome.word() + ".yaml", """
                    scenario: it is %1$s
                    form: corpus
                    services: { web: { image: nginx } }
                    expect: { test-says: { outcome: %1$s } }
                    """.formatted(outcome.word()));
        }
    }

    @BeforeEach
    void begin() {
        TestHost.begin(directory.resolve("root"));
    }

    @AfterEach
    void end() {
        TestHost.end();
    }

    @Test
    void what_says_nothing_about_this_host_is_told_and_neither_run_nor_counted() throws IOException {
        Path newer = write("newer.yaml", """
                scenario: it is newer
                form: corpus
                given: { engine: ">=23.0" }
                services: { web: { image: nginx } }
                expect: { test-says: { outcome: failed } }
                """);
        Path suite = write("suite.yaml", """
                suite: both
                rows:
                  - { scenario: newer.yaml, on: test-nanny:awake }
                  - { scenario: passed.yaml, on: test-nanny:awake }
                """);

        Said both = run(suite);
        Said alone = run(newer, "--on", "test-nanny:awake");

        assertThat(both.out()).startsWith("""
                PASSED    it is passed  on test-nanny:awake
                N/A       it is newer  on test-nanny:awake: not applicable, it is about engines >=23.0, and this one is \
                of unknown version

                1 of 1 as wanted, 1 not applicable and not run
                """);
        assertThat(both.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(alone.out()).contains("0 of 0 as wanted, 1 not applicable and not run");
        assertThat(alone.code()).isEqualTo(ExitCode.NO_GO);
    }

    @Test
    void verdicts_and_reports_are_the_result_and_all_else_is_progress() throws IOException {
        Path suite = write("suite.yaml", """
                suite: all three
                rows:
                  - { scenario: passed.yaml, on: test-nanny:awake }
                  - { scenario: failed.yaml, on: test-nanny:awake, wanted: failed }
                  - { scenario: unproven.yaml, on: test-nanny:awake, wanted: failed }
                """);

        Said said = run(suite);

        assertThat(said.out()).startsWith("""
                PASSED    it is passed  on test-nanny:awake
                FAILED    it is failed  on test-nanny:awake  (failed was wanted)
                            a claim of 100%s: as the test says
                UNPROVEN  it is unproven  on test-nanny:awake  (failed was wanted, and is not what came out)
                            a claim of 100%s: as the test says

                2 of 3 as wanted

                nothing is left on this machine; compared: the host before and after, \
                """);
        assertThat(said.out().lines()).hasSize(9);
        assertThat(said.code()).isEqualTo(ExitCode.UNPROVEN);
        assertThat(said.err().lines().map(line -> line.replaceFirst("^ *[0-9]+\\.[0-9]s  ", "")))
                .contains(
                        "preparing host 'test-host'",
                        "host 'test-host' is ready: engine none",
                        "3 runs, 3 at a time",
                        "[2] is: it is failed, on test-nanny:awake",
                        "[2] failed: it is failed on test-nanny:awake");
        assertThat(runs()).hasSize(3);
    }

    @Test
    void the_supervisors_are_those_of_the_command_line_then_of_the_row_then_of_the_scenario() throws IOException {
        Path suite = write("suite.yaml", """
                suite: of rows
                rows:
                  - { scenario: story.yaml }
                  - { scenario: story.yaml, on: [test-nanny:asleep, test-nanny:awake] }
                """);
        write("story.yaml", """
                scenario: a story
                on: test-nanny:awake
                services: { web: { image: nginx } }
                expect: test-holds
                """);

        assertThat(explained(suite)).containsExactly("test-nanny:awake", "test-nanny:asleep", "test-nanny:awake");
        assertThat(explained(suite, "--on", "test-nanny:asleep"))
                .containsExactly("test-nanny:asleep", "test-nanny:asleep");
        assertThat(explained(suite, "--on", "test-nanny:asleep,docker:no"))
                .containsExactly("test-nanny:asleep", "docker:no", "test-nanny:asleep", "docker:no");
    }

    @Test
    void a_scenario_for_which_nobody_names_a_supervisor_is_refused() {
        Path file = directory.resolve("passed.yaml");

        assertThat(run(file))
                .isEqualTo(new Said(
                        ExitCode.USAGE,
                        "",
                        file + ": 'it is passed' runs on every supervisor and names none; say which with --on, for"
                                + " example --on docker:always\n"));
        assertThat(runs()).isEmpty();
    }

    @Test
    void a_run_that_could_not_begin_is_a_no_go_that_says_why() {
        Said said = run(directory.resolve("passed.yaml"), "--on", "test-nanny:asleep");

        assertThat(said.code()).isEqualTo(ExitCode.NO_GO);
        assertThat(said.out()).startsWith("""
                UNPROVEN  it is passed  on test-nanny:asleep
                            not begun; the run was carried out to its end: the nanny is asleep (and 1 more unproven)
                """);
    }

    @Test
    void the_number_of_jobs_has_its_bounds() {
        for (String jobs : List.of("0", "-1", "65")) {
            assertThat(run(directory.resolve("passed.yaml"), "--on", "test-nanny:awake", "--jobs", jobs))
                    .isEqualTo(new Said(ExitCode.USAGE, "", "respawn run: --jobs is " + jobs + "; wanted 1 to 64\n"));
        }
    }

    // --- secrets

    private static final String SECRET = """
            scenario: it is told hunter2hunter2
            form: corpus
            begins: not-asked
            services:
              web: { image: nginx, command: [serve, --password=hunter2hunter2], env: { DB_PASSWORD: hunter2hunter2, MODE: production } }
            watch: { home: { every: 50ms, exec: { service: web, command: [login, hunter2hunter2] } } }
            expect: { test-says: { outcome: passed } }
            """;

    private static String everything(Path run) throws IOException {
        StringBuilder all = new StringBuilder(run.toString());
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void secrets_in_the_environment_stand_in_no_file_and_no_line() throws IOException {
        Path file = write("secret.yaml", SECRET);

        Said said = run(file, "--on", "test-nanny:awake");

        assertThat(said.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(said.out() + said.err()).contains("it is told ***").doesNotContain("hunter2");
        Path run = runs().get(0);
        assertThat(everything(run)).contains("it is told ***", "--password=***").doesNotContain("hunter2");
        Report report = Reports.of(new RunDirectory(run));
        assertThat(report.plan().scenario().services().get(0).env())
                .isEqualTo(Map.of("DB_PASSWORD", "***", "MODE", "production"));
        assertThat(report.verdict().outcome()).isEqualTo(Outcome.PASSED);
        // It is judged as well without them, and not run.
        assertThat(Said.by("verify", run).code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(run(run.resolve("scenario.yaml"), "--on", "test-nanny:awake").err())
                .isEqualTo(run.resolve("scenario.yaml")
                        + ": DB_PASSWORD of service 'web' is '***', where *** stands for a secret that a run's directory"
                        + " does not have; run the scenario's own file, or write the value there\n");
    }

    @Test
    void secrets_are_explained_without_being_told() throws IOException {
        Said said = Said.by("explain", write("secret.yaml", SECRET), "--on", "test-nanny:awake");

        assertThat(said.out()).contains("it is told ***, on", "login ***").doesNotContain("hunter2");
    }

    @Test
    void secrets_are_shown_to_whoever_asks_and_to_nobody_else() throws IOException {
        Said said = run(write("secret.yaml", SECRET), "--on", "test-nanny:awake", "--show-secrets");

        assertThat(said.code()).isEqualTo(ExitCode.AS_WANTED);
        assertThat(said.out()).contains("it is told hunter2hunter2");
        Path run = runs().get(0);
        assertThat(everything(run)).contains("--password=hunter2hunter2", "it is told hunter2hunter2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
                .isEqualTo("rwx------");
    }

    // --- what goes wrong

    @Test
    void a_host_that_is_not_to_be_had_is_a_no_go() {
        Said said = onHost("test-host:away");

        assertThat(said.code()).isEqualTo(ExitCode.NO_GO);
        assertThat(told(said)).isEqualTo("host 'test-host:away' is not to be had: nobody is at home\n");
    }

    @Test
    void an_interrupt_before_anything_was_done_is_told_as_one() {
        Said said = onHost("test-host:interrupted");

        assertThat(said.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(told(said)).isEqualTo("respawn: interrupted\n");
    }

    @Test
    void where_the_harness_broke_is_shown_to_who_asks_and_nothing_is_lost_to_who_does_not() {
        Said plain = onHost("test-host:broken");
        Said traced = onHost("test-host:broken", Cli.STACK_TRACE);
        String told = """
                respawn: the harness broke: java.lang.IllegalStateException: a bug
                this is a defect of respawn; --stack-trace shows where
                """;

        assertThat(plain.code()).isEqualTo(ExitCode.BROKEN);
        assertThat(told(plain)).isEqualTo(told);
        assertThat(traced.code()).isEqualTo(ExitCode.BROKEN);
        assertThat(told(traced))
                .startsWith(
                        told + "java.lang.IllegalStateException: a bug\n\tat dev.respawn.scenario.testwords.TestHost")
                .contains("\tat dev.respawn.cli.RunCommand.call(");
    }

    // Whichever command breaks says that this option shows where.
    @Test
    void every_command_knows_the_option_for_the_stack_trace() {
        assertThat(Said.by("list", Cli.STACK_TRACE).code()).isEqualTo(ExitCode.AS_WANTED);
        for (String command :
                List.of("demo", "doctor", "explain", "list", "report", "run", "schema", "undo", "validate", "verify")) {
            assertThat(Said.by(command, "--help").out()).as(command).contains("--stack-trace");
        }
        // The author's mistake is no defect: the line says all, with the trace or without.
        Said said = Said.by("verify", "nowhere", Cli.STACK_TRACE);
        assertThat(said.code()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).startsWith("there is no run in 'nowhere'; wanted a directory with");
    }

    /** What was told besides the progress. */
    private static String told(Said said) {
        return said.err().replaceAll("(?m)^ *[0-9]+\\.[0-9]s  .*\n", "");
    }

    private Said onHost(String host, String... more) {
        return Said.by(Stream.concat(
                        Stream.of(
                                "run",
                                directory.resolve("passed.yaml"),
                                "--on",
                                "test-nanny:awake",
                                "--host",
                                host,
                                "--runs",
                                directory.resolve("runs")),
                        Stream.of(more))
                .toArray());
    }

    private Said run(Path file, String... more) {
        return Said.by(Stream.concat(
                        Stream.of("run", file, "--host", "test-host", "--runs", directory.resolve("runs")),
                        Stream.of(more))
                .toArray());
    }

    private static List<String> explained(Path file, String... more) {
        Said said = Said.by(
                Stream.concat(Stream.of("explain", file), Stream.of(more)).toArray());
        assertThat(said.err()).isEmpty();
        return Pattern.compile("(?m)^a story, on (.*)$")
                .matcher(said.out())
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private List<Path> runs() {
        Path runs = directory.resolve("runs");
        if (!Files.exists(runs)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(runs)) {
            return found.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
