package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.Access;
import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.host.Locator;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.WayBack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A harness that lives and does not come to an end; this process is one. */
@Tag("docker")
class OutlivedTest {
    private static final String RUN = "run-1";
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** As long as a keeper may take on a quiet machine, and as much again for one that is not. */
    private static final Duration UNDONE_WITHIN = Duration.ofSeconds(10);

    @TempDir
    Path scratch;

    @Test
    void a_run_that_outlives_its_limit_is_taken_back_while_its_harness_lives() throws Exception {
        Path root = scratch.resolve("r");
        Path directory = Files.createDirectories(scratch.resolve(RUN));
        try (KeeperClient keeper = KeeperClient.start(root, scratch.resolve("keeper.log"))) {
            PrivateEngine engine = keeper.start(PrivateOptions.DEFAULT);
            EngineCalls.importShell(engine, scratch);
            String id = EngineCalls.sleeper(engine);
            String labelled = EngineCalls.sleeper(engine, "--label", Labels.RUN + "=" + RUN);
            try (JsonJournal journal = JsonJournal.create(directory.resolve("journal.jsonl"), Instant::now);
                    Door door = DockerDoor.open(engine.recipe().address())) {
                journal.append(new Event.RunBegan(RUN, "outlived", "as-found", 1, "test"));
                journal.appendDurably(new Event.WayBackKept(
                        "held",
                        new Target.Service(new ServiceName("web"), 1),
                        new WayBack.Undo("unpause", Map.of(Locator.ID, id, Locator.NAME, name(door, id)))));
                door.pause(id);

                keeper.lease(RUN, directory, Access.plain(engine.recipe().address()), "", LIMIT);
                long from = System.nanoTime();
                long end = from + LIMIT.plus(UNDONE_WITHIN).toNanos();
                while (status(door, id).equals("paused")
                        || !status(door, labelled).isEmpty()) {
                    assertThat(System.nanoTime()).isLessThan(end);
                    Thread.sleep(20);
                }

                assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(LIMIT.toNanos());
                assertThat(status(door, id)).isEqualTo("running");
            }
            assertThat(beside(directory))
                    .extracting(Entry::event)
                    .contains(new Event.Noted("the keeper (PID " + keeper.keeperPid() + ") takes run " + RUN
                            + " back, because its harness has outlived its limit"));
        }
    }

    private static String name(Door door, String id) throws Exception {
        return door.inspect(id).orElseThrow().name();
    }

    private static String status(Door door, String id) throws Exception {
        return door.inspect(id)
                .map(ContainerFacts::condition)
                .map(condition -> condition.status())
                .orElse("");
    }

    /** What the keeper wrote while the run's own journal was still held. */
    private static List<Entry> beside(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            return JsonJournal.read(files.filter(
                                    file -> String.valueOf(file.getFileName()).startsWith("undo-"))
                            .findFirst()
                            .orElseThrow())
                    .entries();
        }
    }
}
