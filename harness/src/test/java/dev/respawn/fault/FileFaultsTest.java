package dev.respawn.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.Eventually;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.host.ContainerRoot;
import dev.respawn.host.Content;
import dev.respawn.host.Filing;
import dev.respawn.host.KeptFile;
import dev.respawn.host.Unreached;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of containers: broken from the host, put back to the last bit and nanosecond, and nothing of the host's touched. */
@Tag("docker")
@Timeout(60)
class FileFaultsTest {
    private static final String IDLE = "trap 'exit 3' TERM; touch /ready; while :; do sleep 0.05; done";
    private static final Instant MODIFIED = Instant.parse("2021-02-03T04:05:06.123456789Z");
    private static final Instant ACCESSED = Instant.parse("2022-03-04T05:06:07.987654321Z");
    private static final String FILE = "/etc/app.conf";

    @TempDir
    static Path scratch;

    private static FaultBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = new FaultBench(scratch);
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @AfterEach
    void removeAll() throws Exception {
        bench.removeAll();
    }

    /** A container with a file of odd mode, owner and times. */
    private static Incarnation withFile() throws Exception {
        return withFile(bench.shell("printf 'listen = 80\\nname = x\\n' > " + FILE + "; chown 12:34 " + FILE
                + "; chmod 2751 " + FILE + "; " + IDLE));
    }

    private static Incarnation withFile(ContainerSpec spec) throws Exception {
        return dated(ready(bench.run(spec)), FILE);
    }

    private static Incarnation ready(Incarnation on) {
        Eventually.so("/ready is there", () -> Files.exists(seen(on, "/ready")));
        return on;
    }

    private static Incarnation dated(Incarnation on, String file) throws IOException {
        Files.getFileAttributeView(seen(on, file), BasicFileAttributeView.class)
                .setTimes(FileTime.from(MODIFIED), FileTime.from(ACCESSED), null);
        return on;
    }

    private static Path seen(Incarnation on, String file) {
        return Path.of("/proc/" + on.pid() + "/root" + file);
    }

    /** All that the kernel tells of a file but what changes by its nature: its number, its names' own time. */
    private static Map<String, Object> all(Incarnation on, String file) throws IOException {
        Path path = seen(on, file);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Map.of();
        }
        Map<String, Object> all = new TreeMap<>(Files.readAttributes(
                path, "unix:mode,uid,gid,size,nlink,lastModifiedTime,lastAccessTime", LinkOption.NOFOLLOW_LINKS));
        // After its times were read, since this is an access.
        all.put("content", Files.readString(path, StandardCharsets.ISO_8859_1));
        return all;
    }

    private static Map<String, Object> before(Incarnation on, String file) throws IOException {
        Map<String, Object> all = all(on, file);
        dated(on, file);
        assertThat(all.get("lastModifiedTime")).isEqualTo(FileTime.from(MODIFIED));
        assertThat(all.get("lastAccessTime")).isEqualTo(FileTime.from(ACCESSED));
        return all;
    }

    // --- deleted and put back

    @Test
    void a_deleted_file_is_seen_to_be_gone_and_comes_back_exactly() throws Exception {
        Incarnation on = withFile();
        Map<String, Object> was = before(on, FILE);
        DeleteFile fault = new DeleteFile(FILE);

        FaultBench.Injected injected = bench.inject(fault, on);

        assertThat(injected.evidence())
                .singleElement()
                .asString()
                .startsWith("the engine's archive: there is no '/etc/app.conf'; it had 21 bytes with SHA-256 ");
        assertThat(seen(on, FILE)).doesNotExist();
        assertThat(bench.look(fault, on)).isEqualTo(Fault.Look.IN_FORCE);
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
        assertThat(all(on, FILE)).isEqualTo(was);
        assertThat(bench.look(fault, on)).isEqualTo(Fault.Look.LOST);
        assertThat(seen(on, "/etc").toFile().list()).noneMatch(name -> name.contains(".respawn"));
    }

    @Test
    void an_undo_done_twice_is_the_same_as_once() throws Exception {
        Incarnation on = withFile();
        Map<String, Object> was = before(on, FILE);
        WayBack.Undo undo = bench.inject(new DeleteFile(FILE), on).undo();
        bench.undo(undo);

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);

        assertThat(all(on, FILE)).isEqualTo(was);
    }

    @Test
    void what_was_only_intended_changes_nothing_not_even_a_time() throws Exception {
        for (Fault fault : List.of(new DeleteFile(FILE), CorruptFile.truncated(FILE))) {
            Incarnation on = withFile();
            Map<String, Object> was = before(on, FILE);

            WayBack.Undo undo = bench.intended(fault, on);

            assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);
            assertThat(all(on, FILE)).isEqualTo(was);
        }
    }

    @Test
    void it_comes_back_after_the_container_was_restarted() throws Exception {
        Incarnation on = withFile();
        Map<String, Object> was = before(on, FILE);
        // Its shell would write the file anew.
        WayBack.Undo undo = bench.inject(new DeleteFile(FILE), on).undo();
        bench.inject(new OperatorStop(Optional.of(Duration.ZERO)), on);
        Incarnation down = bench.now(on.id());
        assertThat(down.pid()).isZero();
        assertThat(bench.look(new DeleteFile(FILE), down)).isEqualTo(Fault.Look.IN_FORCE);

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);

        // What runs again would write it anew, and a look is an access.
        assertThat(ofStopped()).isEqualTo(was);
        assertThat(bench.look(new DeleteFile(FILE), down)).isEqualTo(Fault.Look.LOST);
        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);
    }

    /** The file in the layer of a container that is down, where the engine keeps it. */
    private static Map<String, Object> ofStopped() throws Exception {
        Path layers = Path.of(bench.root()).resolve("data/overlay2");
        try (var found = Files.find(layers, 4, (path, attributes) -> path.endsWith("diff" + FILE))) {
            Path file = found.filter(path -> !path.toString().contains("/merged/"))
                    .findFirst()
                    .orElseThrow();
            Map<String, Object> all = new TreeMap<>(
                    Files.readAttributes(file, "unix:mode,uid,gid,size,nlink,lastModifiedTime,lastAccessTime"));
            all.put("content", Files.readString(file));
            return all;
        }
    }

    @Test
    void it_comes_back_into_the_next_life_of_its_container() throws Exception {
        Incarnation on =
                withFile(bench.shell("test -e /once || printf 'listen = 80\\n' > " + FILE + "; touch /once; " + IDLE)
                        .restarting("always", 0));
        Map<String, Object> was = before(on, FILE);
        WayBack.Undo undo = bench.inject(CorruptFile.overwritten(FILE), on).undo();
        bench.inject(new Crash(), on);
        Incarnation next = bench.once(on.id(), facts -> facts.pid() != 0 && facts.pid() != on.pid());
        assertThat(bench.look(CorruptFile.overwritten(FILE), next)).isEqualTo(Fault.Look.IN_FORCE);

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);

        assertThat(all(next, FILE)).isEqualTo(was);
    }

    @Test
    void what_somebody_else_wrote_in_its_place_is_left_alone() throws Exception {
        Incarnation on = withFile();
        WayBack.Undo undo = bench.inject(new DeleteFile(FILE), on).undo();
        bench.exec(on, "sh", "-c", "echo mine > " + FILE);

        assertThat(bench.undo(undo))
                .isEqualTo(new UndoResult.Replaced(
                        "'" + FILE + "' of container " + on.shortId()
                                + " was written anew by somebody else, and is left alone",
                        true));
        assertThat(Files.readString(seen(on, FILE))).isEqualTo("mine\n");
        assertThat(bench.look(new DeleteFile(FILE), on)).isEqualTo(Fault.Look.LOST);
    }

    @Test
    void a_container_in_its_place_has_a_file_of_its_own() throws Exception {
        Incarnation on = withFile();
        WayBack.Undo undo = bench.inject(new DeleteFile(FILE), on).undo();
        bench.door().remove(on.id());
        assertThat(bench.undo(undo))
                .isEqualTo(new UndoResult.Gone(
                        "the engine has no container " + on.shortId() + ", and the file went with it"));
        Incarnation next = ready(bench.run(bench.shell("echo own > " + FILE + "; " + IDLE)));

        assertThat(bench.undo(undo))
                .isEqualTo(new UndoResult.Replaced(
                        "container " + next.shortId() + " has a file system of its own, made of the image", true));
        assertThat(Files.readString(seen(next, FILE))).isEqualTo("own\n");
        assertThat(bench.look(new DeleteFile(FILE), next)).isEqualTo(Fault.Look.LOST);
    }

    @Test
    void a_file_on_a_volume_comes_back_for_whoever_has_the_volume_next() throws Exception {
        ContainerSpec.Mount data = new ContainerSpec.Mount.Volume("data", "/data");
        Incarnation on =
                ready(bench.run(bench.shell("echo kept > /data/f; " + IDLE).mounting(data)));
        dated(on, "/data/f");
        Map<String, Object> was = before(on, "/data/f");
        WayBack.Undo undo = bench.inject(new DeleteFile("/data/f"), on).undo();
        bench.door().remove(on.id());
        Incarnation next = ready(bench.run(bench.shell(IDLE).mounting(data)));

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);

        assertThat(all(next, "/data/f")).isEqualTo(was);
        Incarnation other = ready(bench.run(bench.shell(IDLE).mounting(new ContainerSpec.Mount.Volume("", "/data"))));
        bench.door().remove(next.id());
        assertThat(bench.undo(undo))
                .isEqualTo(new UndoResult.Replaced("container " + other.shortId() + " has another volume", true));
        assertThat(seen(other, "/data/f")).doesNotExist();
    }

    @Test
    void a_file_in_memory_goes_with_the_life_it_was_in() throws Exception {
        Incarnation on = ready(bench.run(bench.shell("echo x > /mem/f; " + IDLE)
                .mounting(new ContainerSpec.Mount.Memory("/mem", ByteSize.parse("1MiB")))));
        dated(on, "/mem/f");
        Map<String, Object> was = before(on, "/mem/f");
        FaultBench.Injected injected = bench.inject(new DeleteFile("/mem/f"), on);

        assertThat(injected.evidence())
                .singleElement()
                .asString()
                .startsWith("the container's file system, opened anew: there is no '/mem/f'");
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
        assertThat(all(on, "/mem/f")).isEqualTo(was);
        bench.door().stop(on.id(), Optional.of(Duration.ZERO));
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Gone.class);
        // The kernel gives the next one the same number, mostly; it is another all the same.
        bench.door().start(on.id());
        Incarnation next = bench.now(on.id());
        Eventually.so("the new life has its file", () -> all(next, "/mem/f").containsValue("x\n"));
        Files.delete(seen(next, "/mem/f"));
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Gone.class);
        assertThat(seen(next, "/mem/f")).doesNotExist();
    }

    @Test
    void a_paused_container_gets_its_file_back_too() throws Exception {
        Incarnation on = withFile();
        Map<String, Object> was = before(on, FILE);
        WayBack.Undo undo = bench.inject(new DeleteFile(FILE), on).undo();
        bench.door().pause(on.id());

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);

        bench.door().unpause(on.id());
        assertThat(all(on, FILE)).isEqualTo(was);
    }

    // --- corrupted and put back

    @Test
    void each_corruption_is_seen_by_the_engine_and_taken_back_exactly() throws Exception {
        for (CorruptFile fault : List.of(
                CorruptFile.truncated(FILE),
                CorruptFile.flipped(FILE, 3),
                CorruptFile.overwritten(FILE),
                CorruptFile.chmod(FILE, "000"))) {
            Incarnation on = withFile();
            Map<String, Object> was = before(on, FILE);

            FaultBench.Injected injected = bench.inject(fault, on);

            assertThat(injected.witness()).as("%s", injected.evidence()).isInstanceOf(Witness.Arrived.class);
            assertThat(bench.look(fault, on)).isEqualTo(Fault.Look.IN_FORCE);
            Map<String, Object> broken = all(on, FILE);
            assertThat(List.of(broken.get("content"), broken.get("mode")))
                    .isNotEqualTo(List.of(was.get("content"), was.get("mode")));
            assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
            assertThat(all(on, FILE)).isEqualTo(was);
            assertThat(bench.look(fault, on)).isEqualTo(Fault.Look.LOST);
            bench.undo(injected.undo());
            assertThat(all(on, FILE)).isEqualTo(was);
        }
    }

    @Test
    void whoever_has_the_file_open_sees_it_broken_and_whole_again() throws Exception {
        Incarnation on = withFile(bench.shell("echo whole > " + FILE + "; exec 3< " + FILE + "; " + IDLE));
        String before = Files.readString(Path.of("/proc/" + on.pid() + "/fd/3"));
        WayBack.Undo undo = bench.inject(CorruptFile.overwritten(FILE), on).undo();

        assertThat(Files.readAllBytes(Path.of("/proc/" + on.pid() + "/fd/3")))
                .isNotEqualTo(before.getBytes(StandardCharsets.UTF_8));
        bench.undo(undo);
        assertThat(Files.readString(Path.of("/proc/" + on.pid() + "/fd/3"))).isEqualTo(before);
    }

    @Test
    void half_a_corruption_and_more_on_top_of_it_are_taken_back() throws Exception {
        Incarnation on = withFile();
        Map<String, Object> was = before(on, FILE);
        WayBack.Undo undo = bench.inject(CorruptFile.overwritten(FILE), on).undo();
        bench.exec(on, "sh", "-c", "printf 'listen =' > " + FILE + "; chmod 600 " + FILE);

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);

        assertThat(all(on, FILE)).isEqualTo(was);
    }

    @Test
    void a_corrupted_container_that_is_down_gets_its_file_back_through_the_engine() throws Exception {
        Incarnation on = withFile(bench.shell("test -e /once || echo x > " + FILE + "; touch /once; " + IDLE));
        Map<String, Object> was = before(on, FILE);
        WayBack.Undo undo = bench.inject(CorruptFile.truncated(FILE), on).undo();
        bench.door().stop(on.id(), Optional.of(Duration.ZERO));

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Undone.class);

        bench.door().start(on.id());
        assertThat(all(bench.now(on.id()), FILE)).isEqualTo(was);
    }

    @Test
    void an_image_without_a_shell_has_files_too() throws Exception {
        String image = BareImage.in(bench.door(), scratch);
        Incarnation on = bench.run(bench.of(image, "/busybox", "sleep", "300"));
        dated(on, "/etc/conf");
        Map<String, Object> was = before(on, "/etc/conf");

        FaultBench.Injected deleted = bench.inject(new DeleteFile("/etc/conf"), on);
        assertThat(deleted.witness()).isInstanceOf(Witness.Arrived.class);
        assertThat(bench.undo(deleted.undo())).isInstanceOf(UndoResult.Undone.class);
        assertThat(all(on, "/etc/conf")).isEqualTo(was);
        dated(on, "/etc/conf");
        FaultBench.Injected flipped = bench.inject(CorruptFile.flipped("/etc/conf", 1), on);
        assertThat(flipped.witness()).isInstanceOf(Witness.Arrived.class);
        assertThat(bench.undo(flipped.undo())).isInstanceOf(UndoResult.Undone.class);
        assertThat(all(on, "/etc/conf")).isEqualTo(was);
    }

    @Test
    void a_seed_gives_the_same_corruption_again_and_another_gives_another() throws Exception {
        Incarnation on = withFile();
        List<String> broken = new ArrayList<>();
        for (long seed : new long[] {7, 7, 8}) {
            WayBack.Undo undo =
                    bench.inject(CorruptFile.flipped(FILE, 5).seeded(seed), on).undo();
            broken.add(Files.readString(seen(on, FILE), StandardCharsets.ISO_8859_1));
            bench.undo(undo);
        }

        assertThat(broken.get(0)).isEqualTo(broken.get(1)).isNotEqualTo(broken.get(2));
    }

    // --- what is refused

    @Test
    void what_could_not_be_put_back_exactly_is_refused_in_words() throws Exception {
        Incarnation on = ready(bench.run(bench.shell("echo x > /one; ln /one /two; ln -s /one /link; mkdir /dir;"
                + " mkfifo /pipe; head -c 70000000 /dev/zero > /large; " + IDLE)));
        String of = " of container " + on.shortId();

        refused(
                on,
                new DeleteFile("/one"),
                "'/one'" + of + " could not be put back exactly: it has 2 names (hard links)");
        refused(
                on,
                CorruptFile.truncated("/two"),
                "'/two'" + of + " could not be put back exactly: it has 2 names (hard links)");
        refused(
                on,
                new DeleteFile("/link"),
                "'/link'" + of + " is a symbolic link; name a file that is there, by a path of its own");
        refused(
                on,
                new DeleteFile("/dir"),
                "'/dir'" + of + " is a directory; name a file that is there, by a path of its own");
        refused(
                on,
                CorruptFile.truncated("/pipe"),
                "'/pipe'" + of + " is no regular file; name a file that is there, by a path of its own");
        refused(
                on,
                new DeleteFile("/none"),
                "'/none'" + of + " is not there; name a file that is there, by a path of its own");
        refused(
                on,
                new DeleteFile("/none/at/all"),
                "'/none/at/all' in container " + on.shortId() + ": there is no directory '/none'");
        refused(
                on,
                new DeleteFile("/large"),
                "'/large' in container " + on.shortId()
                        + ": '/large' has 70000000 bytes; the most that is kept is 64MiB");
        refused(
                on,
                new DeleteFile("/proc/self/status"),
                "'/proc/self/status' in container " + on.shortId()
                        + ": '/proc' is of type 'proc', the kernel's own: there are no files to keep");
        refused(
                on,
                new DeleteFile("/ready/below"),
                "'/ready/below' in container " + on.shortId() + ": '/ready' is no directory");
        refused(on, CorruptFile.flipped("/ready", 1), "'/ready' has 0 bits, and 1 of them are to be flipped");
        refused(
                on,
                CorruptFile.truncated("/ready"),
                "'/ready'" + of + " is so already: 0 bytes with SHA-256 "
                        + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, mode 644");
        refused(
                on,
                CorruptFile.truncated("/etc/hosts"),
                "'/etc/hosts'" + of + " could not be put back exactly: it is a mount of its own");
        assertThat(seen(on, "/one")).hasContent("x");
    }

    private static void refused(Incarnation on, Fault fault, String words) {
        assertThatThrownBy(() -> bench.inject(fault, on))
                .isInstanceOf(Unreached.class)
                .hasMessage(words);
    }

    @Test
    void a_program_that_runs_cannot_be_written_and_its_file_stays() throws Exception {
        String image = BareImage.in(bench.door(), scratch);
        Incarnation on = bench.run(bench.of(image, "/busybox", "sleep", "300"));

        assertThatThrownBy(() -> bench.inject(CorruptFile.truncated("/busybox"), on))
                .isInstanceOf(Unreached.class)
                .hasMessageContaining("busy");
        assertThat(Files.size(seen(on, "/busybox"))).isEqualTo(Files.size(Path.of("/bin/busybox")));
    }

    @Test
    void nothing_is_broken_in_a_container_that_does_not_run() throws Exception {
        Incarnation on = withFile();
        bench.door().stop(on.id(), Optional.of(Duration.ZERO));
        Incarnation down = bench.now(on.id());

        refused(down, new DeleteFile(FILE), "container " + on.shortId() + " has no process; it is not running");
    }

    @Test
    void a_way_back_that_cannot_be_kept_leaves_the_file_alone() throws Exception {
        Incarnation on = withFile();
        Map<String, Object> was = before(on, FILE);
        Path kept = bench.directory().resolve("kept");
        Path away = bench.directory().resolve("kept-away");
        boolean there = Files.exists(kept);
        if (there) {
            Files.move(kept, away);
        }
        Files.writeString(kept, "in the way");
        try {
            assertThatThrownBy(() -> bench.inject(new DeleteFile(FILE), on))
                    .isInstanceOf(Unreached.class)
                    .hasMessageStartingWith("'" + FILE + "' could not be kept, so it is not touched: ");
        } finally {
            Files.delete(kept);
            if (there) {
                Files.move(away, kept);
            }
        }
        // Nothing but that it was read; and that is what a run of the harness takes back too.
        Map<String, Object> is = all(on, FILE);
        is.put("lastAccessTime", was.get("lastAccessTime"));
        assertThat(is).isEqualTo(was);
    }

    // --- a hostile container

    @Test
    void links_that_point_out_of_the_container_lead_into_it() throws Exception {
        Path bait = Files.writeString(scratch.resolve("bait"), "of the host");
        Incarnation on = ready(bench.run(bench.shell("ln -s " + bait + " /absolute; ln -s ../../../../../.." + bait
                + " /relative; ln -s / /root-link; ln -s /proc/1/root /magic; ln -s /proc/self/cwd /cwd; mkdir /loop; ln -s"
                + " /loop/a /loop/b; ln -s /loop/b /loop/a; " + IDLE)));

        for (String path :
                List.of("/absolute", "/relative", "/root-link" + bait, "/../../.." + bait, "/root-link/../.." + bait)) {
            assertThatThrownBy(() -> bench.inject(CorruptFile.truncated(path), on))
                    .as(path)
                    .isInstanceOf(Unreached.class)
                    .hasMessageContaining("there is no directory '/tmp/");
        }
        for (String path : List.of("/magic" + bait, "/magic", "/cwd/x", "/proc/1/root" + bait)) {
            assertThatThrownBy(() -> bench.inject(CorruptFile.truncated(path), on))
                    .as(path)
                    .isInstanceOf(Unreached.class)
                    .hasMessageContaining("'/proc' is of type 'proc'");
        }
        assertThatThrownBy(() -> bench.inject(CorruptFile.truncated("/loop/a"), on))
                .isInstanceOf(Unreached.class)
                .hasMessageContaining("more than 40 links");
        assertThat(bait).hasContent("of the host");
    }

    @Test
    void links_that_lead_in_and_out_of_directories_take_no_more_descriptors_than_they_are_deep() throws Exception {
        Incarnation on = withFile(bench.shell("mkdir /a; echo x > " + FILE + "; up=a/..; in=$up; i=0;"
                + " while [ $i -lt 400 ]; do in=$in/$up; i=$((i+1)); done;"
                + " ln -s $in" + FILE + " /long; ln -s $in/$in" + FILE + " /longer; " + IDLE));

        try (ContainerRoot root = ContainerRoot.of(on.pid(), on.id())) {
            int before = descriptors();
            assertThat(root.find("/long", true).path()).isEqualTo(FILE);
            // Others of this process come and go.
            assertThat(descriptors()).isLessThan(before + 100);
            assertThatThrownBy(() -> root.find("/longer", true))
                    .isInstanceOf(IOException.class)
                    .hasMessage("'/longer' leads through more than 1000 directories");
        }
    }

    private static int descriptors() {
        return Objects.requireNonNull(Path.of("/proc/self/fd").toFile().list()).length;
    }

    @Test
    void a_link_to_a_file_inside_is_followed_by_a_corruption() throws Exception {
        Incarnation on = withFile(bench.shell(
                "mkdir -p /a/b; echo x > " + FILE + "; ln -s ../../.." + FILE + " /a/b/link; ln -s b /a/c; " + IDLE));
        Map<String, Object> was = before(on, FILE);

        FaultBench.Injected injected = bench.inject(CorruptFile.truncated("/a/c/link"), on);

        assertThat(Files.size(seen(on, FILE))).isZero();
        assertThat(injected.undo().locator()).containsEntry("path", FILE);
        bench.undo(injected.undo());
        assertThat(all(on, FILE)).isEqualTo(was);
        assertThat(Files.isSymbolicLink(seen(on, "/a/b/link"))).isTrue();
    }

    @Test
    void by_whatever_path_a_file_is_found_its_way_back_says_that_it_is_the_same() throws Exception {
        Incarnation on = withFile();
        bench.exec(on, "ln", "-s", FILE, "/tmp/link");
        String held = bench.intended(CorruptFile.truncated(FILE), on).holds().orElseThrow();

        assertThat(bench.intended(CorruptFile.truncated("/etc/../etc/./app.conf"), on)
                        .holds())
                .contains(held);
        assertThat(bench.intended(CorruptFile.truncated("/tmp/link"), on).holds())
                .contains(held);
        assertThat(bench.intended(CorruptFile.truncated("/etc/passwd"), on).holds())
                .isPresent()
                .isNotEqualTo(Optional.of(held));
        // Another container of the same image has a file of its own.
        assertThat(bench.intended(CorruptFile.truncated(FILE), withFile()).holds())
                .isPresent()
                .isNotEqualTo(Optional.of(held));
    }

    @Test
    void on_a_volume_that_two_have_it_is_the_same_file() throws Exception {
        Incarnation one = ready(bench.run(bench.shell("echo x > /data/file; " + IDLE)
                .mounting(new ContainerSpec.Mount.Volume("shared", "/data"))));
        Incarnation other =
                ready(bench.run(bench.shell(IDLE).mounting(new ContainerSpec.Mount.Volume("shared", "/srv/data"))));

        assertThat(bench.intended(CorruptFile.truncated("/srv/data/file"), other)
                        .holds())
                .isPresent()
                .isEqualTo(
                        bench.intended(CorruptFile.truncated("/data/file"), one).holds());
    }

    @Test
    void what_a_process_has_changed_since_it_was_read_is_left_alone() throws Exception {
        Filing filing = bench.controls().get(Filing.class);
        Incarnation on = withFile();
        Filing.Found found = filing.find(on, FILE, false);
        bench.exec(on, "sh", "-c", "echo newer > " + FILE);

        untouched(() -> filing.delete(on, found), "'" + FILE + "' changed since it was read");
        untouched(() -> filing.chmod(on, found, 0), "'" + FILE + "' changed since it was read");
        untouched(() -> filing.write(on, found, new Content(new byte[0])), "'" + FILE + "' changed since it was read");
        assertThat(Files.readString(seen(on, FILE))).isEqualTo("newer\n");
        assertThat(Files.getAttribute(seen(on, FILE), "unix:mode")).isNotEqualTo(0100000);
    }

    @Test
    void what_stands_behind_a_link_that_was_put_into_the_way_since_is_left_alone() throws Exception {
        Filing filing = bench.controls().get(Filing.class);
        Incarnation on = ready(bench.run(bench.shell("mkdir /a; echo x > /a/f; " + IDLE)));
        Filing.Found found = filing.find(on, "/a/f", false);
        bench.exec(on, "sh", "-c", "mv /a /b; ln -s b /a");

        untouched(() -> filing.delete(on, found), "'/a/f' leads to '/b/f' since it was read");
        untouched(() -> filing.chmod(on, found, 0), "'/a/f' leads to '/b/f' since it was read");
        assertThat(seen(on, "/b/f")).hasContent("x");
    }

    private static void untouched(ThrowingCallable change, String why) {
        assertThatThrownBy(change).isInstanceOf(Unreached.Untouched.class).hasMessageEndingWith(why);
    }

    @Test
    void an_undo_does_not_follow_what_was_turned_into_a_link_meanwhile() throws Exception {
        Path bait = Files.writeString(scratch.resolve("bait"), "of the host");
        Incarnation on = ready(bench.run(bench.shell("mkdir /d; echo x > /d/f; " + IDLE)));
        WayBack.Undo deleted = bench.inject(new DeleteFile("/d/f"), on).undo();
        bench.exec(on, "ln", "-s", bait.toString(), "/d/f");

        assertThat(bench.undo(deleted)).isInstanceOfSatisfying(UndoResult.Replaced.class, replaced -> {
            assertThat(replaced.by()).contains("is a symbolic link");
            assertThat(replaced.traceChecked()).isTrue();
        });
        bench.exec(on, "sh", "-c", "rm -r /d; ln -s " + scratch + " /d");
        assertThat(bench.undo(deleted)).isInstanceOf(UndoResult.Failed.class);
        assertThat(bait).hasContent("of the host");
        assertThat(scratch.resolve("f")).doesNotExist();
    }

    /** The container's root exchanges a file for a device of the host's, again and again, while it is being corrupted. */
    @Test
    void a_file_that_is_exchanged_for_a_device_or_a_pipe_is_never_written_as_one() throws Exception {
        // Its own null device by another name: whoever wrote to it as a file would report so.
        Incarnation on = ready(bench.run(bench.shell("mkdir /d; cd /d; mknod dev c 1 3; mkfifo pipe; echo x > file;"
                + " touch /ready; trap 'exit 3' TERM;"
                + " while :; do cp file f; mv -f f g; ln -f dev h; mv -f h g; cp file f; mv -f f g; done")));
        AtomicBoolean wrote = new AtomicBoolean();
        int refused = 0;
        for (int i = 0; i < 150; i++) {
            try (ContainerRoot root = ContainerRoot.of(on.pid(), on.id())) {
                ContainerRoot.Place place = root.find("/d/g", false);
                KeptFile was = place.read();
                assertThat(was.content().size()).isEqualTo(2);
                place.write(was, was.content());
                wrote.set(true);
            } catch (IOException e) {
                refused++;
            }
        }

        assertThat(wrote).isTrue();
        assertThat(refused).isPositive();
    }

    // --- filled

    @Test
    void a_file_system_in_memory_is_filled_and_its_processes_find_no_space() throws Exception {
        Incarnation on = ready(bench.run(bench.shell("mkdir /mem/sub; " + IDLE)
                .mounting(new ContainerSpec.Mount.Memory("/mem", ByteSize.parse("8MiB")))));
        FillDisk fault = new FillDisk("/mem/sub", new ByteSize(0));

        FaultBench.Injected injected = bench.inject(fault, on);

        assertThat(injected.evidence())
                .containsExactly(
                        "file system: 0B of '/mem/sub' are free, beside a ballast of 8MiB",
                        "a write more is refused: no space is left");
        assertThat(bench.exec(on, "sh", "-c", "echo x > /mem/y; cat /mem/y")).contains("No space left on device");
        assertThat(bench.look(fault, on)).isEqualTo(Fault.Look.IN_FORCE);
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
        assertThat(seen(on, "/mem/sub").toFile().list()).isEmpty();
        assertThat(bench.look(fault, on)).isEqualTo(Fault.Look.LOST);
        assertThat(bench.exec(on, "sh", "-c", "echo x > /mem/y; cat /mem/y")).isEqualTo("x\n");
        assertThat(bench.undo(injected.undo())).isInstanceOf(UndoResult.Undone.class);
    }

    @Test
    void so_much_is_left_as_was_asked_for() throws Exception {
        Incarnation on = ready(
                bench.run(bench.shell(IDLE).mounting(new ContainerSpec.Mount.Memory("/mem", ByteSize.parse("8MiB")))));
        FillDisk fault = new FillDisk("/mem", ByteSize.parse("1MiB"));

        FaultBench.Injected injected = bench.inject(fault, on);

        assertThat(injected.evidence())
                .containsExactly("file system: 1MiB of '/mem' are free, beside a ballast of 7MiB");
        assertThat(bench.look(fault, on)).isEqualTo(Fault.Look.IN_FORCE);
        bench.undo(injected.undo());
    }

    @Test
    void a_sized_volume_stays_filled_as_long_as_anybody_has_it() throws Exception {
        bench.door().createVolume("small", Map.of(), Optional.of(ByteSize.parse("4MiB")));
        ContainerSpec.Mount small = new ContainerSpec.Mount.Volume("small", "/data");
        Incarnation on = ready(bench.run(bench.shell(IDLE).mounting(small)));
        Incarnation other =
                ready(bench.run(bench.shell(IDLE).mounting(new ContainerSpec.Mount.Volume("small", "/elsewhere"))));
        WayBack.Undo undo =
                bench.inject(new FillDisk("/data", new ByteSize(0)), on).undo();
        bench.door().remove(on.id());
        assertThat(bench.exec(other, "sh", "-c", "echo x > /elsewhere/y; cat /elsewhere/y"))
                .contains("No space left on device");

        assertThat(bench.undo(undo))
                .isInstanceOfSatisfying(
                        UndoResult.Undone.class,
                        undone ->
                                assertThat(undone.proof()).contains("of container " + other.shortId() + " is removed"));
        assertThat(bench.exec(other, "sh", "-c", "echo x > /elsewhere/y; cat /elsewhere/y"))
                .isEqualTo("x\n");
    }

    @Test
    void what_was_filled_in_memory_goes_with_its_container() throws Exception {
        Incarnation on = ready(
                bench.run(bench.shell(IDLE).mounting(new ContainerSpec.Mount.Memory("/mem", ByteSize.parse("1MiB")))));
        WayBack.Undo undo =
                bench.inject(new FillDisk("/mem", new ByteSize(0)), on).undo();
        bench.door().stop(on.id(), Optional.of(Duration.ZERO));

        assertThat(bench.undo(undo))
                .isEqualTo(new UndoResult.Gone(
                        "no container that runs has the file system mounted; it was in memory, and is gone"));
        bench.door().start(on.id());
        assertThat(bench.undo(undo)).isNotInstanceOf(UndoResult.Failed.class);
        bench.door().remove(on.id());
        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Gone.class);
    }

    @Test
    void the_hosts_disk_is_never_filled() throws Exception {
        Incarnation on = ready(bench.run(bench.shell("ln -s /data /link; " + IDLE)
                .mounting(
                        new ContainerSpec.Mount.Volume("plain", "/data"),
                        new ContainerSpec.Mount.Memory("/huge", ByteSize.parse("2GiB")))));
        String of = " of container " + on.shortId();

        refused(
                on,
                new FillDisk("/etc", new ByteSize(0)),
                "'/etc'" + of
                        + " lies on the container's own file system, which is the host's disk; it is not filled. Name a"
                        + " 'tmpfs' or a volume with a 'size'");
        for (String path : List.of("/data", "/link")) {
            assertThatThrownBy(() -> bench.inject(new FillDisk(path, new ByteSize(0)), on))
                    .isInstanceOf(Unreached.class)
                    .hasMessageContaining("without a size of its own, which may be the host's disk; it is not filled");
        }
        refused(
                on,
                new FillDisk("/huge", new ByteSize(0)),
                "'/huge'" + of + " lies on a file system of 2GiB; the largest that is filled is 1GiB");
        refused(on, new FillDisk("/ready", new ByteSize(0)), "'/ready'" + of + " is no directory");
    }

    @Test
    void a_ballast_is_the_only_thing_that_its_undo_removes() throws Exception {
        Incarnation on = ready(
                bench.run(bench.shell(IDLE).mounting(new ContainerSpec.Mount.Memory("/mem", ByteSize.parse("1MiB")))));
        WayBack.Undo undo =
                bench.inject(new FillDisk("/mem", new ByteSize(0)), on).undo();
        String ballast = undo.locator().get("ballast");
        bench.exec(on, "sh", "-c", "rm /mem/" + ballast + "; ln -s /etc/passwd /mem/" + ballast);

        assertThat(bench.undo(undo)).isInstanceOf(UndoResult.Replaced.class);
        assertThat(seen(on, "/etc/passwd")).exists();
        Map<String, String> evil = new TreeMap<>(undo.locator());
        evil.put("ballast", "../etc/passwd");
        assertThat(bench.undo(new WayBack.Undo("remove-ballast", evil))).isInstanceOf(UndoResult.Failed.class);
        assertThat(seen(on, "/etc/passwd")).exists();
    }
}
