package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.Executed;
import dev.respawn.gameday.Lab;
import dev.respawn.gameday.Labs;
import dev.respawn.host.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A machine is a host of its own, changes nothing of the one that it is on, and goes however it is ended. */
@Tag("docker")
// One after the other: each writes an image of 280 MB.
@Execution(ExecutionMode.SAME_THREAD)
class MachineTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** With an image to be loaded, on two busy processors. */
    private static final Duration UNTIL_READY = Duration.ofMinutes(4);

    private static final Duration UNTIL_GONE = Duration.ofSeconds(20);

    @TempDir
    Path scratch;

    private Path root;
    private Residue residue;

    @BeforeEach
    void look() throws Exception {
        root = scratch.resolve("r");
        residue = Residue.since(root);
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        residue.goneWithin(UNTIL_GONE);
    }

    @Test
    void it_has_an_init_system_of_its_own_and_the_settings_of_the_host_are_not_its_to_change() throws Exception {
        String before = settings();
        try (Lab lab = Labs.open("machine", scratch.resolve("runs"), line -> {})) {
            Machine machine = lab.host().machine().orElseThrow();

            assertThat(said(machine, "cat", "/proc/1/comm")).isEqualTo("systemd");
            // It waits until all is up that was to be: a unit that fails would make it 'degraded'.
            assertThat(said(machine, "systemctl", "is-system-running", "--wait"))
                    .isEqualTo("running");
            assertThat(said(machine, "systemctl", "is-active", "docker.service"))
                    .isEqualTo("active");
            assertThat(lab.host().facts()).containsKey("systemd").containsEntry("cgroup-driver", "cgroupfs");
            // Root in it: a refusal is the kernel's.
            Executed refused = machine.run(List.of("sh", "-c", "echo 1 > /proc/sys/fs/protected_symlinks"), LIMIT);
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.output()).contains("Read-only file system");
            assertThat(machine.run(List.of("date", "-s", "2001-01-01"), LIMIT).exitCode())
                    .isNotZero();
        }
        assertThat(settings()).isEqualTo(before);
    }

    private static String said(Machine machine, String... command) throws Exception {
        return machine.run(List.of(command), LIMIT).output().strip();
    }

    private static String settings() throws Exception {
        StringBuilder settings = new StringBuilder();
        for (String name :
                List.of("protected_fifos", "protected_hardlinks", "protected_regular", "protected_symlinks")) {
            settings.append(Files.readString(Path.of("/proc/sys/fs", name)));
        }
        return settings.append(Files.readString(Path.of("/proc/sys/kernel/pid_max")))
                .toString();
    }

    private CliProcess run() throws Exception {
        return CliProcess.start(
                Map.of("RESPAWN_ROOT", root.toString()),
                scratch,
                "run",
                Runs.SCENARIOS.resolve("stories/main-process-killed.yaml").toString(),
                "--host",
                "machine",
                "--on",
                "docker:always",
                "--runs",
                scratch.resolve("runs").toString());
    }

    private interface Blow {
        void to(CliProcess command) throws Exception;
    }

    /** Struck as soon as systemd runs in it, which is before its engine answers. */
    private void struck_while_it_boots(Blow blow) throws Exception {
        try (CliProcess command = run()) {
            long end = System.nanoTime() + UNTIL_READY.toNanos();
            while (residue.left().stream().noneMatch(line -> line.startsWith("processes: new: systemd"))) {
                assertThat(System.nanoTime())
                        .as(() -> "no systemd: " + command.err())
                        .isLessThan(end);
                Thread.sleep(10);
            }
            blow.to(command);

            command.await(UNTIL_GONE);
            residue.goneWithin(UNTIL_GONE);
        }
    }

    @Test
    void a_harness_killed_while_it_boots_leaves_nothing() throws Exception {
        struck_while_it_boots(command -> command.signal("KILL"));
    }

    @Test
    void ctrl_c_while_it_boots_leaves_nothing() throws Exception {
        struck_while_it_boots(command -> command.signalGroup("INT"));
    }

    @Test
    void a_harness_killed_after_the_fault_leaves_nothing() throws Exception {
        try (CliProcess command = run()) {
            command.awaitProgress(line -> line.contains("killed: KILL to the main process"), UNTIL_READY);
            command.signal("KILL");

            assertThat(command.await(UNTIL_GONE)).isEqualTo(137);
            residue.goneWithin(UNTIL_GONE);
        }
    }
}
