package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a run leaves on the machine is told wherever a person looks; what others do there meanwhile is not the run's. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class AuditTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final String REMOVED_BY = "; removed by: ";

    private static final String SCENARIO = """
            scenario: a supervisor leaves its things about
            on: ["command:./leaver.sh --contract contract.yaml"]
            services:
              web: { image: busybox, command: [sleep, "1000"] }
            disrupt:
              - name: killed
                at: 300ms
                inject: crash
                target: { service: web }
            expect:
              - exits: { after: killed, with: 137 }
            """;

    /** Nothing that it leaves has a label of ours; it carries the run's name, as what a run starts does. */
    private static final String LEAVER = """
            #!/bin/sh
            [ -n "$LEAVING" ] || exec sleep 3600
            mkdir -p "$LEAVING/$RESPAWN_RUN"
            mount -t tmpfs none "$LEAVING/$RESPAWN_RUN"
            setsid sleep 3600 >/dev/null 2>&1 </dev/null &
            echo "left all"
            exec sleep 3600
            """;

    @TempDir
    Path scratch;

    private Path root = Path.of("");
    private Path runs = Path.of("");

    private CliProcess run(Map<String, String> more, String name) throws IOException {
        root = scratch.resolve(name);
        runs = scratch.resolve(name + "-runs");
        Files.writeString(scratch.resolve("s.yaml"), SCENARIO);
        Path leaver = Files.writeString(scratch.resolve("leaver.sh"), LEAVER);
        Files.setPosixFilePermissions(leaver, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(
                Runs.SCENARIOS.resolve("supervisors/healer.contract.yaml"),
                scratch.resolve("contract.yaml"),
                StandardCopyOption.REPLACE_EXISTING);
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("RESPAWN_ROOT", root.toString());
        return CliProcess.start(environment, scratch, "run", "s.yaml", "--runs", runs.toString());
    }

    private Path directory() throws IOException {
        try (var entries = Files.list(runs)) {
            return entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private static List<String> left(CliProcess command) {
        return command.out().stream()
                .filter(line -> line.strip().startsWith("left behind: ") && line.contains(REMOVED_BY))
                .map(line -> line.substring(line.indexOf(REMOVED_BY) + REMOVED_BY.length()))
                .distinct()
                .toList();
    }

    @AfterEach
    void nothing_is_mounted_any_more() throws Exception {
        // For a test that failed half-way.
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String point = line.split(" ")[4];
            if (point.startsWith(scratch.toString())) {
                Commands.run(List.of("umount", "--lazy", point), COMMAND_LIMIT);
            }
        }
    }

    @Test
    void what_a_run_leaves_is_exit_code_5_with_the_commands_that_remove_it() throws Exception {
        Path leaving = scratch.resolve("leaving");
        try (CliProcess command = run(Map.of("LEAVING", leaving.toString()), "r")) {
            assertThat(command.await(LIMIT))
                    .as(() -> command.err() + "\n" + command.out())
                    .isEqualTo(5);

            Path run = directory();
            String mount = "mounts: new: " + leaving.resolve(String.valueOf(run.getFileName())) + " (tmpfs)";
            assertThat(command.out())
                    .anyMatch(line -> line.startsWith("FAILED"))
                    .anyMatch(line -> line.contains("left behind: " + mount + REMOVED_BY + "umount -- "))
                    .anyMatch(line -> line.contains("left behind: processes: new: sleep, PID ")
                            && line.contains("told RESPAWN_RUN=" + run.getFileName())
                            && line.contains(REMOVED_BY + "kill -KILL "))
                    .noneMatch(line -> line.startsWith("nothing is left on this machine"));
            assertThat(Files.readString(run.resolve("journal.jsonl"))).contains(mount);
            assertThat(Files.readString(run.resolve("report.html"))).contains(mount);
            assertThat(Files.readString(run.resolve("junit.xml")))
                    .contains("<failure type=\"failed\" message=\"left behind: " + mount);

            try (CliProcess verify = CliProcess.start(Map.of(), scratch, "verify", run.toString())) {
                assertThat(verify.await(LIMIT)).isEqualTo(5);
                assertThat(verify.out()).anyMatch(line -> line.startsWith("left behind: " + mount));
            }

            List<String> remedies = left(command);
            assertThat(remedies).hasSize(2);
            for (String remedy : remedies) {
                assertThat(Commands.run(List.of("sh", "-c", remedy), COMMAND_LIMIT))
                        .isEqualTo(new Commands.Ran(0, ""));
            }
            assertThat(Residue.processes(root)).isEmpty();
        }
    }

    @Test
    void what_others_do_meanwhile_is_not_the_runs() throws Exception {
        String link = "st" + Long.toHexString(System.nanoTime() & 0xffffff);
        Path place = Files.createDirectories(scratch.resolve("strangers"));
        try (CliProcess one = run(Map.of(), "one");
                CliProcess other = run(Map.of(), "two")) {
            one.awaitProgress(line -> line.contains("killed: KILL to the main process"), LIMIT);
            assertThat(Commands.run(List.of("ip", "link", "add", link, "type", "bridge"), COMMAND_LIMIT)
                            .code())
                    .isZero();
            assertThat(Commands.run(List.of("mount", "-t", "tmpfs", "none", place.toString()), COMMAND_LIMIT)
                            .code())
                    .isZero();

            for (CliProcess command : List.of(one, other)) {
                // The supervisor does nothing, which its contract does not say; what matters is what is left.
                assertThat(command.await(LIMIT))
                        .as(() -> command.err() + "\n" + command.out())
                        .isNotEqualTo(5);
                assertThat(command.out())
                        .noneMatch(line -> line.contains("left behind"))
                        .anyMatch(line -> line.startsWith(
                                "nothing is left on this machine; compared: the host before and after"));
            }
            // Others may be at work as well, and of each kind only the first few are told.
            assertThat(one.err())
                    .anyMatch(line -> line.startsWith("changed on this machine, and not judged: links: "))
                    .anyMatch(line -> line.startsWith("changed on this machine, and not judged: mounts: "));
        } finally {
            Commands.run(List.of("ip", "link", "del", link), COMMAND_LIMIT);
            Commands.run(List.of("umount", place.toString()), COMMAND_LIMIT);
        }
    }
}
