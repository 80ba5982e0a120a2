package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.host.Commands;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.undo.KeeperClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The user's own engine, with a stranger's container on it; here it is one that the test has started. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
class UserHostTest {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    /** What a keeper may take for container-level faults, from the harness's death on. */
    private static final Duration GONE_WITHIN = Duration.ofSeconds(5);

    private static final String NOBODY = "65534";

    @TempDir
    static Path shared;

    @TempDir
    Path scratch;

    private static KeeperClient keeper;
    private static PrivateEngine engine;
    private static Door door;
    private static String stranger;

    private ContainerFacts before;

    @BeforeAll
    static void engine_of_the_user() throws Exception {
        keeper = KeeperClient.start(shared.resolve("r"), shared.resolve("keeper.log"));
        engine = keeper.start(PrivateOptions.DEFAULT);
        door = DockerDoor.open(engine.recipe().address());
        ImageStore images = new ImageStore(door, ImageCache.usual(), false, Optional.empty());
        String busybox = images.ready("busybox").reference();
        images.ready("nginx");
        stranger = door.create(
                ContainerSpec.plain("stranger", busybox, List.of("sleep", "1000"), Map.of("whose", "somebody's"))
                        .restarting("always", 0)
                        .withInit());
        door.start(stranger);
    }

    @AfterAll
    static void remove() {
        if (door != null) {
            door.close();
        }
        keeper.close();
    }

    @BeforeEach
    void look() throws Exception {
        before = door.inspect(stranger).orElseThrow();
        assertThat(before.condition().running()).isTrue();
    }

    @AfterEach
    void only_the_stranger_is_left_and_untouched() throws Exception {
        assertThat(door.inspect(stranger)).contains(before);
    }

    private static CliProcess run(
            List<String> before, String classPath, Path directory, String cache, List<String> scenarios)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run"));
        scenarios.forEach(name -> arguments.add(Runs.SCENARIOS.resolve(name).toString()));
        arguments.addAll(List.of("--host", "user", "--on", "docker:always"));
        arguments.addAll(List.of("--runs", directory.resolve("runs").toString()));
        return CliProcess.start(
                before,
                classPath,
                Map.of(
                        "DOCKER_HOST",
                        engine.recipe().address().toString(),
                        "RESPAWN_ROOT",
                        directory.resolve("r").toString(),
                        "RESPAWN_CACHE",
                        cache),
                directory,
                arguments);
    }

    private static void passed(CliProcess command, int count) throws InterruptedException {
        int code = command.await(LIMIT);
        assertThat(code)
                .as(() -> String.join("\n", command.out()) + "\n" + String.join("\n", command.err()))
                .isZero();
        assertThat(command.out()).contains(count + " of " + count + " as wanted");
    }

    private static List<Path> runs(Path directory) throws IOException {
        try (var entries = Files.list(directory.resolve("runs"))) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    /** Containers of a run carry its name, and helpers that of its lab; nobody else runs anything here. */
    private static void nothing_is_left(Path directory) throws Exception {
        for (Path run : runs(directory)) {
            assertThat(door.containers(
                            Map.of("dev.respawn.run", run.getFileName().toString())))
                    .isEmpty();
        }
        assertThat(Residue.processes(directory.resolve("r"))).isEmpty();
    }

    @Test
    void stories_run_beside_a_strangers_container() throws Exception {
        // The user and the engine share a network, so that ports on 127.0.0.1 are the engine's.
        List<String> inside = List.of("nsenter", "--net=" + engine.recipe().networkNamespace());
        try (CliProcess command = run(
                inside,
                System.getProperty("java.class.path"),
                scratch,
                scratch.resolve("cache").toString(),
                List.of(
                        "stories/main-process-killed.yaml",
                        "stories/init-passes-term-on.yaml",
                        "stories/stopped-and-started.yaml"))) {
            passed(command, 3);
        }
        nothing_is_left(scratch);
    }

    @Test
    void a_killed_harness_leaves_none_of_its_containers_and_the_strangers() throws Exception {
        List<String> inside = List.of("nsenter", "--net=" + engine.recipe().networkNamespace());
        try (CliProcess command = run(
                inside,
                System.getProperty("java.class.path"),
                scratch,
                scratch.resolve("cache").toString(),
                List.of("stories/main-process-killed.yaml"))) {
            command.awaitProgress(line -> line.contains("killed: KILL to the main process"), LIMIT);
            String run = runs(scratch).get(0).getFileName().toString();
            Path lease = scratch.resolve("r/leases").resolve(run);
            assertThat(lease).exists();

            command.signal("KILL");
            command.await(LIMIT);
            long from = System.nanoTime();
            // The keeper lets the lease go before it ends itself.
            while ((Files.exists(lease)
                            || !Residue.processes(scratch.resolve("r")).isEmpty())
                    && System.nanoTime() - from < GONE_WITHIN.toNanos()) {
                Thread.sleep(20);
            }

            Runs.measured(
                    "all is taken back after kill -9 on the user's engine", Duration.ofNanos(System.nanoTime() - from));
            assertThat(lease).doesNotExist();
            nothing_is_left(scratch);
            assertThat(Files.readString(runs(scratch).get(0).resolve("journal.jsonl")))
                    .contains(
                            "\"ending\":\"aborted\",\"why\":\"its harness did not bring it to its end; the keeper (PID ");
        }
    }

    @Test
    void who_is_not_root_sends_a_helper() throws Exception {
        List<Path> way = List.of(
                shared,
                shared.resolve("r"),
                shared.resolve("r/engines"),
                engine.recipe().directory());
        for (Path directory : way) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        }
        Files.setPosixFilePermissions(engine.recipe().socket(), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path own = Files.createDirectory(scratch.resolve("own"));
        Files.setAttribute(own, "unix:uid", Integer.valueOf(NOBODY), LinkOption.NOFOLLOW_LINKS);

        try (CliProcess command = run(
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
                readable(),
                own,
                own.resolve("cache").toString(),
                List.of("stories/main-process-killed.yaml"))) {
            passed(command, 1);
        }

        assertThat(runs(own)).hasSize(1);
        assertThat(Files.readString(runs(own).get(0).resolve("journal.jsonl")))
                .containsPattern("\"witness\":\\{\"kind\":\"arrived\",\"evidence\":\\[[^]]*engine event: die with exit"
                        + " code 137");
        assertThat(door.containers(Map.of("dev.respawn.helper", ""))).isEmpty();
        nothing_is_left(own);
    }

    /** The class path of the tests where everybody may read it. */
    private String readable() throws Exception {
        List<String> entries = new ArrayList<>();
        Path copies = Files.createDirectory(scratch.resolve("classes"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.exists(from)) {
                Path to = copies.resolve(entries.size() + "-" + from.getFileName());
                assertThat(Commands.run(List.of("cp", "-r", from.toString(), to.toString()), Duration.ofSeconds(20)))
                        .isEqualTo(new Commands.Ran(0, ""));
                entries.add(to.toString());
            }
        }
        assertThat(Commands.run(List.of("chmod", "-R", "a+rX", copies.toString()), Duration.ofSeconds(20)))
                .isEqualTo(new Commands.Ran(0, ""));
        return String.join(File.pathSeparator, entries);
    }
}
