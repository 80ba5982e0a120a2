package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.EngineEvent;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeEventsTest {
    private static final Target.Service STORE = new Target.Service(new ServiceName("store"), 1);
    private static final Target.Service WEB = new Target.Service(new ServiceName("web"), 1);

    private final RunContainers containers = new RunContainers("run");
    private final VolumeEvents volumes = new VolumeEvents(containers);

    @BeforeEach
    void two_containers_of_which_the_store_counts() {
        containers.seen(STORE, "aaa");
        containers.seen(WEB, "bbb");
        volumes.of(Set.of(STORE.name()));
    }

    private static EngineEvent event(String action, String volume, Map<String, String> attributes) {
        return new EngineEvent(Instant.EPOCH, "volume", action, volume, attributes, false);
    }

    @Test
    void a_mount_is_the_targets_whose_container_it_names() {
        assertThat(volumes.target(event("mount", "v1", Map.of("container", "aaa"))))
                .contains(STORE);
    }

    @Test
    void a_destruction_is_the_targets_that_mounted_it() {
        volumes.target(event("mount", "v1", Map.of("container", "aaa")));

        assertThat(volumes.target(event("destroy", "v1", Map.of()))).contains(STORE);
        assertThat(volumes.target(event("destroy", "v2", Map.of()))).isEmpty();
    }

    @Test
    void volumes_of_others_do_not_count() {
        assertThat(volumes.target(event("mount", "v1", Map.of("container", "bbb"))))
                .isEmpty();
        assertThat(volumes.target(event("mount", "v1", Map.of("container", "somebody's"))))
                .isEmpty();
        assertThat(volumes.target(event("destroy", "v1", Map.of()))).isEmpty();
    }
}
