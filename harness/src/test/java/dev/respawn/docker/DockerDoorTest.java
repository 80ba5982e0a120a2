package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.respawn.docker.Door.EventStream;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.model.ByteSize;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("docker")
class DockerDoorTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path cache;

    private static TestEngine engine;
    private static DockerDoor door;
    private static String busybox;

    @BeforeAll
    static void start() throws Exception {
        engine = TestEngine.start(true);
        door = DockerDoor.open(engine.address());
        busybox = new ImageStore(door, new ImageCache(cache), false, Optional.empty())
                .ready("busybox")
                .reference();
    }

    @AfterAll
    static void stop() {
        door.close();
        engine.close();
    }

    @AfterEach
    void removeAll() throws Exception {
        for (String id : door.containers(Map.of())) {
            door.remove(id);
        }
    }

    @Test
    void an_engine_tells_of_itself() throws Exception {
        EngineFacts facts = door.describe();

        assertThat(facts.version()).isNotBlank();
        assertThat(facts.api()).matches("1\\.[0-9]+");
        assertThat(facts.cgroup()).isIn("1", "2");
        assertThat(facts.liveRestore()).isTrue();
        assertThat(facts.containerd()).isNotBlank();
        assertThat(facts.runc()).isNotBlank();
        assertThat(facts.registry()).isNotBlank();
        assertThat(facts.root()).isNotBlank();
        assertThat(Duration.between(facts.time(), Instant.now())).isBetween(Duration.ofSeconds(-5), LIMIT);
    }

    @Test
    void a_container_lives_and_dies_as_its_spec_says() throws Exception {
        String id = door.create(spec("web", List.of("sh", "-c", "echo out; echo err >&2; sleep 300 & wait")));
        assertThat(door.inspect(id).orElseThrow().condition().startedAt()).isEmpty();
        assertThat(door.inspect(id).orElseThrow().condition().status()).isEqualTo("created");

        door.start(id);

        ContainerFacts facts = door.inspect("web").orElseThrow();
        assertThat(facts.id()).isEqualTo(id);
        assertThat(facts.name()).isEqualTo("web");
        assertThat(facts.pid()).isPositive();
        assertThat(facts.condition().running()).isTrue();
        assertThat(facts.condition().finishedAt()).isEmpty();
        assertThat(facts.condition().health()).isEmpty();
        assertThat(facts.labels()).containsEntry("colour", "blue");
        assertThat(facts.restartPolicy()).isEqualTo("unless-stopped");
        assertThat(facts.addresses().get("bridge")).matches("[0-9.]+");
        assertThat(facts.published()).containsKey(8080);
        assertThat(door.containers(Map.of("colour", "blue"))).containsExactly(id);
        assertThat(door.containers(Map.of("colour", ""))).containsExactly(id);
        assertThat(door.containers(Map.of("colour", "red"))).isEmpty();

        door.kill(id, Signal.KILL);

        assertThat(door.await(id, LIMIT)).isEqualTo(137);
        ContainerFacts dead = door.inspect(id).orElseThrow();
        assertThat(dead.condition().status()).isEqualTo("exited");
        assertThat(dead.condition().exitCode()).isEqualTo(137);
        assertThat(dead.condition().finishedAt()).isPresent();
        assertThat(dead.addresses()).isEmpty();
        assertThat(door.output(id, 100).lines()).containsExactlyInAnyOrder("out", "err");
        door.remove(id);
        door.remove(id);
        assertThat(door.inspect(id)).isEmpty();
    }

    @Test
    void a_port_is_published_at_the_number_that_was_asked_for() throws Exception {
        String id = door.create(plain("asked", List.of("sleep", "300"))
                .on("bridge")
                .withInit()
                .stoppedBy(Signal.USR1)
                .stoppedWithin(Duration.ofSeconds(3))
                .limitedTo(ByteSize.parse("16MiB"))
                .checkedBy(new ContainerSpec.Health(
                        List.of("true"), Duration.ofMillis(100), Duration.ofSeconds(1), 2, Duration.ZERO))
                .published(8080, "127.0.0.1", 18_080));
        door.start(id);

        assertThat(door.inspect(id).orElseThrow().published()).containsEntry(8080, 18_080);
        await().atMost(LIMIT)
                .until(() -> door.inspect(id).orElseThrow().condition().health().equals(Optional.of("healthy")));

        door.stop(id, Optional.empty());
        assertThat(door.inspect(id).orElseThrow().condition().exitCode()).isEqualTo(128 + 10);
    }

    @Test
    void refusals_carry_their_status_and_one_clear_line() throws Exception {
        String id = door.create(spec("idle", List.of("sleep", "300")));

        assertThatThrownBy(() -> door.stop(id, Optional.empty()))
                .isInstanceOfSatisfying(
                        EngineException.Refused.class,
                        e -> assertThat(e.status()).isEqualTo(304));
        assertThatThrownBy(() -> door.kill(id, Signal.TERM))
                .isInstanceOfSatisfying(
                        EngineException.Refused.class,
                        e -> assertThat(e.status()).isEqualTo(409))
                .hasMessageMatching("kill of '" + id + "' with TERM at " + engine.address()
                        + ": refused with status 409: .*is not running");
        assertThatThrownBy(() -> door.start("nobody"))
                .isInstanceOfSatisfying(
                        EngineException.Refused.class,
                        e -> assertThat(e.status()).isEqualTo(404))
                .hasMessage("start of 'nobody' at " + engine.address()
                        + ": refused with status 404: No such container: nobody");
        assertThatThrownBy(() -> door.create(spec("idle", List.of("sleep", "300"))))
                .isInstanceOfSatisfying(
                        EngineException.Refused.class,
                        e -> assertThat(e.status()).isEqualTo(409));
        assertThat(door.image("nobody/has:this")).isEmpty();
    }

    @Test
    void nobody_at_the_address_is_unreachable_at_once() {
        try (DockerDoor nowhere = DockerDoor.open(URI.create("unix:///tmp/no-such-engine.sock"))) {
            assertThatThrownBy(() -> nowhere.ping(LIMIT))
                    .isInstanceOf(EngineException.Unreachable.class)
                    .hasMessageStartingWith("ping at unix:///tmp/no-such-engine.sock: nobody answers: ");
        }
    }

    @Test
    void networks_are_made_found_and_removed() throws Exception {
        String id = door.createNetwork("rsp-net", Map.of("colour", "green"));

        assertThat(door.networks(Map.of("colour", "green"))).containsExactly(id);
        door.removeNetwork(id);
        door.removeNetwork(id);
        assertThat(door.networks(Map.of("colour", "green"))).isEmpty();
    }

    @Test
    void a_restart_leaves_the_container_its_own_time_to_stop() throws Exception {
        String id = door.create(plain("deaf", List.of("sleep", "300")).stoppedWithin(Duration.ofSeconds(1)));
        door.start(id);
        long pid = door.inspect(id).orElseThrow().pid();
        Heard heard = new Heard();
        try (EventStream stream = door.events(heard)) {
            assertThat(stream.awaitOpen(LIMIT)).isTrue();

            door.restart(id, Optional.empty());

            heard.await(LIMIT, "restart");
            List<Instant> kills = heard.words().stream()
                    .flatMap(word -> word.event().stream())
                    .filter(event -> event.is("kill"))
                    .map(EngineEvent::time)
                    .toList();
            // Left to the engine it would be ten seconds, by the same clock of its own.
            assertThat(kills).hasSize(2);
            assertThat(Duration.between(kills.get(0), kills.get(1)))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(9));
        }
        assertThat(door.inspect(id).orElseThrow().pid()).isPositive().isNotEqualTo(pid);
    }

    @Test
    void a_frozen_engine_holds_up_nobody_beyond_the_deadline_and_leaks_no_thread() throws Exception {
        engine.freeze();
        try {
            for (int i = 0; i < 40; i++) {
                assertThatThrownBy(() -> door.ping(Duration.ofMillis(50)))
                        .isInstanceOf(EngineException.Slow.class)
                        .hasMessage("ping at " + engine.address()
                                + ": no answer within 50ms; whether it was carried out is not known");
            }
            await().atMost(LIMIT).until(() -> door.busy() == 0);
        } finally {
            engine.thaw();
        }

        door.ping(LIMIT);
    }

    @Test
    void a_caller_that_is_interrupted_frees_its_thread() throws Exception {
        engine.freeze();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try {
            Thread caller = new Thread(() -> {
                try {
                    door.ping(Duration.ofMinutes(1));
                } catch (EngineException | InterruptedException e) {
                    thrown.set(e);
                }
            });
            caller.start();
            await().atMost(LIMIT).until(() -> door.busy() == 1);
            caller.interrupt();
            caller.join(LIMIT.toMillis());

            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            await().atMost(LIMIT).until(() -> door.busy() == 0);
        } finally {
            engine.thaw();
        }
    }

    @Test
    void events_come_in_the_engines_order_with_its_own_time() throws Exception {
        Heard heard = new Heard();
        try (EventStream stream = door.events(heard)) {
            assertThat(stream.awaitOpen(LIMIT)).isTrue();

            String id = door.create(plain("short", List.of("sh", "-c", "exit 3")));
            door.start(id);
            door.await(id, LIMIT);
            door.remove(id);

            heard.await(LIMIT, "destroy");
            assertThat(heard.of(id)).containsExactly("create", "start", "die 3", "destroy");
            List<Instant> times = heard.words().stream()
                    .flatMap(word -> word.event().stream())
                    .filter(event -> event.id().equals(id))
                    .map(event -> event.time())
                    .toList();
            assertThat(times).isSorted().anyMatch(time -> !time.equals(time.truncatedTo(ChronoUnit.MICROS)));
        }
    }

    @Test
    void a_killed_engine_is_noticed_and_what_died_meanwhile_is_told_once() throws Exception {
        String dies = door.create(plain("dies", List.of("sleep", "300")));
        String lives = door.create(plain("lives", List.of("sleep", "300")));
        door.start(dies);
        door.start(lives);
        long pid = door.inspect(dies).orElseThrow().pid();
        long survivor = door.inspect(lives).orElseThrow().pid();
        Heard heard = new Heard();
        try (EventStream stream = door.events(heard)) {
            assertThat(stream.awaitOpen(LIMIT)).isTrue();

            engine.killDaemon();
            // By the end of its stream; one that only stopped answering would be noticed at a deadline, later.
            assertThat(heard.await(LIMIT, "blind: ").text()).doesNotContain("does not answer", "nothing within");
            assertThat(stream.open()).isFalse();
            assertThatThrownBy(() -> door.ping(Duration.ofSeconds(1))).isInstanceOf(EngineException.Unreachable.class);
            ProcessHandle main = ProcessHandle.of(pid).orElseThrow();
            main.destroyForcibly();
            // Once the shim has reaped it; a later end would be one that the new daemon sees and tells itself.
            main.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            engine.startDaemon();

            heard.await(LIMIT, "seeing");
            assertThat(heard.of(dies)).containsExactly("inferred die 137");
            assertThat(heard.of(lives)).isEmpty();
            assertThat(heard.texts().indexOf("seeing"))
                    .isGreaterThan(heard.texts().indexOf("inferred die 137"));
            assertThat(door.inspect(lives).orElseThrow().pid()).isEqualTo(survivor);

            door.remove(dies);
            heard.await(LIMIT, word -> word.text().equals("destroy"));
            assertThat(heard.of(dies)).containsExactly("inferred die 137", "destroy");
        }
    }

    @Test
    void a_frozen_engine_blinds_the_stream_and_its_late_events_keep_their_times() throws Exception {
        String id = door.create(plain("frozen", List.of("sleep", "300")));
        door.start(id);
        long pid = door.inspect(id).orElseThrow().pid();
        Heard heard = new Heard();
        try (EventStream stream = door.events(heard)) {
            assertThat(stream.awaitOpen(LIMIT)).isTrue();
            engine.freeze();
            try {
                heard.await(LIMIT, "blind: the engine does not answer");
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            } finally {
                engine.thaw();
            }

            heard.await(LIMIT, "seeing");
            heard.await(LIMIT, "die 137");
            assertThat(heard.of(id)).containsExactly("die 137");
        }
    }

    @Test
    void all_listeners_share_one_stream_that_ends_with_the_last() throws Exception {
        Heard one = new Heard();
        Heard other = new Heard();
        try (EventStream first = door.events(one);
                EventStream second = door.events(other)) {
            assertThat(first.awaitOpen(LIMIT)).isTrue();
            assertThat(second.awaitOpen(LIMIT)).isTrue();
            assertThat(threads("respawn-events-reader")).isEqualTo(1);
            door.create(plain("shared", List.of("true")));
            one.await(LIMIT, "create");
            other.await(LIMIT, "create");
        }
        await().atMost(LIMIT).until(() -> threads("respawn-events-") == 0);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }

    private static ContainerSpec plain(String name, List<String> command) {
        return ContainerSpec.plain(name, busybox, command, Map.of()).on("none");
    }

    private static ContainerSpec spec(String name, List<String> command) {
        return ContainerSpec.plain(name, busybox, command, Map.of("colour", "blue"))
                .restarting("unless-stopped", 0)
                .published(8080, "127.0.0.1", 0);
    }
}
