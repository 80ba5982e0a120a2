package dev.respawn.healer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.Eventually;
import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.TestEngine;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The healer as the process that it is, on an engine of its own: killed, with its engine killed, in the middle of its work. */
@Tag("docker")
class HealerProcessTest {
    private static final Map<String, String> OURS = Map.of("healed", "yes");
    private static final List<String> IDLE = List.of("sleep", "1000");

    @TempDir
    static Path cache;

    private static TestEngine engine;
    private static Door door;
    private static String image;

    private final List<Running> started = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        engine = TestEngine.start(false);
        door = DockerDoor.open(engine.address());
        image = new ImageStore(door, new ImageCache(cache), false, Optional.empty())
                .ready("busybox")
                .reference();
    }

    @AfterAll
    static void stop() {
        door.close();
        engine.close();
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        started.forEach(Running::kill);
        for (String id : door.containers(Map.of())) {
            door.remove(id);
        }
        for (String volume : door.volumes(Map.of())) {
            door.removeVolume(volume);
        }
        for (String network : door.networks(OURS)) {
            door.removeNetwork(network);
        }
    }

    /** A healer's process, and what it says. */
    private record Running(Process process, List<String> said) {
        void kill() {
            try {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void says(String part) {
            try {
                Eventually.so(part, () -> said.stream().anyMatch(line -> line.contains(part)));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError("the healer did not say '" + part + "' but " + said, e);
            }
        }
    }

    private Running healer(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HealerProcess.class.getName(),
                "label",
                "healed=yes"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DOCKER_HOST", engine.address().toString());
        Process process = builder.start();
        List<String> said = new CopyOnWriteArrayList<>();
        Thread reader = new Thread(() -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(said::add);
            } catch (IOException e) {
                // It is gone.
            }
        });
        reader.setDaemon(true);
        reader.start();
        Running running = new Running(process, said);
        started.add(running);
        running.says(HealerProcess.READY);
        return running;
    }

    private static String run(ContainerSpec spec) throws Exception {
        String id = door.create(spec);
        door.start(id);
        return id;
    }

    private static ContainerSpec idle(String name) {
        return ContainerSpec.plain(name, image, IDLE, OURS);
    }

    private static ContainerFacts facts(String idOrName) throws Exception {
        return door.inspect(idOrName).orElseThrow();
    }

    private static boolean runs(String idOrName) throws Exception {
        return door.inspect(idOrName)
                .filter(facts -> facts.condition().running())
                .isPresent();
    }

    /** From the host, where no operator stands. */
    private static void crash(String id) throws Exception {
        long pid = facts(id).pid();
        assertThat(pid).isPositive();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    @Test
    void what_is_made_anew_is_the_same_but_for_its_file_system() throws Exception {
        String front = door.createNetwork("front", OURS);
        String back = door.createNetwork("back", OURS);
        door.createVolume("named", OURS, Optional.empty());
        String old = door.create(idle("web")
                .on(front, "www", "web-1")
                .published(80, "127.0.0.1", 18_093)
                .limitedTo(new ByteSize(64 << 20))
                .stoppedBy(Signal.parse("INT"))
                .stoppedWithin(Duration.ofSeconds(3))
                .withInit()
                .checkedBy(new ContainerSpec.Health(
                        List.of("test", "!", "-e", "/ill"),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(5),
                        2,
                        Duration.ZERO))
                .mounting(
                        new ContainerSpec.Mount.Volume("named", "/named"),
                        new ContainerSpec.Mount.Volume("", "/own"),
                        new ContainerSpec.Mount.Memory("/tmp", new ByteSize(1 << 20))));
        door.connect(back, old, List.of("db-side"));
        door.start(old);
        ContainerFacts before = facts(old);
        Running healer = healer("first", "100ms");

        door.exec(old, List.of("sh", "-c", "echo a >/named/f; echo b >/own/f; touch /ill"), Duration.ofSeconds(20));

        healer.says("web: made anew");
        assertThat(facts("web").id()).isNotEqualTo(old);
        Eventually.so("it runs", () -> runs("web"));
        ContainerFacts now = facts("web");
        assertThat(now.image()).isEqualTo(before.image());
        assertThat(now.labels()).isEqualTo(before.labels());
        assertThat(now.published()).isEqualTo(before.published()).isEqualTo(Map.of(80, 18_093));
        assertThat(now.addresses().keySet()).isEqualTo(before.addresses().keySet());
        assertThat(now.memory()).isEqualTo(before.memory());
        assertThat(now.restartPolicy()).isEqualTo(before.restartPolicy());
        String seen = door.exec(
                        "web",
                        List.of(
                                "sh",
                                "-c",
                                "cat /named/f /own/f; test -e /ill || echo well; for n in www web-1 db-side; do ping -c 1 -w 5 $n"
                                        + " >/dev/null && echo $n; done; df /tmp | grep -c tmpfs; cat /proc/1/comm"),
                        Duration.ofSeconds(30))
                .output();
        assertThat(seen).isEqualTo("a\nb\nwell\nwww\nweb-1\ndb-side\n1\ndocker-init\n");
        assertThat(door.containers(Map.of())).containsExactly(now.id());
    }

    @Test
    void a_healer_that_was_killed_picks_up_what_died_meanwhile_and_not_what_was_stopped() throws Exception {
        String died = run(idle("died"));
        String stopped = run(idle("stopped"));
        String stoppedBefore = run(idle("stopped-before"));
        Running first = healer();
        door.stop(stoppedBefore, Optional.of(Duration.ZERO));
        first.says("stopped-before: was put down by an operator");
        first.kill();

        crash(died);
        door.stop(stopped, Optional.of(Duration.ZERO));
        Eventually.so("it died", () -> !runs(died));
        Running second = healer();

        Eventually.so("it runs again", () -> runs(died));
        second.says("stopped: was put down by an operator");
        second.says("stopped-before: was put down by an operator");
        assertThat(runs(stopped)).isFalse();
        assertThat(runs(stoppedBefore)).isFalse();
        door.start(stopped);
        second.says("stopped: was started by somebody else");
        crash(stopped);
        Eventually.so(
                "it is looked after again",
                () -> second.said().stream().anyMatch(line -> line.startsWith("stopped: started again")));
    }

    @Test
    void a_recreation_that_was_cut_off_is_brought_to_its_end() throws Exception {
        String half = door.create(idle("web" + Door.HALF_RECREATED));
        String superfluous = door.create(idle("db" + Door.HALF_RECREATED));
        String db = run(idle("db"));
        door.create(idle("never-started"));

        Running healer = healer();

        Eventually.so("it runs under its name", () -> runs("web"));
        assertThat(facts("web").id()).isEqualTo(half);
        assertThat(door.inspect(superfluous)).isEmpty();
        assertThat(facts("db").id()).isEqualTo(db);
        healer.says("looks after 3 containers");
        assertThat(facts("never-started").condition().status()).isEqualTo("created");
    }

    @Test
    void what_dies_with_its_engine_is_started_when_the_engine_is_back() throws Exception {
        run(idle("web"));
        String stopped = run(idle("stopped"));
        Running healer = healer("in-doubt", "leave");
        door.stop(stopped, Optional.of(Duration.ZERO));
        healer.says("stopped: was put down by an operator");

        // At its next start it kills what runs, and says so in the words of an operator's kill.
        engine.killDaemon();
        healer.says("the engine is not heard");
        engine.startDaemon();

        healer.says("the engine is heard again");
        healer.says("web: started again");
        assertThat(runs("web")).isTrue();
        assertThat(runs(stopped)).isFalse();
    }
}
