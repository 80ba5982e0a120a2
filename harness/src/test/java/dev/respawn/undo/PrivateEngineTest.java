package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.Commands;
import dev.respawn.host.EngineKeeper.NotKept;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.Signal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("docker")
class PrivateEngineTest {
    @TempDir
    Path scratch;

    private Path root;
    private HostDump before;
    private KeeperClient keeper;

    @BeforeEach
    void begin() throws Exception {
        root = scratch.resolve("r");
        before = HostDump.now(root);
        long from = System.nanoTime();
        keeper = KeeperClient.start(root, scratch.resolve("keeper.log"));
        measured("keeper begins", from);
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        keeper.close();
        assertThat(EngineCalls.residue(before, root))
                .as(Files.readString(scratch.resolve("keeper.log")))
                .isEmpty();
    }

    static void measured(String what, long from) {
        System.out.println("measured: " + what + ": "
                + Duration.ofNanos(System.nanoTime() - from).toMillis() + "ms");
    }

    @Test
    void an_engine_answers_and_is_removed() throws Exception {
        long from = System.nanoTime();
        PrivateEngine engine = keeper.start(PrivateOptions.DEFAULT);
        measured("engine starts", from);

        assertThat(EngineCalls.docker(engine, "info", "-f", "{{.LiveRestoreEnabled}} {{.CgroupDriver}}"))
                .isEqualTo("false cgroupfs");
        assertThat(EngineCalls.residue(before, root))
                .as("the dump sees an engine")
                .anyMatch(line -> line.equals("links: new: " + engine.recipe().link()))
                .anyMatch(line -> line.startsWith("processes: new: dockerd"))
                .noneMatch(line -> line.startsWith("packet filter"));
        measured(
                "keeper RSS "
                        + ProcessTable.status(keeper.keeperPid())
                                .orElse("")
                                .lines()
                                .filter(line -> line.startsWith("VmRSS"))
                                .toList(),
                from);

        long removing = System.nanoTime();
        keeper.remove(engine.id());
        measured("engine is removed", removing);

        assertThat(EngineCalls.residue(before, root))
                .allMatch(line ->
                        line.contains(": new: java, PID") || line.equals("private engines: gone: " + engine.id()));
    }

    @Test
    void containers_answer_on_their_own_and_on_published_addresses() throws Exception {
        PrivateEngine engine = keeper.start(PrivateOptions.DEFAULT);
        EngineCalls.importShell(engine, scratch);
        String container =
                EngineCalls.docker(engine, "run", "-d", "-p", "0.0.0.0:7070:80", "shell", "httpd", "-f", "-p", "80");
        EngineCalls.docker(engine, "network", "create", "n1");
        String other = EngineCalls.docker(engine, "run", "-d", "--network", "n1", "shell", "httpd", "-f", "-p", "80");

        assertThat(connects(
                        EngineCalls.docker(engine, "inspect", "-f", "{{.NetworkSettings.IPAddress}}", container), 80))
                .isTrue();
        assertThat(connects(
                        EngineCalls.docker(
                                engine, "inspect", "-f", "{{.NetworkSettings.Networks.n1.IPAddress}}", other),
                        80))
                .isTrue();
        assertThat(connects(engine.recipe().publishedAddress().getHostAddress(), 7070))
                .isTrue();
    }

    private static boolean connects(String address, int port) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        do {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), 500);
                return true;
            } catch (IOException e) {
                Thread.sleep(10);
            }
        } while (System.nanoTime() < end);
        return false;
    }

    @Test
    void two_engines_live_side_by_side() throws Exception {
        PrivateEngine one = keeper.start(PrivateOptions.DEFAULT);
        PrivateEngine other = keeper.start(PrivateOptions.parse("live-restore=true,userland-proxy=false"));
        EngineCalls.importShell(other, scratch);
        String container = EngineCalls.sleeper(other);

        keeper.remove(one.id());

        assertThat(EngineCalls.docker(other, "info", "-f", "{{.LiveRestoreEnabled}}"))
                .isEqualTo("true");
        assertThat(EngineCalls.docker(other, "inspect", "-f", "{{.State.Running}}", container))
                .isEqualTo("true");
    }

    @Test
    void a_killed_engine_comes_back_with_the_same_process() throws Exception {
        PrivateEngine engine = keeper.start(PrivateOptions.parse("live-restore"));
        EngineCalls.importShell(engine, scratch);
        String container = EngineCalls.sleeper(engine);
        long pid = EngineCalls.pid(engine, container);

        keeper.kill(engine.id());
        assertThat(keeper.pid(engine.id())).isEmpty();
        long from = System.nanoTime();
        long again = keeper.startAgain(engine.id());
        measured("engine starts again", from);

        assertThat(again).isNotEqualTo(engine.pid());
        assertThat(keeper.pid(engine.id())).hasValue(again);
        assertThat(EngineCalls.pid(engine, container)).isEqualTo(pid);
        assertThat(ProcessTable.visible(pid, container)).isTrue();
    }

    @Test
    void an_engine_is_stopped_and_started_again() throws Exception {
        PrivateEngine engine = keeper.start(PrivateOptions.DEFAULT);

        keeper.stop(engine.id());
        assertThat(keeper.pid(engine.id())).isEmpty();
        keeper.startAgain(engine.id());

        assertThat(EngineCalls.docker(engine, "info", "-f", "{{.ServerVersion}}"))
                .isNotEmpty();
    }

    @Test
    void a_halted_engine_with_frozen_and_living_containers_is_removed() throws Exception {
        PrivateEngine engine = keeper.start(PrivateOptions.parse("live-restore"));
        EngineCalls.importShell(engine, scratch);
        EngineCalls.sleeper(engine, "-p", "80", "--network", "host");
        String paused = EngineCalls.sleeper(engine, "-p", "81");
        EngineCalls.docker(engine, "pause", paused);
        keeper.signal(engine.id(), Signal.STOP);

        long from = System.nanoTime();
        keeper.remove(engine.id());
        measured("halted engine is removed", from);
    }

    @Test
    void a_dead_engine_with_living_containers_is_removed() throws Exception {
        PrivateEngine engine = keeper.start(PrivateOptions.parse("live-restore"));
        EngineCalls.importShell(engine, scratch);
        EngineCalls.sleeper(engine);
        keeper.kill(engine.id());

        keeper.remove(engine.id());
    }

    @Test
    void an_engine_of_a_living_keeper_is_no_leftover() throws Exception {
        keeper.start(PrivateOptions.DEFAULT);

        assertThat(new Leftovers(root).find()).isEmpty();
    }

    @Test
    void keepers_of_two_roots_that_start_at_the_same_time_get_an_engine_each() throws Exception {
        Path otherRoot = scratch.resolve("other");
        try (KeeperClient other = KeeperClient.start(otherRoot, scratch.resolve("other.log"))) {
            CompletableFuture<PrivateEngine> starting = CompletableFuture.supplyAsync(() -> started(other));
            PrivateEngine one = started(keeper);
            PrivateEngine two = starting.get(60, TimeUnit.SECONDS);

            assertThat(one.recipe().number()).isNotEqualTo(two.recipe().number());
            for (PrivateEngine engine : List.of(one, two)) {
                EngineCalls.importShell(engine, scratch);
                EngineCalls.docker(engine, "run", "-d", "-p", "0.0.0.0:7070:80", "shell", "httpd", "-f", "-p", "80");
                assertThat(connects(engine.recipe().publishedAddress().getHostAddress(), 7070))
                        .isTrue();
            }
        }
    }

    private static PrivateEngine started(KeeperClient keeper) {
        try {
            return keeper.start(PrivateOptions.DEFAULT);
        } catch (NotKept | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_an_engine_says_of_its_stacks_stays_in_its_directory() throws Exception {
        PrivateEngine engine = keeper.start(PrivateOptions.DEFAULT);
        String containerd =
                Files.readString(engine.recipe().containerdPidFile()).strip();

        Commands.run(List.of("kill", "-s", "USR1", containerd), Duration.ofSeconds(5));

        Path stacks = engine.recipe().directory().resolve("containerd." + containerd + ".stacks.log");
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!Files.exists(stacks) && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(stacks).exists();
    }
}
