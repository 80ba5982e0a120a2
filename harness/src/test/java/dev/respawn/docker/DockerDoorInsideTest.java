package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.model.ByteSize;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the door does and asks inside of containers: files, programs, output, memory, volumes. */
@Tag("docker")
class DockerDoorInsideTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> IDLE = List.of("sleep", "300");

    @TempDir
    static Path cache;

    @TempDir
    Path files;

    private static TestEngine engine;
    private static DockerDoor door;
    private static String busybox;

    @BeforeAll
    static void start() throws Exception {
        engine = TestEngine.start(false);
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
        for (String name : door.volumes(Map.of())) {
            door.removeVolume(name);
        }
        for (String id : door.networks(Map.of("whose", ""))) {
            door.removeNetwork(id);
        }
    }

    @Test
    void a_paused_container_is_held_until_it_is_unpaused() throws Exception {
        String id = started(plain(IDLE));

        door.pause(id);

        assertThat(status(id)).isEqualTo("paused");
        assertThatThrownBy(() -> door.pause(id)).satisfies(DockerDoorInsideTest::conflicts);
        assertThatThrownBy(() -> door.exec(id, List.of("true"), LIMIT)).satisfies(DockerDoorInsideTest::conflicts);
        door.unpause(id);
        assertThat(status(id)).isEqualTo("running");
        assertThat(door.exec(id, List.of("true"), LIMIT).exitCode()).isZero();
    }

    private static void conflicts(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        EngineException.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(409));
    }

    @Test
    void an_update_changes_what_it_names_and_leaves_the_rest() throws Exception {
        String id = started(plain(IDLE).restarting("always", 0).limitedTo(ByteSize.parse("32MiB")));

        door.update(id, new ContainerUpdate(Optional.of("on-failure"), 3, Optional.empty()));

        assertThat(facts(id).restartPolicy()).isEqualTo("on-failure");
        assertThat(facts(id).retries()).isEqualTo(3);
        assertThat(facts(id).memory()).contains(ByteSize.parse("32MiB"));

        door.update(id, new ContainerUpdate(Optional.empty(), 0, Optional.of(ByteSize.parse("64MiB"))));

        assertThat(facts(id).restartPolicy()).isEqualTo("on-failure");
        assertThat(facts(id).memory()).contains(ByteSize.parse("64MiB"));
        assertThat(door.memory(id).orElseThrow().limit()).contains(64L << 20);
    }

    @Test
    void a_limit_that_was_given_can_be_taken_away_again() throws Exception {
        String id = started(plain(IDLE));
        assertThat(facts(id).memory()).isEmpty();
        door.update(id, new ContainerUpdate(Optional.empty(), 0, Optional.of(ByteSize.parse("16MiB"))));
        assertThat(facts(id).memory()).contains(ByteSize.parse("16MiB"));

        door.update(id, new ContainerUpdate(Optional.empty(), 0, Optional.of(new ByteSize(0))));

        assertThat(facts(id).memory()).isEmpty();
        assertThat(door.memory(id).orElseThrow().limit()).isEmpty();
        // More than the limit that was: the shell holds it all in memory.
        assertThat(door.exec(
                        id, List.of("sh", "-c", "x=$(head -c 40000000 /dev/zero | tr '\\0' a); echo ${#x}"), LIMIT))
                .isEqualTo(new Executed(0, "40000000\n"));
    }

    @Test
    void a_limit_below_the_engines_least_is_refused_in_its_words() throws Exception {
        String id = started(plain(IDLE));

        assertThatThrownBy(() ->
                        door.update(id, new ContainerUpdate(Optional.empty(), 0, Optional.of(ByteSize.parse("1MiB")))))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageMatching(
                        "update of '" + id + "' at .*: refused with status 400: .*[Mm]inimum memory.*6MB.*");
    }

    @Test
    void a_program_inside_is_run_without_a_shell_and_tells_code_and_output() throws Exception {
        String id = started(plain(IDLE));

        assertThat(door.exec(id, List.of("echo", "$HOME; exit 9", "two words"), LIMIT))
                .isEqualTo(new Executed(0, "$HOME; exit 9 two words\n"));
        Executed both = door.exec(id, List.of("sh", "-c", "echo out; echo err >&2; exit 3"), LIMIT);
        assertThat(both.exitCode()).isEqualTo(3);
        assertThat(both.output().lines()).containsExactlyInAnyOrder("out", "err");
        // Ground truth 11 and 12: which of the two it is depends on the engine.
        assertThat(door.exec(id, List.of("no-such-program"), LIMIT).exitCode()).isIn(126, 127);
        assertThat(door.exec(id, List.of("/etc"), LIMIT).exitCode()).isEqualTo(126);
    }

    @Test
    void a_program_inside_that_prints_without_measure_still_tells_its_code() throws Exception {
        String id = started(plain(IDLE));

        Executed loud = door.exec(id, List.of("sh", "-c", "yes | head -c 3000000; exit 4"), LIMIT);

        assertThat(loud.exitCode()).isEqualTo(4);
        assertThat(loud.output()).hasSize(64 << 10);
    }

    @Test
    void a_program_inside_that_does_not_end_is_not_waited_for() throws Exception {
        String id = started(plain(IDLE));

        assertThatThrownBy(() -> door.exec(id, List.of("sleep", "300"), Duration.ofMillis(300)))
                .isInstanceOf(EngineException.Slow.class);
        await().atMost(LIMIT).until(() -> door.busy() == 0);
    }

    @Test
    void a_program_inside_that_hangs_is_ended_with_what_it_started_and_nothing_else_is() throws Exception {
        String id = started(plain(IDLE));

        assertThatThrownBy(() -> door.exec(id, List.of("sh", "-c", "sleep 4711; echo never"), Duration.ofMillis(1_500)))
                .isInstanceOf(EngineException.Slow.class);

        await().atMost(LIMIT)
                .until(() -> !door.exec(id, List.of("ps"), LIMIT).output().contains("sleep 4711"));
        assertThat(door.exec(id, List.of("ps"), LIMIT).output()).contains("sleep 300");
        assertThat(status(id)).isEqualTo("running");
    }

    @Test
    void a_containers_own_volume_goes_with_it_only_if_that_is_asked_for() throws Exception {
        ContainerSpec keeper = ContainerSpec.plain("keeper", busybox, IDLE, Map.of("whose", "mine"))
                .on("none")
                .mounting(new ContainerSpec.Mount.Volume("", "/data"));
        String left = started(keeper);
        door.remove(left, false);
        assertThat(door.inspect(left)).isEmpty();
        assertThat(door.volumes(Map.of("whose", "mine"))).hasSize(1);

        String taken = started(keeper);
        assertThat(door.volumes(Map.of("whose", "mine"))).hasSize(2);
        door.remove(taken, true);
        assertThat(door.volumes(Map.of("whose", "mine"))).hasSize(1);
        door.remove(taken, false);
    }

    @Test
    void lines_that_were_printed_come_whole_with_stream_and_time() throws Exception {
        Instant before = door.describe().time();
        String id = started(
                plain(
                        List.of(
                                "sh",
                                "-c",
                                "echo one; sleep 0.05; echo two >&2; sleep 0.05; yes | tr -d '\\n' | head -c 40000; echo; printf end")));
        door.await(id, LIMIT);

        List<PrintedLine> lines = printed(id, before);

        assertThat(lines).extracting(PrintedLine::text).containsExactly("one", "two", "y".repeat(40_000), "end");
        assertThat(lines).extracting(PrintedLine::stderr).containsExactly(false, true, false, false);
        assertThat(lines).extracting(PrintedLine::at).isSorted().allMatch(at -> at.isAfter(before));
        assertThat(printed(id, lines.get(1).at()))
                .extracting(PrintedLine::text)
                .startsWith("two")
                .hasSize(3);
        assertThat(printed(id, lines.get(3).at().plusSeconds(1))).isEmpty();
        assertThat(door.printed("nobody", before)).isEmpty();
    }

    /** Of a container that prints less than one answer holds. */
    private List<PrintedLine> printed(String id, Instant since) throws Exception {
        Printout printout = door.printed(id, since).orElseThrow();
        assertThat(printout.cut()).isFalse();
        return printout.lines();
    }

    @Test
    void an_answer_that_ends_at_its_limit_says_so_also_when_its_lines_are_short() throws Exception {
        Instant before = door.describe().time();
        String id = started(plain(List.of("sh", "-c", "yes | head -n 60000")));
        door.await(id, LIMIT);

        Printout printout = door.printed(id, before).orElseThrow();

        assertThat(printout.cut()).isTrue();
        // Most of what an answer holds are the times before the lines.
        assertThat(printout.lines())
                .hasSizeLessThan(60_000)
                .extracting(PrintedLine::text)
                .containsOnly("y");
    }

    @Test
    void an_attached_listener_is_seen_before_the_start_and_lets_the_container_go() throws Exception {
        Heard heard = new Heard();
        try (Door.EventStream stream = door.events(heard)) {
            assertThat(stream.awaitOpen(LIMIT)).isTrue();
            String id = door.create(plain(List.of("sh", "-c", "yes | head -c 3000000; exit 5")));

            try (Door.Attached attached = door.attach(id)) {
                assertThat(attached).isNotNull();
                door.start(id);
                assertThat(door.await(id, LIMIT)).isEqualTo(5);
            }

            heard.await(LIMIT, "die 5");
            assertThat(heard.of(id)).containsExactly("create", "attach", "start", "die 5");
        }
        await().atMost(LIMIT).until(() -> attachments() == 0);
    }

    @Test
    void an_attached_listener_that_goes_away_leaves_no_thread_and_harms_nobody() throws Exception {
        String id = door.create(plain(List.of("sh", "-c", "while true; do echo on; sleep 0.01; done")));
        Door.Attached attached = door.attach(id);
        door.start(id);
        assertThat(attachments()).isEqualTo(1);

        attached.close();

        await().atMost(LIMIT).until(() -> attachments() == 0);
        Instant after = door.describe().time();
        await().atMost(LIMIT).until(() -> !printed(id, after).isEmpty());
        assertThatThrownBy(() -> door.attach("nobody"))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("attachment to 'nobody'");
        await().atMost(LIMIT).until(() -> attachments() == 0);
    }

    private static long attachments() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("respawn-attached"))
                .count();
    }

    @Test
    void memory_is_told_as_long_as_it_runs() throws Exception {
        String id = started(plain(List.of(
                        "sh", "-c", "x=$(head -c 4000000 /dev/zero | tr '\\0' a); while true; do sleep 300; done"))
                .limitedTo(ByteSize.parse("64MiB")));
        String free = started(plain(IDLE));

        await().atMost(LIMIT).until(() -> door.memory(id).orElseThrow().bytes() > 4_000_000);
        MemoryUse use = door.memory(id).orElseThrow();
        assertThat(use.limit()).contains(64L << 20);
        if (door.describe().cgroup().equals("1")) {
            assertThat(use.peak().orElseThrow()).isBetween(use.bytes(), 64L << 20);
        }
        assertThat(door.memory(free).orElseThrow().limit()).isEmpty();
        door.kill(id, Signal.KILL);
        door.await(id, LIMIT);
        assertThat(door.memory(id)).isEmpty();
        assertThat(door.memory("nobody")).isEmpty();
    }

    @Test
    void a_file_is_told_with_its_mode_whether_its_container_runs_or_not() throws Exception {
        String id = started(plain(List.of(
                "sh",
                "-c",
                "mkdir /d && printf 12345 > '/d/a b' && chmod 6751 '/d/a b' && ln -s ../etc/passwd /d/link"
                        + " && mkdir -m 1777 /d/t")));
        assertThat(door.await(id, LIMIT)).isZero();

        FileStat file = door.stat(id, "/d/a b").orElseThrow();
        assertThat(file.name()).isEqualTo("a b");
        assertThat(file.size()).isEqualTo(5);
        assertThat(file.mode()).isEqualTo(06751);
        assertThat(file.directory()).isFalse();
        assertThat(file.linkTarget()).isEmpty();
        assertThat(Duration.between(file.modified(), Instant.now())).isBetween(Duration.ZERO, LIMIT);
        assertThat(door.stat(id, "/d/link").orElseThrow().linkTarget()).endsWith("/etc/passwd");
        assertThat(door.stat(id, "/d/t").orElseThrow()).matches(stat -> stat.directory() && stat.mode() == 01777);
        assertThat(door.stat(id, "/d/none")).isEmpty();
    }

    @Test
    void an_archive_is_read_from_one_container_and_written_into_another_that_never_ran() throws Exception {
        String from = started(plain(List.of("sh", "-c", "mkdir /d && printf content > /d/f && chmod 640 /d/f")));
        door.await(from, LIMIT);
        String to = door.create(plain("other", IDLE));

        byte[] tar =
                door.readArchive(from, "/d", LIMIT, InputStream::readAllBytes).orElseThrow();
        door.writeArchive(to, "/tmp", tar, LIMIT);

        assertThat(door.stat(to, "/tmp/d/f").orElseThrow()).matches(stat -> stat.size() == 7 && stat.mode() == 0640);
        assertThat(new String(
                        door.readArchive(to, "/tmp/d/f", LIMIT, InputStream::readAllBytes)
                                .orElseThrow(),
                        StandardCharsets.UTF_8))
                .contains("content");
        assertThat(door.readArchive(to, "/none", LIMIT, InputStream::readAllBytes))
                .isEmpty();
        assertThatThrownBy(() -> door.writeArchive(to, "/none", tar, LIMIT))
                .isInstanceOf(EngineException.Refused.class);
    }

    @Test
    void a_file_system_is_exported_and_imported_as_an_image_of_one_step() throws Exception {
        String id = started(plain(List.of("sh", "-c", "printf flat > /flat")));
        door.await(id, LIMIT);
        Path tar = files.resolve("export.tar");
        door.export(id, LIMIT, stream -> Files.copy(stream, tar, StandardCopyOption.REPLACE_EXISTING));

        String image;
        try (InputStream archive = Files.newInputStream(tar)) {
            image = door.importImage(archive, "respawn-test/flat:one", LIMIT);
        }

        assertThat(image).startsWith("sha256:");
        assertThat(door.image("respawn-test/flat:one")).contains(image);
        assertThat(door.history("respawn-test/flat:one")).hasSize(1);
        String again = started(ContainerSpec.plain("again", "respawn-test/flat:one", List.of("cat", "/flat"), Map.of())
                .on("none"));
        door.await(again, LIMIT);
        assertThat(door.output(again, 10)).isEqualTo("flat");
        door.remove(again);
        door.removeImage("respawn-test/flat:one");
        door.removeImage("respawn-test/flat:one");
        assertThat(door.image("respawn-test/flat:one")).isEmpty();
    }

    @Test
    void a_file_that_is_no_archive_is_not_imported() throws Exception {
        InputStream rubbish =
                new ByteArrayInputStream("no archive at all".repeat(100).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> door.importImage(rubbish, "respawn-test/rubbish", LIMIT))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("import of an archive as 'respawn-test/rubbish'");
    }

    @Test
    void past_events_are_asked_for_by_span_and_label() throws Exception {
        Instant before = door.describe().time();
        String mine = started(ContainerSpec.plain("mine", busybox, List.of("true"), Map.of("whose", "mine"))
                .on("none"));
        door.await(mine, LIMIT);
        String other = started(plain("other", List.of("true")));
        door.await(other, LIMIT);
        Instant between = door.describe().time();
        door.remove(mine);
        Instant after = door.describe().time();

        assertThat(door.eventsBetween(before, between, Map.of("whose", "mine")))
                .extracting(EngineEvent::action)
                .containsExactly("create", "start", "die");
        assertThat(door.eventsBetween(between, after, Map.of("whose", "mine")))
                .extracting(EngineEvent::action)
                .containsExactly("destroy");
        assertThat(door.eventsBetween(before, after, Map.of()))
                .extracting(EngineEvent::id)
                .contains(mine, other);
    }

    @Test
    void a_volume_of_limited_size_holds_no_more_than_that() throws Exception {
        door.createVolume("vol-a", Map.of("whose", "mine"), Optional.of(ByteSize.parse("1MiB")));
        door.createVolume("vol-b", Map.of("whose", "other"), Optional.empty());
        assertThat(door.volumes(Map.of("whose", "mine"))).containsExactly("vol-a");
        assertThat(door.volumes(Map.of("whose", ""))).containsExactlyInAnyOrder("vol-a", "vol-b");
        String id = started(plain(IDLE)
                .mounting(
                        new ContainerSpec.Mount.Volume("vol-a", "/a"),
                        new ContainerSpec.Mount.Volume("vol-b", "/b"),
                        new ContainerSpec.Mount.Memory("/m", ByteSize.parse("512KiB"))));

        assertThat(door.exec(id, List.of("sh", "-c", "head -c 2000000 /dev/zero > /a/f; stat -c %s /a/f"), LIMIT))
                .matches(ran -> ran.output().lines().anyMatch(String.valueOf(1 << 20)::equals));
        assertThat(door.exec(id, List.of("sh", "-c", "head -c 2000000 /dev/zero > /m/f; stat -c %s /m/f"), LIMIT))
                .matches(ran -> ran.output().lines().anyMatch(String.valueOf(512 << 10)::equals));
        assertThat(door.exec(id, List.of("sh", "-c", "head -c 2000000 /dev/zero > /b/f; stat -c %s /b/f"), LIMIT))
                .isEqualTo(new Executed(0, "2000000\n"));
        assertThatThrownBy(() -> door.removeVolume("vol-a")).satisfies(DockerDoorInsideTest::conflicts);
        door.remove(id);
        assertThat(door.volumes(Map.of("whose", ""))).hasSize(2);
        door.removeVolume("vol-a");
        door.removeVolume("vol-a");
        assertThat(door.volumes(Map.of("whose", ""))).containsExactly("vol-b");
    }

    @Test
    void names_lead_to_a_container_on_each_of_its_networks() throws Exception {
        String one = door.createNetwork("rsp-one", Map.of("whose", "mine"));
        String two = door.createNetwork("rsp-two", Map.of("whose", "mine"));
        String web = door.create(plain("webserver", IDLE).on(one, "web", "web-1"));
        door.connect(two, web, List.of("web-too"));
        door.start(web);
        String asker = started(plain("asker", IDLE).on(two));

        assertThat(facts(web).addresses()).containsOnlyKeys("rsp-one", "rsp-two");
        assertThat(lookup(web, "web")).contains(facts(web).addresses().get("rsp-one"));
        assertThat(lookup(web, "web-1")).contains(facts(web).addresses().get("rsp-one"));
        assertThat(lookup(asker, "web-too")).contains(facts(web).addresses().get("rsp-two"));
    }

    private static String lookup(String id, String name) throws Exception {
        return door.exec(id, List.of("ping", "-c", "1", name), LIMIT).output();
    }

    @Test
    void a_container_that_is_to_be_removed_at_its_end_is_gone_then() throws Exception {
        String id =
                started(plain(List.of("true")).removedAtEnd().mounting(new ContainerSpec.Mount.Volume("", "/data")));

        await().atMost(LIMIT).until(() -> door.inspect(id).isEmpty());
        assertThat(door.volumes(Map.of())).isEmpty();
    }

    @Test
    void an_archive_that_breaks_off_is_told_as_such() throws Exception {
        String id = door.create(plain(IDLE));

        assertThatThrownBy(() -> door.readArchive(id, "/bin", LIMIT, stream -> {
                    throw new IOException("enough of it");
                }))
                .isInstanceOf(EngineException.Unreachable.class)
                .hasMessageContaining("reading of '/bin'")
                .hasMessageContaining("enough of it");
    }

    private static String started(ContainerSpec spec) throws Exception {
        String id = door.create(spec);
        door.start(id);
        return id;
    }

    private static ContainerFacts facts(String id) throws Exception {
        return door.inspect(id).orElseThrow();
    }

    private static String status(String id) throws Exception {
        return facts(id).condition().status();
    }

    private static ContainerSpec plain(List<String> command) {
        return plain("subject" + System.nanoTime(), command);
    }

    private static ContainerSpec plain(String name, List<String> command) {
        return ContainerSpec.plain(name, busybox, command, Map.of()).on("none");
    }
}
