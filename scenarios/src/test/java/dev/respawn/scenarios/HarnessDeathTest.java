package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.cli.Said;
import dev.respawn.gameday.ExitCode;
import dev.respawn.host.Commands;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** However a run ends, nothing of it stays: the command line as a process, and what befalls it. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class HarnessDeathTest {
    private static final String KILLED = "stories/main-process-killed.yaml";
    private static final String SUPERVISED = "stories/your-own-supervisor.yaml";

    /** Begin, image, stack: on two busy processors. */
    private static final Duration UNTIL_FAULT = Duration.ofSeconds(90);

    /** The keeper ends supervisors and removes an engine in about two seconds. */
    private static final Duration UNTIL_GONE = Duration.ofSeconds(10);

    /** An interrupted run undoes, removes, writes its report: the command itself gives up after 90 s. */
    private static final Duration UNTIL_ENDED = Duration.ofSeconds(30);

    /** With half a minute of observation. */
    private static final Duration UNTIL_JUDGED = Duration.ofMinutes(2);

    @TempDir
    Path scratch;

    private Path root;
    private Path runs;
    private Residue residue;

    @BeforeEach
    void look() throws Exception {
        root = scratch.resolve("r");
        runs = scratch.resolve("runs");
        residue = Residue.since(root);
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        residue.goneWithin(UNTIL_GONE);
    }

    private CliProcess run(String scenario, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("run", Runs.SCENARIOS.resolve(scenario).toString(), "--runs", runs.toString()));
        arguments.addAll(List.of(more));
        return CliProcess.start(Map.of("RESPAWN_ROOT", root.toString()), scratch, arguments.toArray(String[]::new));
    }

    private static void afterFault(CliProcess command) throws InterruptedException {
        command.awaitProgress(line -> line.contains("killed: KILL to the main process"), UNTIL_FAULT);
    }

    /** The run's directory; there is one run in each of these tests. */
    private Path directory() throws IOException {
        try (var entries = Files.list(runs)) {
            return entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private String journal() throws IOException {
        return Files.readString(directory().resolve("journal.jsonl"));
    }

    /** Progress here, results there, and nothing for programmers. */
    private static void spoke_properly(CliProcess command) {
        assertThat(command.out()).noneMatch(line -> line.matches("\\s*\\d+\\.\\ds  .*"));
        assertThat(command.err())
                .noneMatch(line -> line.matches("(PASSED|FAILED|UNPROVEN) .*") || line.startsWith("report: "));
        assertThat(command.out()).noneMatch(HarnessDeathTest::looks_like_a_stack_trace);
        assertThat(command.err()).noneMatch(HarnessDeathTest::looks_like_a_stack_trace);
    }

    private static boolean looks_like_a_stack_trace(String line) {
        return line.matches("\\s+at [\\w.$/]+\\(.*") || line.startsWith("Exception in thread");
    }

    private void killed(String scenario, String... more) throws Exception {
        try (CliProcess command = run(scenario, more)) {
            afterFault(command);

            command.signal("KILL");
            assertThat(command.await(UNTIL_GONE)).isEqualTo(137);
            Runs.measured("all is gone after kill -9 in " + scenario, residue.goneWithin(UNTIL_GONE));

            spoke_properly(command);
            // What was written until then can be read, and proves nothing; the keeper wrote down the end.
            Said verified = Said.by("verify", directory().toString());
            assertThat(verified.out())
                    .startsWith("UNPROVEN")
                    .contains("its harness did not bring it to its end; the keeper (PID ");
            assertThat(verified.code()).isEqualTo(ExitCode.ABORTED);
            assertThat(leases()).isEmpty();
        }
    }

    @Test
    void a_killed_harness_leaves_nothing() throws Exception {
        killed(KILLED, "--on", "docker:always");

        // Killed in the middle of a line, as a full buffer would be.
        byte[] journal = Files.readAllBytes(directory().resolve("journal.jsonl"));
        Files.write(directory().resolve("journal.jsonl"), Arrays.copyOf(journal, journal.length - 20));
        Said torn = Said.by("verify", directory().toString());
        assertThat(torn.out()).startsWith("UNPROVEN");
        assertThat(torn.err())
                .matches("journal\\.jsonl:\\d+: the last line is torn after \\d+ bytes and was left out;"
                        + " its writer was ended in the middle of it\\n");
    }

    private List<String> leases() throws IOException {
        Path leases = root.resolve("leases");
        if (!Files.isDirectory(leases)) {
            return List.of();
        }
        try (var entries = Files.list(leases)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        }
    }

    private static long keeper(CliProcess command) {
        return command.children().stream()
                .filter(pid -> ProcessTable.arguments(pid).contains("dev.respawn.undo.Keeper "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_its_keeper_the_harness_breaks_nothing_more_and_removes_all_itself() throws Exception {
        try (CliProcess command = run(SUPERVISED)) {
            afterFault(command);
            assertThat(Commands.run(
                                    List.of("kill", "-s", "KILL", String.valueOf(keeper(command))),
                                    Duration.ofSeconds(5))
                            .output())
                    .isEmpty();

            assertThat(command.await(UNTIL_ENDED))
                    .as(() -> String.join("\n", command.err()) + "\n" + String.join("\n", command.out()))
                    .isEqualTo(ExitCode.ABORTED.number());
            assertThat(residue.left()).isEmpty();
            spoke_properly(command);
        }
        assertThat(journal())
                .contains("the keeper is gone, so nothing more is injected and all is undone")
                .contains("\"kind\":\"run-ended\",\"ending\":\"aborted\"");
        assertThat(leases()).isEmpty();
    }

    @Test
    void a_keeper_that_somebody_halted_is_let_go_on_and_nothing_is_different() throws Exception {
        try (CliProcess command = run(KILLED, "--on", "docker:always")) {
            afterFault(command);
            long keeper = keeper(command);
            signal(keeper, "STOP");

            ends_as_ever(command);
            assertThat(residue.left()).isEmpty();
            assertThat(ProcessTable.row(keeper).filter(row -> !row.zombie())).isEmpty();
            assertThat(leases()).isEmpty();
        }
    }

    @Test
    void a_killed_harness_leaves_no_supervisor() throws Exception {
        killed(SUPERVISED);
    }

    @Test
    void a_harness_and_its_keeper_killed_together_are_undone() throws Exception {
        try (CliProcess command = run(SUPERVISED)) {
            afterFault(command);
            long keeper = keeper(command);

            assertThat(Commands.run(
                                    List.of(
                                            "kill",
                                            "-s",
                                            "KILL",
                                            String.valueOf(keeper),
                                            String.valueOf(command.pid())),
                                    Duration.ofSeconds(5))
                            .output())
                    .isEmpty();
            command.await(UNTIL_GONE);
            assertThat(residue.left()).as("dockerd has nobody who would end it").isNotEmpty();
        }
        long from = System.nanoTime();
        try (CliProcess undo = CliProcess.start(Map.of("RESPAWN_ROOT", root.toString()), scratch, "undo")) {
            assertThat(undo.await(UNTIL_ENDED)).isZero();
            Runs.measured("undo", Duration.ofNanos(System.nanoTime() - from));
            assertThat(undo.out()).containsExactly("3 of 3 removed");
            spoke_properly(undo);
        }
        assertThat(residue.left()).isEmpty();
        assertThat(Said.by("verify", directory().toString()).out()).startsWith("UNPROVEN");
    }

    private interface Blow {
        void to(CliProcess command) throws InterruptedException;
    }

    private void interrupted_after_the_fault(String what, Blow blow) throws Exception {
        try (CliProcess command = run(KILLED, "--on", "docker:always")) {
            afterFault(command);
            // The line comes before the signal; the journal's comes after it.
            await_journal("\"kind\":\"fault-injected\"");
            blow.to(command);
            long from = System.nanoTime();

            assertThat(command.await(UNTIL_ENDED))
                    .as(() -> String.join("\n", command.err()))
                    .isEqualTo(4);
            Runs.measured(what + " after the fault", Duration.ofNanos(System.nanoTime() - from));
            assertThat(residue.left()).isEmpty();
            assertThat(command.err()).contains("respawn: interrupted; undoing and removing, please wait");
            String report = "report: "
                    + directory().resolve("report.html").toAbsolutePath().normalize();
            assertThat(command.out())
                    .anyMatch(line -> line.startsWith("UNPROVEN"))
                    .contains(report);
            assertThat(directory().resolve("report.html")).isRegularFile();
            spoke_properly(command);
            assertThat(journal())
                    .contains("\"kind\":\"residue-checked\"")
                    .contains("{\"kind\":\"run-ended\",\"ending\":\"aborted\",\"why\":\"interrupted\"}");
            assertThat(Said.by("verify", directory().toString()).code()).isEqualTo(ExitCode.ABORTED);
        }
    }

    private void await_journal(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + UNTIL_FAULT.toNanos();
        while (!journal().contains(text)) {
            assertThat(System.nanoTime()).as("waiting for " + text).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private void interrupted_before_the_fault(String what, String line, Blow blow) throws Exception {
        try (CliProcess command = run(KILLED, "--on", "docker:always")) {
            command.awaitProgress(said -> said.contains(line), UNTIL_FAULT);
            blow.to(command);
            long from = System.nanoTime();

            assertThat(command.await(UNTIL_ENDED))
                    .as(() -> String.join("\n", command.err()))
                    .isEqualTo(130);
            Runs.measured(what + " at '" + line + "'", Duration.ofNanos(System.nanoTime() - from));
            assertThat(residue.left()).isEmpty();
            spoke_properly(command);
        }
    }

    @Test
    void ctrl_c_after_the_fault_is_4_with_a_report() throws Exception {
        interrupted_after_the_fault("Ctrl-C", command -> command.signalGroup("INT"));
    }

    @Test
    void ctrl_c_before_the_fault_is_130() throws Exception {
        interrupted_before_the_fault("Ctrl-C", "deploying", command -> command.signalGroup("INT"));
    }

    @Test
    void ctrl_c_before_the_engine_answers_is_130() throws Exception {
        interrupted_before_the_fault("Ctrl-C", "preparing host", command -> command.signalGroup("INT"));
    }

    @Test
    void term_after_the_fault_is_4_with_a_report() throws Exception {
        interrupted_after_the_fault("TERM", command -> command.signal("TERM"));
    }

    @Test
    void the_loss_of_the_terminal_after_the_fault_is_4_with_a_report() throws Exception {
        interrupted_after_the_fault("HUP", command -> command.signalGroup("HUP"));
    }

    @Test
    void a_second_ctrl_c_ends_at_once_says_what_is_still_there_and_the_keeper_removes_it() throws Exception {
        try (CliProcess command = run(KILLED, "--on", "docker:always")) {
            afterFault(command);
            await_journal("\"kind\":\"fault-injected\"");
            // Halted, so that the first cannot be over before the second.
            signal(engine(), "STOP");
            command.signalGroup("INT");
            command.awaitProgress(
                    line -> line.equals("respawn: interrupted; undoing and removing, please wait"), UNTIL_ENDED);
            command.signalGroup("INT");

            assertThat(command.await(UNTIL_GONE)).isEqualTo(5);
            String name = String.valueOf(directory().getFileName());
            assertThat(command.err())
                    .contains(
                            "respawn: interrupted again, and ended at once; this is still there:",
                            "respawn: the keeper goes on to remove it; what stays all the same is removed by: respawn"
                                    + " undo")
                    .anyMatch(line -> line.startsWith("respawn:   run " + name + " on the engine"))
                    .anyMatch(line -> line.startsWith("respawn:   private engine in '" + root + "/engines/"));
            // With an engine that stands still, its ways back are tried before it is removed.
            residue.goneWithin(UNTIL_ENDED);
        }
    }

    /** Carried out to its end, and judged; what a busy engine keeps of its promises is not what is asked here. */
    private void ends_as_ever(CliProcess command) throws Exception {
        int code = command.await(UNTIL_FAULT);
        Said verified = Said.by("verify", directory().toString());
        assertThat(code)
                .as(() -> verified.out() + String.join("\n", command.err()))
                .isIn(ExitCode.AS_WANTED.number(), ExitCode.FAILED.number(), ExitCode.UNPROVEN.number())
                .isEqualTo(verified.code().number());
        assertThat(journal()).contains("{\"kind\":\"run-ended\",\"ending\":\"completed\"");
    }

    @Test
    void nobody_who_reads_the_results_changes_nothing_of_them() throws Exception {
        try (CliProcess command = run(KILLED, "--on", "docker:always")) {
            afterFault(command);
            command.closeOut();

            ends_as_ever(command);
            assertThat(residue.left()).isEmpty();
            assertThat(directory().resolve("report.html")).isRegularFile();
        }
    }

    /** A small disk for the directories of runs. */
    private void on_a_disk_of(String size, Blow blow) throws Exception {
        Files.createDirectories(runs);
        assertThat(Commands.run(
                        List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "none", runs.toString()),
                        Duration.ofSeconds(5)))
                .isEqualTo(new Commands.Ran(0, ""));
        residue = Residue.since(root);
        try (CliProcess command = run(KILLED, "--on", "docker:always")) {
            blow.to(command);
            assertThat(residue.left()).isEmpty();
            spoke_properly(command);
        } finally {
            residue.goneWithin(UNTIL_GONE);
            assertThat(Commands.run(List.of("umount", runs.toString()), Duration.ofSeconds(5)))
                    .isEqualTo(new Commands.Ran(0, ""));
            residue = Residue.since(root);
        }
    }

    @Test
    void a_disk_that_becomes_full_ends_the_run_which_undoes_and_is_4() throws Exception {
        on_a_disk_of("4m", command -> {
            afterFault(command);
            try (var filler = Files.newOutputStream(runs.resolve("filler"))) {
                while (true) {
                    filler.write(new byte[512]);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space left on device");
            }

            assertThat(command.await(UNTIL_ENDED))
                    .as(() -> String.join("\n", command.err()))
                    .isEqualTo(ExitCode.ABORTED.number());
            assertThat(command.err())
                    .anyMatch(line -> line.contains(
                                    "nothing more is injected and all is undone, because the run cannot be written down")
                            && line.contains("No space left on device"));
            assertThat(uncheckedJournal()).contains("\"kind\":\"run-ended\",\"ending\":\"aborted\"");
        });
    }

    private String uncheckedJournal() {
        try {
            return journal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_directory_for_runs_that_cannot_be_written_is_no_go_and_nothing_is_touched() throws Exception {
        Files.createDirectories(runs);
        List<String> mount = List.of("mount", "-t", "tmpfs", "-o", "ro", "none", runs.toString());
        assertThat(Commands.run(mount, Duration.ofSeconds(5))).isEqualTo(new Commands.Ran(0, ""));
        try (CliProcess command = run(KILLED, "--on", "docker:always")) {
            assertThat(command.await(UNTIL_FAULT)).isEqualTo(ExitCode.NO_GO.number());
            assertThat(command.err())
                    .hasSize(1)
                    .allMatch(line -> line.startsWith("the directory for runs, '" + runs + "', cannot be written: ")
                            && line.endsWith("; another one is chosen with --runs"));
            spoke_properly(command);
        } finally {
            assertThat(Commands.run(List.of("umount", runs.toString()), Duration.ofSeconds(5)))
                    .isEqualTo(new Commands.Ran(0, ""));
        }
    }

    @Test
    void term_before_the_fault_is_130() throws Exception {
        interrupted_before_the_fault("TERM", "deploying", command -> command.signal("TERM"));
    }

    @Test
    void a_broken_promise_is_1_and_leaves_nothing() throws Exception {
        try (CliProcess command = run("null/broken-promise.yaml")) {
            assertThat(command.await(UNTIL_FAULT))
                    .as(() -> String.join("\n", command.err()))
                    .isEqualTo(1);
            assertThat(residue.left()).isEmpty();
            assertThat(command.out()).anyMatch(line -> line.startsWith("FAILED"));
            spoke_properly(command);
        }
    }

    /** The process of the engine under our root. */
    private long engine() {
        return ProcessTable.pids().stream()
                .filter(pid -> ProcessTable.row(pid)
                        .filter(row -> row.command().equals("dockerd"))
                        .isPresent())
                .filter(pid -> ProcessTable.arguments(pid).contains(root + "/"))
                .findFirst()
                .orElseThrow();
    }

    private static void signal(long pid, String name) throws InterruptedException {
        assertThat(Commands.run(List.of("kill", "-s", name, String.valueOf(pid)), Duration.ofSeconds(5)))
                .isEqualTo(new Commands.Ran(0, ""));
    }

    @Test
    void an_engine_that_stands_still_makes_it_unproven_and_is_removed() throws Exception {
        try (CliProcess command = run(KILLED, "--on", "docker:always")) {
            command.awaitProgress(line -> line.contains("deploying"), UNTIL_FAULT);
            await_journal("\"kind\":\"began-well\"");
            signal(engine(), "STOP");
            long from = System.nanoTime();

            // From the code: 2 s to the fault; an injection of at most 30 s; 16 s of observation; then 5 s each for a
            // last look, the removal and what is left; 8 s for the engine.
            int code = command.await(Duration.ofSeconds(75));
            Runs.measured("a run on an engine that stands still", Duration.ofNanos(System.nanoTime() - from));
            assertThat(code).as(() -> String.join("\n", command.out())).isEqualTo(3);
            assertThat(residue.left()).isEmpty();
            assertThat(command.out()).anyMatch(line -> line.startsWith("UNPROVEN"));
            spoke_properly(command);
        }
        assertThat(journal())
                .contains("\"kind\":\"blind-began\"")
                .doesNotContain("\"kind\":\"blind-ended\"")
                .contains("\"kind\":\"run-ended\"");
        assertThat(Said.by("verify", directory().toString()).code()).isEqualTo(ExitCode.UNPROVEN);
    }

    @Test
    void an_engine_that_stands_still_for_three_seconds_is_judged_by_what_can_be_proved() throws Exception {
        // So long that three seconds cannot break a promise: what is failed then is a verdict that is wrong.
        Path patient = scratch.resolve("patient.yaml");
        Files.writeString(
                patient,
                Files.readString(Runs.SCENARIOS.resolve(KILLED))
                        .replace("within: 2s", "within: 20s")
                        .replace("within: 3s", "within: 20s"));
        try (CliProcess command = run(patient.toString(), "--on", "docker:always")) {
            command.awaitProgress(line -> line.contains("deploying"), UNTIL_FAULT);
            await_journal("\"kind\":\"began-well\"");
            long engine = engine();
            signal(engine, "STOP");
            Thread.sleep(3_000);
            signal(engine, "CONT");

            int code = command.await(UNTIL_JUDGED);
            assertThat(residue.left()).isEmpty();
            spoke_properly(command);
            Said verified = Said.by("verify", directory());
            System.out.println(
                    "measured: a run on an engine that stood still for 3 s: exit code " + code + " " + verified.out());
            assertThat(code)
                    .as(() -> String.join("\n", command.out()))
                    .isIn(ExitCode.AS_WANTED.number(), ExitCode.UNPROVEN.number());
            assertThat(verified.code().number()).isEqualTo(code);
            assertThat(command.out()).anyMatch(line -> line.startsWith(code == 0 ? "PASSED" : "UNPROVEN"));
        }
        assertThat(journal())
                .contains("{\"kind\":\"run-ended\",\"ending\":\"completed\"")
                .contains("\"kind\":\"blind-began\"")
                .containsPattern("\"kind\":\"blind-ended\",\"host\":\"private\",\"from\":\"[^\"]+\",\"to\":\"[^\"]+\"");
    }
}
