package dev.respawn.supervisor.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Swarm;
import dev.respawn.host.Unreached;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TasksTest {
    private static final Target.Service WEB = new Target.Service(new ServiceName("web"), 1);
    private static final ContainerSpec SPEC =
            ContainerSpec.plain("respawn-run-7-web-1", "nginx:r1", List.of(), Map.of());
    private static final String LONG_RUN = "respawn-20251122-181200-the-main-process-is-killed-again-12ab-";

    private final SmallSwarm engine = new SmallSwarm("unix:///engine");
    private final List<String> said = new ArrayList<>();

    @Test
    void a_replica_is_a_service_that_names_its_image_by_id_and_is_there_once_its_container_ran() throws Exception {
        engine.tasks = List.of(task("running", "", "started"));

        tasks(false).launch(WEB, SPEC);

        assertThat(engine.done).containsExactly("service respawn-run-7-web-1 of sha256:nginx:r1 ANY");
        assertThat(said).isEmpty();
    }

    @Test
    void an_engine_that_says_nothing_for_a_while_is_asked_again() throws Exception {
        engine.tasks = List.of(task("running", "", "started"));
        engine.silent = 1;

        tasks(false).launch(WEB, SPEC);

        assertThat(engine.silent).isZero();
    }

    @Test
    void one_that_ended_already_has_run() throws Exception {
        engine.tasks = List.of(new Swarm.Task("t2", 1, "ready", "", Optional.empty()), task("failed", "x", "started"));

        tasks(false).launch(WEB, SPEC);

        assertThat(engine.done).hasSize(1);
    }

    @Test
    void what_the_engine_refuses_to_start_ends_the_deployment_unless_that_is_part_of_the_run() throws Exception {
        engine.tasks = List.of(task("failed", "starting container failed: no such file", "created"));

        assertThatThrownBy(() -> tasks(false).launch(WEB, SPEC))
                .isInstanceOf(Unreached.class)
                .hasMessage("web/1 did not start: its task is failed: starting container failed: no such file");
        tasks(true).launch(WEB, SPEC);
        assertThat(said)
                .containsExactly("web/1 did not start: its task is failed: starting container failed: no such file");
    }

    @Test
    void its_networks_are_the_swarms() throws Exception {
        assertThat(tasks(false).networking(engine).create("front", Map.of())).isEqualTo("n");
        assertThat(tasks(false).networking(engine).create(LONG_RUN + "front", Map.of()))
                .isEqualTo("n");

        assertThat(engine.done.get(0)).isEqualTo("network front");
        assertThat(engine.done.get(1)).matches("network respawn-20251122-[a-z0-9-]{46}");
    }

    @Test
    void a_name_that_is_too_long_for_a_service_is_cut_and_stays_its_own() {
        assertThat(Tasks.name("respawn-run-7-web-1", WEB)).isEqualTo("respawn-run-7-web-1");

        String cut = Tasks.name(LONG_RUN + "web-1", WEB);
        assertThat(cut)
                .hasSizeLessThanOrEqualTo(63)
                .startsWith("respawn-20251122-181200-the-main")
                .endsWith("-web-1");
        assertThat(cut).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(Tasks.name(LONG_RUN.replace("12ab", "12ac") + "web-1", WEB)).isNotEqualTo(cut);
        Target.Service longest = new Target.Service(new ServiceName("a".repeat(31)), 100);
        assertThat(Tasks.name(LONG_RUN + "a".repeat(31) + "-100", longest)).hasSizeLessThanOrEqualTo(63);
    }

    private Tasks tasks(boolean startsMayFail) {
        return new Tasks(engine, Swarm.Restart.ANY, startsMayFail, said::add);
    }

    private static Swarm.Task task(String state, String error, String container) {
        return new Swarm.Task("t1", 1, state, error, Optional.of(container));
    }
}
