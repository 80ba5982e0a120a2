package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.host.PrivateEngine;
import dev.respawn.host.PrivateOptions;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine that starts programs in a container while it pauses it: one of those programs is held still before the engine has
 * it, and the engine says nothing about that container any more.
 */
@Tag("docker")
class LockedEngineTest {
    private static final String RUN = "run-1";
    private static final int TRIES = 40;
    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(8);

    @TempDir
    Path scratch;

    private final ExecutorService entering = Executors.newFixedThreadPool(3);
    private KeeperClient keeper;
    private PrivateEngine engine;
    private String id;
    private Incarnation on;

    @BeforeEach
    void begin() throws Exception {
        keeper = KeeperClient.start(scratch.resolve("r"), scratch.resolve("keeper.log"));
        engine = keeper.start(PrivateOptions.DEFAULT);
        EngineCalls.importShell(engine, scratch);
        id = EngineCalls.sleeper(engine, "--label", Labels.RUN + "=" + RUN);
        on = new Incarnation(new HostId("private"), id, EngineCalls.pid(engine, id), Instant.EPOCH, "image", "");
    }

    @AfterEach
    void end() throws Exception {
        entering.shutdownNow();
        keeper.close();
    }

    @Test
    void a_container_whose_engine_is_locked_by_its_pause_goes_on_all_the_same() throws Exception {
        // Two doors do not know of each other: this is what a health check or another client does to a pause.
        try (Door one = open();
                Door other = open()) {
            boolean locked = false;
            for (int i = 0; i < TRIES && !locked; i++) {
                enter(other);
                one.pause(id);
                locked = !answers(one);
                if (!locked) {
                    one.unpause(id);
                }
            }
            assumeThat(locked).as("this engine locks up").isTrue();

            UndoResult result = new Acts(one, Files.createDirectories(scratch.resolve(RUN)), RUN)
                    .undo(new WayBack.Undo(WayBack.Undo.UNPAUSE, Locator.of(on)));

            assertThat(result)
                    .isEqualTo(new UndoResult.Undone("container " + id.substring(0, 12) + " is running again"));
            assertThat(one.exec(id, List.of("sh", "-c", "echo here"), PROGRAM_LIMIT)
                            .output())
                    .contains("here");
        }
    }

    @Test
    void a_pause_waits_for_programs_that_the_harness_itself_is_starting() throws Exception {
        try (Door door = open()) {
            for (int i = 0; i < TRIES; i++) {
                enter(door);
                door.pause(id);
                assertThat(answers(door)).as("pause " + i).isTrue();
                door.unpause(id);
            }
        }
    }

    private Door open() {
        return DockerDoor.open(engine.recipe().address());
    }

    /** Lets three programs begin soon. */
    private void enter(Door door) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            entering.execute(() -> {
                try {
                    door.exec(id, List.of("sh", "-c", ":"), PROGRAM_LIMIT);
                } catch (EngineException e) {
                    // Refused while it is paused, or locked up with it: that is what is looked for.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        Thread.sleep(5);
    }

    private boolean answers(Door door) throws EngineException, InterruptedException {
        try {
            return door.inspect(id).isPresent();
        } catch (EngineException.Slow e) {
            return false;
        }
    }
}
