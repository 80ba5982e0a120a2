package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunContainersTest {
    private static final String OTHER = "c2".repeat(32);

    private final World world = new World();
    private final RunContainers containers = world.containers;

    @Test
    void the_last_one_created_or_started_is_the_targets() {
        world.started();
        containers.heard(World.WEB_1, World.event("create", OTHER, World.WEB_1, Map.of()));
        containers.heard(World.WEB_1, World.event("die"));

        assertThat(containers.latest(World.WEB_1).orElseThrow().id()).isEqualTo(OTHER);
        assertThat(containers.there()).extracting(RunContainers.Known::id).containsExactly(World.ID, OTHER);
    }

    @Test
    void one_that_was_removed_is_not_there_and_still_known() {
        world.started();
        containers.heard(World.WEB_1, World.event("destroy"));

        assertThat(containers.there()).isEmpty();
        assertThat(containers.latest(World.WEB_1)).contains(world.web);
        assertThat(containers.byId(World.ID)).contains(world.web);
    }

    @Test
    void one_that_was_only_seen_does_not_take_the_place_of_one_that_was_heard_of() {
        world.started();
        containers.seen(World.WEB_1, OTHER);

        assertThat(containers.latest(World.WEB_1)).contains(world.web);
    }

    @ParameterizedTest
    @CsvSource({
        "run-1, web, 2, web/2",
        "run-2, web, 2, ",
        "run-1, Web, 2, ",
        "run-1, web, 0, ",
        "run-1, web, 99999, ",
        "run-1, '', 1, "
    })
    void labels_tell_the_target_or_nothing(String run, String service, String replica, String target) {
        assertThat(containers
                        .target(Map.of(Labels.RUN, run, Labels.SERVICE, service, Labels.REPLICA, replica))
                        .map(Target::toString)
                        .orElse(null))
                .isEqualTo(target);
    }

    @Test
    void a_helper_is_of_the_run_and_no_target() {
        Map<String, String> labels = Map.of(Labels.RUN, World.RUN, Labels.HELPER, "names");

        assertThat(containers.ofRun(labels)).isTrue();
        assertThat(containers.target(labels)).isEmpty();
        assertThat(containers.latest(new Target.Service(new ServiceName("db"), 1)))
                .isEmpty();
    }
}
