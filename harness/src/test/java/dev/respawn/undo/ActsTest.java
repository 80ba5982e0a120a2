package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerUpdate;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.FileStat;
import dev.respawn.docker.NoDoor;
import dev.respawn.host.Content;
import dev.respawn.host.KeptFile;
import dev.respawn.host.Locator;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ActsTest {
    private static final String ID = "c".repeat(64);
    private static final String OWN = "d".repeat(64);

    @TempDir
    Path directory;

    // --- what was asked for and has not happened yet

    @Test
    void a_process_that_is_not_stopped_is_sent_cont_all_the_same() throws Exception {
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "trap 'echo went on; exit' CONT; echo ready; for i in {1..2000}; do sleep 0.01; done")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("ready");
            Incarnation on = new Incarnation(new HostId("here"), ID, process.pid(), Instant.EPOCH, "image", "");

            UndoResult result = new Thaw()
                    .carryOut(
                            Locator.of(on),
                            new Act.Bench(new NoDoor(), new Kept(directory), (pid, id) -> true, (pid, still) -> false));

            assertThat(result).isNotInstanceOf(UndoResult.Failed.class);
            assertThat(said.readLine()).isEqualTo("went on");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    // --- what a stranger may have written

    @Test
    void a_process_that_does_not_live_in_the_container_is_left_alone() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        try {
            Incarnation on = new Incarnation(new HostId("here"), ID, process.pid(), Instant.EPOCH, "image", "");
            Path score = Path.of("/proc", String.valueOf(process.pid()), "oom_score_adj");
            String was = Files.readString(score);
            Map<String, String> scored = new TreeMap<>(Locator.of(on));
            scored.put("score", "500");
            Acts acts = new Acts(new NoDoor(), directory, "run-1");
            UndoResult refused = new UndoResult.Failed("process " + process.pid()
                    + " of container cccccccccccc does not live in that container, and is left alone");

            assertThat(acts.undo(new WayBack.Undo("thaw", Locator.of(on)))).isEqualTo(refused);
            assertThat(acts.undo(new WayBack.Undo("restore-oom-score", scored))).isEqualTo(refused);

            assertThat(score).hasContent(was.strip());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_way_back_that_leads_to_what_is_none_of_the_runs_is_refused() {
        KeptThings engine = new KeptThings("run-9");
        engine.paused(ID);
        Acts acts = new Acts(engine, directory, "run-1");

        for (String act : List.of(
                "unpause", "as-it-was", "restore-settings", "restore-file", "remove-ballast", "remove-volumes")) {
            assertThat(acts.undo(new WayBack.Undo(act, Map.of(Locator.ID, ID))))
                    .as(act)
                    .isEqualTo(new UndoResult.Failed(
                            "container 'web' (cccccccccccc) is none of run run-1, and is left alone"));
            assertThat(acts.undo(new WayBack.Undo(act, Map.of(Locator.ID, ID, Labels.RUN, "run-9"))))
                    .as(act)
                    .isEqualTo(new UndoResult.Failed("the way back is one of run 'run-9', not of run-1"));
            assertThat(acts.undo(new WayBack.Undo(act, Map.of(Locator.ID, ID, Labels.SERVICE, "web"))))
                    .as(act)
                    .isEqualTo(new UndoResult.Failed("the way back is one of run '', not of run-1"));
            // Named as an adopted one, but it carries another run's label.
            assertThat(acts.undo(new WayBack.Undo(act, Map.of(Locator.ID, ID, Locator.NAME, "web"))))
                    .as(act)
                    .isInstanceOf(UndoResult.Failed.class);
            assertThat(acts.undo(new WayBack.Undo(act, Map.of(Locator.ID, "../" + ID))))
                    .as(act)
                    .isEqualTo(new UndoResult.Failed("'../" + ID + "' is no id of a container"));
        }

        assertThat(engine.calls()).isEmpty();
    }

    @Test
    void a_volume_that_somebody_named_is_not_removed_whatever_a_locator_says() {
        Volumes engine = new Volumes(List.of());

        assertThat(withoutVolumes(engine, OWN + ",../" + OWN))
                .isEqualTo(new UndoResult.Failed("'../" + OWN + "' is no volume that a container has for itself"));
        assertThat(withoutVolumes(engine, "shelf")).isInstanceOf(UndoResult.Failed.class);
        assertThat(withoutVolumes(engine, "")).isInstanceOf(UndoResult.Failed.class);

        assertThat(engine.calls()).isEmpty();
    }

    // --- volumes that a removal leaves behind

    @Test
    void the_volumes_that_a_container_was_removed_without_are_removed() {
        Volumes engine = new Volumes(List.of());

        assertThat(withoutVolumes(engine, OWN + "," + ID))
                .isEqualTo(new UndoResult.Undone("the volumes that container cccccccccccc had for itself are removed"));

        assertThat(engine.calls()).containsExactly("remove volume " + OWN, "remove volume " + ID);
    }

    @Test
    void a_volume_that_another_container_has_by_now_is_left_to_it_and_the_next_is_removed() {
        Volumes engine = new Volumes(List.of(OWN));

        assertThat(withoutVolumes(engine, OWN + "," + ID)).isEqualTo(new UndoResult.Replaced("it is in use", true));

        assertThat(engine.calls()).containsExactly("remove volume " + ID);
    }

    @Test
    void a_container_that_was_not_removed_after_all_keeps_its_volumes() {
        Volumes engine = new Volumes(List.of());
        engine.is(ID, "running");

        assertThat(withoutVolumes(engine, OWN))
                .isEqualTo(new UndoResult.Undone("container cccccccccccc is there, and has them"));

        assertThat(engine.calls()).isEmpty();
    }

    private UndoResult withoutVolumes(Volumes engine, String names) {
        return new Acts(engine, directory, "run-1")
                .undo(new WayBack.Undo("remove-volumes", Map.of(Locator.ID, ID, WayBack.Undo.VOLUMES, names)));
    }

    /** An engine with volumes, some of which a container has. */
    private static final class Volumes extends KeptThings {
        private final List<String> inUse;

        Volumes(List<String> inUse) {
            super("run-1");
            this.inUse = inUse;
        }

        @Override
        public void removeVolume(String name) throws EngineException {
            if (inUse.contains(name)) {
                throw new EngineException.Refused(409, "it is in use", new IOException());
            }
            called("remove volume " + name);
        }
    }

    // --- whatever is written

    @Test
    void whatever_a_locator_says_one_of_the_known_ends_comes_out() {
        KeptThings engine = new KeptThings("run-1") {
            @Override
            public void update(String id, ContainerUpdate update) {}

            @Override
            public Optional<FileStat> stat(String id, String path) {
                return Optional.empty();
            }
        };
        engine.is(ID, "running");
        Acts acts = new Acts(engine, directory, "run-1");
        List<String> acting =
                List.of("thaw", "restore-settings", "restore-oom-score", "restore-file", "remove-ballast", "nothing");
        List<String> keys = List.of(
                "id",
                "pid",
                "start",
                "boot",
                "pids",
                "name",
                "host",
                "kept",
                "path",
                "mode",
                "user",
                "score",
                "memory",
                "retries",
                "restart",
                "ballast",
                "directory",
                "mounted",
                "source",
                "leaves",
                "in-memory",
                "size");
        List<String> values = List.of(
                ID,
                "1",
                "-1",
                "0",
                "99999999999999999999",
                "../../etc/passwd",
                "/",
                "",
                "\0",
                "\u001b[2J",
                "true",
                "a".repeat(64),
                ".respawn-ballast-0123456789abcdef",
                "no",
                "x".repeat(100_000),
                "1970-01-01T00:00:00Z");
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 3_000; i++) {
            Map<String, String> locator = new TreeMap<>(Map.of(Locator.ID, ID));
            for (int n = random.nextInt(8); n > 0; n--) {
                locator.put(keys.get(random.nextInt(keys.size())), values.get(random.nextInt(values.size())));
            }

            UndoResult result = acts.undo(new WayBack.Undo(acting.get(i % acting.size()), locator));

            // A break within an act would be told like that.
            assertThat(result.toString()).as("%s", i).doesNotContain("' broke: ");
        }
        assertThat(engine.calls()).isEmpty();
    }

    @Test
    void a_pause_that_the_engine_carries_out_late_is_taken_back() throws Exception {
        KeptThings engine = new KeptThings("run-1") {
            private int asked;

            @Override
            public Optional<ContainerFacts> inspect(String id) throws EngineException {
                if (++asked == 3) {
                    paused(ID);
                }
                return super.inspect(id);
            }
        };
        engine.is(ID, "running");

        UndoResult result = new Unpause(Duration.ofSeconds(30), Duration.ofSeconds(30))
                .carryOut(Map.of(Locator.ID, ID), bench(engine));

        assertThat(engine.calls()).containsExactly("unpause " + ID);
        assertThat(result).isEqualTo(new UndoResult.Undone("container cccccccccccc is running again"));
    }

    // --- a container that is being removed

    @Test
    void a_file_of_a_container_that_is_being_removed_went_with_it() throws Exception {
        assertThat(restore(new Vanishing("removing", 3))).isEqualTo(GONE);
    }

    @Test
    void a_file_whose_container_began_to_be_removed_after_it_was_looked_at_went_with_it() throws Exception {
        assertThat(restore(new Vanishing("exited", 1))).isEqualTo(GONE);
    }

    @Test
    void a_file_that_an_engine_refuses_of_a_container_that_stays_is_not_put_back() throws Exception {
        assertThat(restore(new Vanishing("exited", Integer.MAX_VALUE)))
                .isEqualTo(new UndoResult.Failed("could not find the file"));
    }

    private static final UndoResult GONE =
            new UndoResult.Gone("the engine has no container cccccccccccc, and the file went with it");

    /** An engine that finds a container so many times, and nothing in it. */
    private static final class Vanishing extends KeptThings {
        private int left;

        Vanishing(String status, int times) {
            super("run-1");
            is(ID, status);
            left = times;
        }

        @Override
        public Optional<ContainerFacts> inspect(String id) throws EngineException {
            return left-- > 0 ? super.inspect(id) : Optional.empty();
        }

        @Override
        public Optional<FileStat> stat(String id, String path) {
            return Optional.empty();
        }

        @Override
        public void writeArchive(String id, String into, byte[] tar, Duration deadline) throws EngineException {
            throw new EngineException.Refused(404, "could not find the file", new IOException());
        }
    }

    private UndoResult restore(NoDoor engine) throws Exception {
        byte[] was = "as it was".getBytes(StandardCharsets.UTF_8);
        Kept kept = new Kept(directory);
        Map<String, String> locator = new TreeMap<>(
                new KeptFile("/data/file", new Content(was), 0644, 0, 0, Instant.EPOCH, Instant.EPOCH, 1, false)
                        .locator());
        locator.put("kept", kept.keep(was));
        locator.put(Locator.ID, ID);
        return new RestoreFile().carryOut(locator, bench(engine));
    }

    private Act.Bench bench(NoDoor engine) {
        return new Act.Bench(engine, new Kept(directory));
    }
}
