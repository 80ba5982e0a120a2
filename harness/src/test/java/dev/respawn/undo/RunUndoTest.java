package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.Access;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.NoDoor;
import dev.respawn.host.Locator;
import dev.respawn.host.ProcessTable;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.model.Ending;
import dev.respawn.model.Sample;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A harness is gone; what is there is the run's directory, and an engine that answers. */
@Timeout(240)
class RunUndoTest {
    private static final String RUN = "run-1";
    private static final String CONTAINER = "c".repeat(64);
    private static final Target WEB = new Target.Service(new ServiceName("web"), 1);
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final KeptThings engine = new KeptThings(RUN);
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void a_paused_container_stands() throws IOException {
        engine.paused(CONTAINER);
        try (JsonJournal journal = JsonJournal.create(file(), () -> THEN)) {
            journal.append(new Event.RunBegan(RUN, "a story", "docker:always", 1, "0"));
            journal.append(
                    new Event.Sampled("home", new Sample(THEN, THEN, THEN, new Sample.Bad("connection refused"))));
            journal.appendDurably(
                    new Event.WayBackKept("held", WEB, new WayBack.Undo("unpause", Map.of(Locator.ID, CONTAINER))));
        }
    }

    private Path file() {
        return directory.resolve("journal.jsonl");
    }

    private Lease lease(long harness) throws IOException {
        return lease(harness, "");
    }

    private Lease lease(long harness, String engineId) throws IOException {
        return new Lease(
                RUN,
                directory,
                Access.plain(URI.create("unix:///nowhere")),
                engineId,
                harness,
                ProcessTable.row(harness).map(ProcessTable.Row::startTicks).orElse(0L),
                0,
                0,
                ProcessTable.boot());
    }

    private List<String> takeBack(Lease lease) throws InterruptedException {
        return new RunUndo(address -> engine, log::add).takeBack(lease, "the keeper (PID 7)", false);
    }

    private List<Event> written() throws IOException {
        return JsonJournal.read(file()).entries().stream().map(Entry::event).toList();
    }

    @Test
    void a_run_is_taken_back_and_its_journal_says_by_whom_and_why() throws Exception {
        assertThat(takeBack(lease(0))).isEmpty();

        assertThat(engine.calls()).containsExactly("unpause " + CONTAINER, "remove " + CONTAINER);
        assertThat(written())
                .contains(
                        new Event.Noted("the keeper (PID 7) takes run run-1 back, because its harness is gone"),
                        new Event.RunEnded(
                                Ending.ABORTED,
                                "its harness did not bring it to its end; the keeper (PID 7) took it back"));
        assertThat(written().stream()
                        .filter(Event.UndoEnded.class::isInstance)
                        .map(ended -> ((Event.UndoEnded) ended).result().getClass()))
                .isEqualTo(List.of(UndoResult.Undone.class));
    }

    @Test
    void what_the_run_has_imported_is_removed_and_no_other_image() throws Exception {
        engine.imageIs("sha256:1 respawn-archive:run-1-12");
        engine.imageIs("sha256:2 respawn-archive:run-1-b-1");
        engine.imageIs("sha256:3 respawn-archive:run-11-1");
        engine.imageIs("sha256:4 other:run-1-1");

        assertThat(takeBack(lease(0))).isEmpty();

        assertThat(engine.calls())
                .containsExactly(
                        "unpause " + CONTAINER, "remove " + CONTAINER, "remove image respawn-archive:run-1-12");
    }

    @Test
    void a_rehearsal_changes_nothing_and_leaves_no_file() throws Exception {
        List<Event> before = written();

        new RunUndo(address -> engine, log::add).rehearse(lease(0));

        assertThat(log).isEmpty();
        assertThat(engine.calls()).isEmpty();
        assertThat(written()).isEqualTo(before);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void a_rehearsal_that_fails_is_told_and_takes_nothing_away_from_the_performance() throws Exception {
        KeptThings breaks = new KeptThings(RUN) {
            @Override
            public void ping(Duration deadline) {
                throw new IllegalStateException("not now");
            }
        };

        new RunUndo(address -> breaks, log::add).rehearse(lease(0));

        assertThat(log).containsExactly("run run-1: the rehearsal of its taking back: not now");
    }

    @Test
    void of_a_harness_that_hangs_it_is_not_said_that_it_is_gone() throws Exception {
        assertThat(takeBack(lease(ProcessHandle.current().pid()))).isEmpty();

        List<Path> beside;
        try (var files = Files.list(directory)) {
            beside = files.filter(path -> path.getFileName().toString().startsWith("undo-"))
                    .toList();
        }
        assertThat(JsonJournal.read(beside.get(0)).entries().get(0).event())
                .isEqualTo(new Event.Noted(
                        "the keeper (PID 7) takes run run-1 back, because its harness has outlived its limit"));
    }

    @Test
    void what_stands_in_a_journal_before_something_unknown_is_taken_back() throws Exception {
        Files.writeString(
                file(),
                "{\"seq\":4,\"at\":\"2026-01-01T00:00:00Z\",\"event\":{\"kind\":\"of-another-version\"}}\n",
                StandardOpenOption.APPEND);

        List<String> left = takeBack(lease(0));

        assertThat(engine.calls()).containsExactly("unpause " + CONTAINER, "remove " + CONTAINER);
        assertThat(left).hasSize(1);
        assertThat(left.get(0))
                .startsWith("run run-1: its journal cannot be read to its end, so what else it has to take back is not"
                        + " known: journal.jsonl:4: ");
        assertThat(log).anyMatch(line -> line.startsWith("run run-1: its journal cannot be continued: "));
    }

    // --- what strangers wrote

    private void refused(String why) throws Exception {
        List<String> left = takeBack(lease(0, "engine-1"));

        assertThat(left)
                .containsExactly(
                        "run run-1: its journal is not obeyed, so what it has to take back is not known: " + why);
        // What the lease says, which is nobody's but ours, is done all the same.
        assertThat(engine.calls()).containsExactly("remove " + CONTAINER);
    }

    @Test
    void a_journal_that_others_may_write_is_not_obeyed_and_not_written() throws Exception {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        byte[] was = Files.readAllBytes(file());

        refused("'" + file() + "' may be written by others (mode 666); if nobody has, `chmod go-w` makes it good");

        assertThat(file()).hasBinaryContent(was);
    }

    @Test
    void a_journal_in_a_directory_that_others_may_write_is_not_obeyed() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        refused("'" + directory + "' may be written by others (mode 777); if nobody has, `chmod go-w` makes it good");
    }

    @Test
    void a_journal_that_lies_elsewhere_is_not_obeyed_and_not_written() throws Exception {
        Path elsewhere =
                Files.move(file(), Files.createDirectory(directory.resolve("x")).resolve("elsewhere"));
        byte[] was = Files.readAllBytes(elsewhere);
        Files.createSymbolicLink(file(), elsewhere);

        refused("'" + file() + "' is a symbolic link");

        assertThat(elsewhere).hasBinaryContent(was);
    }

    @Test
    void the_journal_of_another_run_is_not_obeyed() throws Exception {
        Files.writeString(file(), Files.readString(file()).replace("\"run-1\"", "\"run-2\""));
        byte[] was = Files.readAllBytes(file());

        refused("it begins with RunBegan[run=run-2, scenario=a story, supervisor=docker:always, seed=1, version=0];"
                + " wanted the beginning of run run-1");

        assertThat(file()).hasBinaryContent(was);
    }

    @Test
    void on_another_engine_under_the_same_address_nothing_is_touched() throws Exception {
        List<String> left = takeBack(lease(0, "engine-2"));

        String other = "at unix:///nowhere another engine answers now (engine-1), not the run's (engine-2)";
        assertThat(engine.calls()).isEmpty();
        assertThat(left)
                .containsExactly(
                        "run run-1: unpause on web/1: Unreachable[why=" + other + "]",
                        "run run-1: its containers: " + other);
    }

    @Test
    void a_container_of_another_run_is_left_alone_whatever_a_journal_says() throws Exception {
        KeptThings others = new KeptThings("run-9");
        others.paused(CONTAINER);

        List<String> left = new RunUndo(address -> others, log::add).takeBack(lease(0), "the keeper (PID 7)", false);

        assertThat(others.calls()).isEmpty();
        assertThat(left)
                .containsExactly("run run-1: unpause on web/1: Failed[why=container 'web' (cccccccccccc) is none of run"
                        + " run-1, and is left alone]");
    }

    @Test
    void what_the_engine_refuses_for_a_moment_is_asked_again_and_the_rest_is_removed() throws Exception {
        String other = "d".repeat(64);
        KeptThings busy = new KeptThings(RUN) {
            private boolean removing = true;

            @Override
            public void remove(String id) throws EngineException {
                if (id.equals(CONTAINER) && removing) {
                    removing = false;
                    throw new EngineException.Refused(409, "removal is already in progress", new IOException());
                }
                super.remove(id);
            }
        };
        busy.is(CONTAINER, "running");
        busy.is(other, "running");

        assertThat(new RunUndo(address -> busy, log::add).takeBack(lease(0), "the keeper (PID 7)", false))
                .isEmpty();
        assertThat(busy.calls()).containsExactly("remove " + other, "remove " + CONTAINER);
    }

    @Test
    void a_run_on_an_engine_that_its_keeper_does_not_reach_is_not_kept() {
        Path root = directory.resolve("root");
        Door unreached = new NoDoor() {
            @Override
            public void ping(Duration deadline) throws EngineException {
                throw new EngineException.Unreachable("no key for it", new IOException());
            }

            @Override
            public void close() {}
        };
        KeptRuns runs = new KeptRuns(root, "the keeper (PID 7)", address -> unreached, line -> {});

        assertThatThrownBy(() -> runs.lease(
                        RUN,
                        directory,
                        Access.plain(URI.create("ssh://me@there")),
                        "",
                        ProcessHandle.current().pid(),
                        Duration.ofHours(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("it does not reach the engine: no key for it");
        assertThat(root.resolve("leases")).doesNotExist();
    }

    @Test
    void one_run_that_breaks_badly_is_told_and_leaves_the_others_to_be_taken_back() throws Exception {
        Path root = directory.resolve("root");
        // Not a list: the rehearsal asks as well.
        Set<URI> asked = ConcurrentHashMap.newKeySet();
        KeptRuns runs = new KeptRuns(
                root,
                "the keeper (PID 7)",
                address -> {
                    synchronized (asked) {
                        asked.add(address.address());
                    }
                    throw new OutOfMemoryError("Java heap space");
                },
                line -> {});
        for (String name : List.of("run-1", "run-2")) {
            runs.lease(
                    name,
                    directory,
                    Access.plain(URI.create("unix:///" + name)),
                    "",
                    ProcessHandle.current().pid(),
                    Duration.ofHours(1));
        }

        List<String> left = runs.takeBackAll(Set.of());

        assertThat(asked).containsExactlyInAnyOrder(URI.create("unix:///run-1"), URI.create("unix:///run-2"));
        assertThat(left)
                .containsExactlyInAnyOrder(
                        "run run-1: java.lang.OutOfMemoryError: Java heap space",
                        "run run-2: java.lang.OutOfMemoryError: Java heap space");
    }

    @Test
    void a_long_journal_on_a_full_disk_is_taken_back_with_little_memory() throws Exception {
        List<String> lines = Files.readAllLines(file());
        try (BufferedWriter out = Files.newBufferedWriter(file(), StandardOpenOption.APPEND)) {
            for (int seq = 4; seq <= 60_000; seq++) {
                out.write(lines.get(1).replace("\"seq\":2,", "\"seq\":" + seq + ",") + "\n");
            }
        }
        // Half of the file is more than a file may have, so nothing can be written behind it.
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f " + Files.size(file()) / 2048 + "; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xmx16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Elsewhere.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said)
                .contains("not written into its journal: journal '" + file() + "' could not be written")
                .endsWith("[unpause " + CONTAINER + ", remove " + CONTAINER + "] left: []\n");
    }

    /** Takes the run in a directory back, in a process of its own. */
    static final class Elsewhere {
        private Elsewhere() {}

        public static void main(String[] arguments) throws Exception {
            KeptThings engine = new KeptThings(RUN);
            engine.paused(CONTAINER);
            Consumer<String> log = System.out::println;
            Lease lease = new Lease(
                    RUN,
                    Path.of(arguments[0]),
                    Access.plain(URI.create("unix:///nowhere")),
                    "",
                    0,
                    0,
                    0,
                    0,
                    ProcessTable.boot());
            List<String> left = new RunUndo(address -> (Door) engine, log).takeBack(lease, "the keeper (PID 7)", false);
            System.out.println(engine.calls() + " left: " + left);
        }
    }
}
