package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.NoDoor;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Condition;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunAuditTest {
    private static final String RUN = "20260101-a-run-77aa";
    private static final String OURS = "0f".repeat(32);
    private static final String SHOP = "ab".repeat(32);

    @TempDir
    Path directory;

    private final Engine engine = new Engine();

    /** An engine that has what is put into it. */
    private static final class Engine extends NoDoor {
        private final Map<String, ContainerFacts> containers = new TreeMap<>();
        private final List<String> networks = new ArrayList<>(List.of("bridge"));
        private final List<String> volumes = new ArrayList<>(List.of("data"));
        private final List<String> images = new ArrayList<>(List.of("sha256:1 nginx:1"));
        private boolean silent;

        private void ask() throws EngineException {
            if (silent) {
                throw new EngineException.Unreachable("it is silent", new java.io.IOException("silent"));
            }
        }

        @Override
        public URI address() {
            return URI.create("unix:///run/x.sock");
        }

        @Override
        public Optional<ContainerFacts> inspect(String id) throws EngineException {
            ask();
            return Optional.ofNullable(containers.get(id));
        }

        @Override
        public List<String> containers(Map<String, String> labels) throws EngineException {
            ask();
            return containers.values().stream()
                    .filter(facts -> labels.keySet().stream().allMatch(facts.labels()::containsKey))
                    .map(ContainerFacts::id)
                    .toList();
        }

        @Override
        public List<String> networks(Map<String, String> labels) throws EngineException {
            ask();
            return labels.isEmpty() ? List.copyOf(networks) : List.of();
        }

        @Override
        public List<String> volumes(Map<String, String> labels) throws EngineException {
            ask();
            return labels.isEmpty() ? List.copyOf(volumes) : List.of();
        }

        @Override
        public List<String> images() throws EngineException {
            ask();
            return List.copyOf(images);
        }

        private void has(
                String id,
                String name,
                Map<String, String> labels,
                String restart,
                int retries,
                Optional<ByteSize> memory,
                String status,
                List<String> anonymous) {
            Condition condition =
                    new Condition(status, 0, false, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0, "");
            containers.put(
                    id,
                    new ContainerFacts(
                            id, name, "image", 0, condition, labels, Map.of(), Map.of(), restart, retries, memory,
                            anonymous));
        }

        private void shop(String restart, int retries, Optional<ByteSize> memory, String status) {
            has(SHOP, "shop", Map.of(), restart, retries, memory, status, List.of());
        }
    }

    private static Incarnation life(String id) {
        return new Incarnation(new HostId("user"), id, 0, Instant.EPOCH, "image", "");
    }

    private RunAudit audit(boolean engineGoes) throws Exception {
        Optional<PrivateRecipe> going =
                engineGoes ? Optional.of(new PrivateRecipe(directory.resolve("r"), 250)) : Optional.empty();
        RunAudit audit = new RunAudit(directory.resolve("r"), engine, going, directory, RUN);
        audit.before();
        return audit;
    }

    @Test
    void what_a_fault_changed_of_a_container_that_stays_is_found_with_the_command_that_restores_it() throws Exception {
        engine.shop("on-failure", 3, Optional.of(new ByteSize(64 << 20)), "running");
        RunAudit audit = audit(false);
        audit.standing(List.of(life(SHOP)));
        assertThat(audit.after(List.of()).left()).as("nothing was changed").isEmpty();

        engine.shop("no", 0, Optional.empty(), "paused");

        assertThat(audit.after(List.of()).left())
                .containsExactly(
                        "container shop (abababababab): its restart policy is no and was on-failure:3; restored by:"
                                + " docker -H unix:///run/x.sock update --restart=on-failure:3 " + SHOP,
                        "container shop (abababababab): its memory limit is none and was 64MiB; restored by: docker -H"
                                + " unix:///run/x.sock update --memory=67108864 --memory-swap=67108864 " + SHOP,
                        "container shop (abababababab): it is paused; restored by: docker -H unix:///run/x.sock unpause "
                                + SHOP);
        assertThat(audit.after(List.of()).compared()).contains("policy, limits, standing and faulted files of shop");
    }

    @Test
    void a_container_of_the_runs_own_may_become_what_it_likes_because_it_is_removed() throws Exception {
        engine.has(OURS, "web", Map.of(Labels.RUN, RUN), "always", 0, Optional.empty(), "running", List.of());
        RunAudit audit = audit(false);
        audit.standing(List.of(life(OURS)));

        engine.has(OURS, "web", Map.of(Labels.RUN, RUN), "no", 0, Optional.empty(), "paused", List.of());

        assertThat(audit.after(List.of()).left()).isEmpty();
    }

    @Test
    void a_volume_that_nobody_named_is_left_over_on_any_engine() throws Exception {
        String unnamed = "cd".repeat(32);
        engine.has(OURS, "web", Map.of(Labels.RUN, RUN), "no", 0, Optional.empty(), "running", List.of(unnamed));
        RunAudit audit = audit(true);
        audit.standing(List.of(life(OURS)));
        engine.volumes.add(unnamed);

        assertThat(audit.after(List.of()).left())
                .containsExactly(
                        "volumes: new: " + unnamed + "; removed by: docker -H unix:///run/x.sock volume rm " + unnamed);
        engine.volumes.remove(unnamed);
        assertThat(audit.after(List.of()).left()).isEmpty();
    }

    @Test
    void of_what_is_new_on_the_users_engine_ours_is_found_and_the_rest_is_told() throws Exception {
        RunAudit audit = audit(false);
        engine.has("11".repeat(32), "x-" + RUN, Map.of(), "no", 0, Optional.empty(), "running", List.of());
        engine.has("22".repeat(32), "somebodys", Map.of(), "no", 0, Optional.empty(), "running", List.of());
        engine.has("33".repeat(32), "y", Map.of(Labels.RUN, "other"), "no", 0, Optional.empty(), "running", List.of());
        engine.networks.add("44".repeat(32));
        engine.volumes.add("v-" + RUN);
        engine.images.add("sha256:2 i:" + RUN);

        HostAudit.Result result = audit.after(List.of());

        assertThat(result.left())
                .containsExactly(
                        "containers: new: 111111111111 x-" + RUN + "; removed by: docker -H unix:///run/x.sock rm -f "
                                + "11".repeat(32),
                        "volumes: new: v-" + RUN + "; removed by: docker -H unix:///run/x.sock volume rm v-" + RUN,
                        "images: new: sha256:2 i:" + RUN + "; removed by: docker -H unix:///run/x.sock rmi sha256:2");
        assertThat(result.changed())
                .contains("containers: new: 222222222222 somebodys", "networks: new: 444444444444")
                .noneMatch(line -> line.contains("333333333333"));
        assertThat(result.compared())
                .contains("the engine's own lists before and after: containers, networks, volumes, images");
    }

    @Test
    void an_engine_that_is_silent_is_said_not_to_be_compared() throws Exception {
        engine.silent = true;
        RunAudit audit = audit(false);
        audit.standing(List.of(life(OURS)));
        assertThat(audit.after(List.of()).compared())
                .contains("but not the engine's own lists, which it did not tell before the run");

        engine.silent = false;
        RunAudit other = audit(false);
        engine.silent = true;
        assertThat(other.after(List.of()).compared()).contains("but not the engine's own lists: it is silent");
    }
}
