package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptProcessesTest {
    private static final String GONE = "-1-1-";

    @TempDir
    Path root;

    private Process leader;

    @BeforeEach
    void start() throws IOException {
        leader = new ProcessBuilder("setsid", "--", "sleep", "600").start();
        // Until then it is setsid, and leads no group.
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessTable.arguments(leader.pid()).equals("sleep 600"));
    }

    @AfterEach
    void end() {
        leader.destroyForcibly();
    }

    @Test
    void what_is_kept_is_ended_and_forgotten() throws Exception {
        KeptProcesses kept = new KeptProcesses(root);
        kept.keep(leader.pid());
        assertThat(written()).hasSize(1);

        assertThat(kept.endAll()).isEmpty();

        assertThat(leader.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(written()).isEmpty();
    }

    @Test
    void what_was_released_is_left_alone() throws Exception {
        KeptProcesses kept = new KeptProcesses(root);
        kept.keep(leader.pid());

        kept.release(leader.pid());

        assertThat(kept.endAll()).isEmpty();
        assertThat(leader.isAlive()).isTrue();
        assertThat(written()).isEmpty();
    }

    @Test
    void a_process_with_a_living_keeper_is_no_leftover() throws Exception {
        new KeptProcesses(root).keep(leader.pid());

        assertThat(new Leftovers(root).find()).isEmpty();
        assertThat(new Leftovers(root).remove(line -> {})).isEmpty();

        assertThat(leader.isAlive()).isTrue();
    }

    @Test
    void a_process_whose_keeper_is_gone_is_a_leftover_and_is_ended() throws Exception {
        new KeptProcesses(root).keep(leader.pid());
        orphan(written().get(0));

        assertThat(new Leftovers(root).find())
                .extracting(Leftovers.Leftover::what)
                .containsExactly("process " + leader.pid() + " with its group (sleep), whose keeper (PID 1) is gone");
        assertThat(new Leftovers(root).remove(line -> {})).isEmpty();

        assertThat(leader.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(new Leftovers(root).find()).isEmpty();
    }

    @Test
    void another_process_of_the_same_number_is_never_ended() throws Exception {
        Path directory = Files.createDirectories(root.resolve("processes"));
        Files.createFile(directory.resolve(leader.pid() + "-1" + GONE + ProcessTable.boot()));
        Files.createFile(directory.resolve("not-ours"));

        assertThat(new Leftovers(root).find()).isEmpty();
        assertThat(new Leftovers(root).remove(line -> {})).isEmpty();

        assertThat(leader.isAlive()).isTrue();
        assertThat(written()).extracting(file -> file.getFileName().toString()).containsExactly("not-ours");
    }

    @Test
    void a_process_that_leads_no_group_is_never_ended() throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "600").start();
        try {
            long start = ProcessTable.row(sleeping.pid()).orElseThrow().startTicks();
            long first = ProcessTable.row(1).orElseThrow().startTicks();
            Path directory = Files.createDirectories(root.resolve("processes"));
            // Whoever signals group 1 signals everybody, so that is only looked for and never tried.
            Files.createFile(directory.resolve("1-" + first + GONE + ProcessTable.boot()));
            Files.createFile(directory.resolve(sleeping.pid() + "-" + start + GONE + ProcessTable.boot()));

            assertThat(new KeptProcesses(root).orphans(new ArrayList<>())).isEmpty();
            assertThat(sleeping.isAlive()).isTrue();
        } finally {
            sleeping.destroyForcibly();
        }
    }

    @Test
    void no_process_is_ended_because_of_what_others_may_have_written() throws Exception {
        new KeptProcesses(root).keep(leader.pid());
        orphan(written().get(0));
        Files.setPosixFilePermissions(root.resolve("processes"), PosixFilePermissions.fromString("rwxrwxrwx"));
        String why = "no process is ended: '" + root.resolve("processes")
                + "' may be written by others (mode 777); if nobody has, `chmod go-w` makes it good";

        assertThat(new Leftovers(root).find())
                .extracting(Leftovers.Leftover::what)
                .containsExactly(why);
        assertThat(new Leftovers(root).remove(line -> {})).containsExactly(why);

        assertThat(leader.isAlive()).isTrue();
    }

    @Test
    void nothing_below_a_root_that_others_may_write_is_obeyed() throws Exception {
        new KeptProcesses(root).keep(leader.pid());
        orphan(written().get(0));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        String why = "nothing below '" + root + "' is obeyed: '" + root
                + "' may be written by others (mode 777); if nobody has, `chmod go-w` makes it good";

        assertThat(new Leftovers(root).find())
                .extracting(Leftovers.Leftover::what)
                .containsExactly(why);
        assertThat(new Leftovers(root).remove(line -> {})).containsExactly(why);

        assertThat(leader.isAlive()).isTrue();
    }

    @Test
    void what_does_not_run_cannot_be_kept() throws Exception {
        leader.destroyForcibly().waitFor();

        assertThatThrownBy(() -> new KeptProcesses(root).keep(leader.pid()))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no process " + leader.pid());
    }

    // As if its keeper had been a process that is no more: number 1, but of another start.
    private static void orphan(Path file) throws IOException {
        String[] parts = file.getFileName().toString().split("-", 5);
        Files.move(file, file.resolveSibling(parts[0] + "-" + parts[1] + GONE + parts[4]));
    }

    private List<Path> written() throws IOException {
        if (!Files.isDirectory(root.resolve("processes"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root.resolve("processes"))) {
            return files.toList();
        }
    }
}
