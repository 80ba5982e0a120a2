package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.Eventually;
import dev.respawn.docker.Access;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.host.EngineKeeper;
import dev.respawn.host.HelperSignalling;
import dev.respawn.host.Host;
import dev.respawn.host.Hosts;
import dev.respawn.host.PrivateHost;
import dev.respawn.host.ProcessTable;
import dev.respawn.host.Removal;
import dev.respawn.host.Signalling;
import dev.respawn.host.Unreached;
import dev.respawn.image.Images;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("docker")
class SignallingTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    @TempDir
    static Path scratch;

    private static Path root;
    private static HostDump before;
    private static KeeperClient keeper;
    private static PrivateHost host;

    @BeforeAll
    static void an_engine_with_a_shell() throws Exception {
        root = scratch.resolve("r");
        before = HostDump.now(root);
        keeper = KeeperClient.start(root, scratch.resolve("keeper.log"));
        host = (PrivateHost) Hosts.named("private:live-restore=true").open(new Host.Means() {
            @Override
            public HostId id() {
                return new HostId("a");
            }

            @Override
            public String run() {
                return "run-1";
            }

            @Override
            public EngineKeeper keeper() {
                return keeper;
            }

            @Override
            public Door door(Access access) {
                return DockerDoor.open(access);
            }

            @Override
            public Path programs(String version) {
                throw new AssertionError("it was not asked for a version");
            }

            @Override
            public Images images(Door door) {
                return name -> new Images.Ready(name, "shell", "", "imported by the test");
            }
        });
        EngineCalls.importShell(host.engine(), scratch);
    }

    @AfterAll
    static void nothing_is_left() throws Exception {
        host.close();
        keeper.close();
        assertThat(EngineCalls.residue(before, root)).isEmpty();
    }

    private static Incarnation run(String... command) throws Exception {
        String[] arguments = new String[command.length + 3];
        arguments[0] = "run";
        arguments[1] = "-d";
        arguments[2] = "shell";
        System.arraycopy(command, 0, arguments, 3, command.length);
        String id = EngineCalls.docker(host.engine(), arguments);
        long pid = EngineCalls.pid(host.engine(), id);
        return new Incarnation(host.id(), id, pid, ProcessTable.startOf(pid).orElseThrow(), "", "");
    }

    private static Signalling helper() {
        return new HelperSignalling(host.door(), host.images(), "run-1");
    }

    private static void kill_is_sent_and_the_end_is_seen(Signalling signalling) throws Exception {
        Incarnation on = run("sleep", "1000");
        assertThat(signalling.goneWithin(on, Duration.ofMillis(100))).hasValue(false);

        signalling.signal(on, Signal.KILL);

        assertThat(signalling.goneWithin(on, LIMIT)).hasValue(true);
        assertThatThrownBy(() -> signalling.signal(on, Signal.KILL))
                .isInstanceOf(Unreached.class)
                .hasMessageContaining("process " + on.pid() + " of container " + on.shortId() + " is gone");
        assertThat(EngineCalls.docker(host.engine(), "wait", on.id())).isEqualTo("137");
    }

    /** By the kernel's own word, which those under test read too. */
    private static boolean catches(long pid, Signal signal) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("SigCgt:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("SigCgt:".length()).strip(), 16))
                .anyMatch(caught -> (caught >>> (signal.number() - 1) & 1) == 1);
    }

    private static void what_is_not_caught_is_known_to_be_dropped(Signalling signalling) throws Exception {
        Incarnation deaf = run("sleep", "1000");
        Incarnation catching = run("sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.05; done");
        Eventually.so("the trap is set", () -> catches(catching.pid(), Signal.TERM));

        assertThat(signalling.dropped(deaf, Signal.TERM)).hasValue(true);
        assertThat(signalling.dropped(deaf, Signal.KILL)).hasValue(false);
        assertThat(signalling.dropped(catching, Signal.TERM)).hasValue(false);
        signalling.signal(deaf, Signal.TERM);
        signalling.signal(catching, Signal.TERM);

        assertThat(signalling.goneWithin(catching, LIMIT)).hasValue(true);
        assertThat(EngineCalls.docker(host.engine(), "wait", catching.id())).isEqualTo("3");
        assertThat(signalling.goneWithin(deaf, Duration.ofMillis(200))).hasValue(false);
    }

    @Test
    void kill_reaches_the_main_process_from_the_host() throws Exception {
        kill_is_sent_and_the_end_is_seen(host.signalling());
    }

    @Test
    void kill_reaches_the_main_process_by_a_helper() throws Exception {
        kill_is_sent_and_the_end_is_seen(helper());
        assertThat(host.door().containers(Map.of(Labels.HELPER, ""))).isEmpty();
    }

    @Test
    void the_host_knows_what_is_dropped() throws Exception {
        what_is_not_caught_is_known_to_be_dropped(host.signalling());
    }

    @Test
    void a_helper_knows_what_is_dropped() throws Exception {
        what_is_not_caught_is_known_to_be_dropped(helper());
        assertThat(host.door().containers(Map.of(Labels.HELPER, ""))).isEmpty();
    }

    @Test
    void a_process_of_another_container_or_another_time_is_not_signalled() throws Exception {
        Incarnation on = run("sleep", "1000");
        Incarnation stranger =
                new Incarnation(on.host(), "f".repeat(64), on.pid(), on.pidStart(), on.image(), on.address());
        Incarnation earlier =
                new Incarnation(on.host(), on.id(), on.pid(), on.pidStart().minusSeconds(60), on.image(), on.address());

        for (Signalling signalling : new Signalling[] {host.signalling(), helper()}) {
            assertThatThrownBy(() -> signalling.signal(stranger, Signal.KILL)).isInstanceOf(Unreached.class);
        }
        assertThatThrownBy(() -> host.signalling().signal(earlier, Signal.KILL))
                .isInstanceOf(Unreached.class)
                .hasMessage("process " + on.pid() + " of container " + on.shortId() + " began at " + earlier.pidStart()
                        + " and is gone; another of that number began at " + on.pidStart());

        assertThat(host.signalling().goneWithin(on, Duration.ofMillis(50))).hasValue(false);
    }

    @Test
    void the_facts_of_a_private_host_name_its_engine_and_options() throws Exception {
        assertThat(host.facts())
                .containsEntry("live-restore", "true")
                .containsEntry("options", "live-restore=true,userland-proxy=true")
                .containsKeys("engine", "api", "kernel", "cgroup", "cgroup-driver", "storage", "containerd", "runc");
    }

    @Test
    void residue_on_an_engine_is_told_by_the_runs_label() throws Exception {
        assertThat(Removal.left(host.door(), "run-2")).isEmpty();
        String id = EngineCalls.docker(
                host.engine(), "run", "-d", "--label", Labels.RUN + "=run-2", "shell", "sleep", "1000");

        assertThat(Removal.left(host.door(), "run-2")).containsExactly(new Removal.Thing("container", id));
    }
}
