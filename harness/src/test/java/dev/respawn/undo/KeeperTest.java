package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.host.Commands;
import dev.respawn.host.EngineKeeper.NotKept;
import dev.respawn.host.PrivateOptions;
import dev.respawn.host.ProcessTable;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("docker")
class KeeperTest {
    @TempDir
    Path scratch;

    private Path root;
    private HostDump before;
    private Process harness;
    private long keeper;

    @BeforeEach
    void a_harness_holds_an_engine() throws Exception {
        root = scratch.resolve("r");
        before = HostDump.now(root);
        harness = new ProcessBuilder(
                        "setsid",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingHarness.class.getName(),
                        root.toString(),
                        scratch.toString())
                .redirectError(scratch.resolve("harness.log").toFile())
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(harness.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        assertThat(line).as(Files.readString(scratch.resolve("harness.log"))).startsWith("holding ");
        keeper = Long.parseLong(line.split(" ")[1]);
        assertThat(EngineCalls.residue(before, root)).isNotEmpty();
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        harness.destroyForcibly().waitFor();
        ProcessHandle.of(keeper).ifPresent(ProcessHandle::destroy);
        // A test that failed in between may have left it halted.
        Commands.Ran awake = Commands.run(List.of("kill", "-s", "CONT", String.valueOf(keeper)), Duration.ofSeconds(5));
        assertThat(awake.code()).isIn(0, 1);
        assertThat(awaitEqual(Duration.ofSeconds(10))).isEmpty();
        assertThat(new Leftovers(root).remove(line -> {})).isEmpty();
    }

    private List<String> awaitEqual(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<String> difference = EngineCalls.residue(before, root);
        while (!difference.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50);
            difference = EngineCalls.residue(before, root);
        }
        return difference;
    }

    private String log() throws Exception {
        return Files.readString(scratch.resolve("keeper.log"));
    }

    private static void signal(String target) throws InterruptedException {
        assertThat(Commands.run(List.of("/bin/kill", "-s", "KILL", "--", target), Duration.ofSeconds(5))
                        .output())
                .isEmpty();
    }

    @Test
    void a_harness_that_is_killed_leaves_nothing() throws Exception {
        long from = System.nanoTime();
        signal(String.valueOf(harness.pid()));

        assertThat(awaitEqual(Duration.ofSeconds(10))).as(log()).isEmpty();
        PrivateEngineTest.measured("all is gone after kill -9 of the harness", from);
        assertThat(log())
                .contains("the harness is gone")
                .contains("removed 1 engines")
                .contains("left: []");
        assertThat(ProcessTable.row(keeper).filter(row -> !row.zombie())).isEmpty();
    }

    @Test
    void a_process_group_that_is_killed_leaves_nothing() throws Exception {
        // setsid made the harness the leader of its group.
        signal("-" + harness.pid());

        assertThat(awaitEqual(Duration.ofSeconds(10))).as(log()).isEmpty();
        assertThat(log()).contains("the harness is gone").contains("left: []");
    }

    @Test
    void a_halted_keeper_whose_harness_is_gone_is_let_go_on_and_removes_all() throws Exception {
        assertThat(Commands.run(List.of("kill", "-s", "STOP", String.valueOf(keeper)), Duration.ofSeconds(5))
                        .output())
                .isEmpty();
        signal(String.valueOf(harness.pid()));
        assertThat(harness.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(EngineCalls.residue(before, root)).isNotEmpty();

        List<String> said = new ArrayList<>();
        assertThat(new Leftovers(root).remove(said::add)).isEmpty();

        assertThat(said).containsExactly("the keeper (PID " + keeper + ") was halted, and is let go on");
        assertThat(EngineCalls.residue(before, root)).isEmpty();
        assertThat(log()).contains("the harness is gone").contains("left: []");
    }

    @Test
    void what_a_killed_keeper_leaves_is_found_and_removed() throws Exception {
        // Halted first, so that it cannot begin to remove in between.
        assertThat(Commands.run(List.of("kill", "-s", "STOP", String.valueOf(keeper)), Duration.ofSeconds(5))
                        .output())
                .isEmpty();
        signal(String.valueOf(harness.pid()));
        assertThat(harness.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(new Leftovers(root).find())
                .as("a keeper that is halted lives, and what it holds is not an orphan's")
                .containsExactly(new Leftovers.Leftover("what the keeper (PID " + keeper
                        + ") holds, which somebody has halted, while its harness is gone"));
        signal(String.valueOf(keeper));
        while (ProcessTable.row(keeper).filter(row -> !row.zombie()).isPresent()) {
            Thread.sleep(5);
        }
        assertThat(EngineCalls.residue(before, root)).isNotEmpty();

        Leftovers leftovers = new Leftovers(root);
        assertThat(leftovers.find()).hasSize(1);
        List<String> said = new ArrayList<>();
        long from = System.nanoTime();
        assertThat(leftovers.remove(said::add)).isEmpty();
        PrivateEngineTest.measured("leftovers are removed", from);

        assertThat(EngineCalls.residue(before, root)).as(said.toString()).isEmpty();
        assertThat(leftovers.find()).isEmpty();
        assertThat(leftovers.remove(said::add)).isEmpty();
    }

    @Test
    void a_keeper_that_is_told_to_end_removes_everything() throws Exception {
        assertThat(Commands.run(List.of("kill", "-s", "TERM", String.valueOf(keeper)), Duration.ofSeconds(5))
                        .output())
                .isEmpty();

        assertThat(awaitEqual(Duration.ofSeconds(10)))
                .as(log())
                // The harness lives on here, and is no engine's.
                .isEmpty();
    }

    @Test
    void a_client_without_its_keeper_says_so() throws Exception {
        try (KeeperClient client = KeeperClient.start(root, scratch.resolve("other.log"))) {
            assertThatThrownBy(() -> client.kill("77"))
                    .isInstanceOf(NotKept.class)
                    .hasMessage("the keeper could not kill: no engine is '77'; these are: ");
            signal(String.valueOf(client.keeperPid()));
            // One that waited for the answer until its limit would say that none came.
            assertThatThrownBy(() -> client.start(PrivateOptions.DEFAULT))
                    .isInstanceOf(NotKept.class)
                    .hasMessage("the keeper (PID " + client.keeperPid() + ") is gone; its log is '"
                            + scratch.resolve("other.log") + "', and `respawn undo` removes what it has left");
        }
    }
}
