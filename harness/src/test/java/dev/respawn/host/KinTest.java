package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.model.Condition;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KinTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    private static ContainerFacts container(Map<String, String> addresses, Map<Integer, Integer> published) {
        return new ContainerFacts(
                ID,
                "shop",
                "image",
                0,
                new Condition("running", 0, false, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0, ""),
                Map.of(),
                addresses,
                published,
                "always",
                0,
                Optional.empty(),
                List.of(),
                false);
    }

    @Test
    void a_container_is_our_own_if_its_names_are_mounted_over_ours() {
        String inside =
                "610 600 254:0 /var/lib/docker/containers/" + ID + "/hostname /etc/hostname rw - ext4 /dev/vda rw";
        // As on the engine's own host, where the mounts of all containers are seen.
        String beside = "610 600 0:50 / /var/lib/docker/containers/" + ID + "/mounts/shm rw - tmpfs shm rw\n"
                + "611 600 254:0 /var/lib/docker/containers/" + ID
                + "/hostname /mnt/etc/hostname rw - ext4 /dev/vda rw";

        assertThat(Kin.mounted(inside, ID)).isTrue();
        assertThat(Kin.mounted(inside, ID.replace('0', '1'))).isFalse();
        assertThat(Kin.mounted(beside, ID)).isFalse();
        assertThat(Kin.mounted("", "")).isFalse();
        assertThat(Kin.mounted("x\n\n1 2 3", ID)).isFalse();
    }

    @Test
    void the_parents_of_this_process_end_with_the_first() {
        List<Long> ancestors = Kin.ancestors(ProcessHandle.current().pid());

        assertThat(ancestors)
                .startsWith(ProcessHandle.current().parent().orElseThrow().pid())
                .doesNotHaveDuplicates();
        assertThat(Kin.ancestors(1)).isEmpty();
    }

    @Test
    void an_engine_may_be_reached_through_a_container() throws Exception {
        assertThat(Kin.speaksThrough(
                        container(Map.of("bridge", "172.17.0.2"), Map.of()), URI.create("tcp://172.17.0.2:2375")))
                .isTrue();
        assertThat(Kin.speaksThrough(container(Map.of(), Map.of(2375, 12_375)), URI.create("tcp://127.0.0.1:12375")))
                .isTrue();
        assertThat(Kin.speaksThrough(
                        container(Map.of("bridge", "172.17.0.3"), Map.of(2375, 2376)),
                        URI.create("tcp://172.17.0.2:2375")))
                .isFalse();
        assertThat(Kin.speaksThrough(container(Map.of("", ""), Map.of()), URI.create("unix:///var/run/docker.sock")))
                .isFalse();
    }

    @Test
    void a_container_of_nobody_we_know_may_be_broken() throws Exception {
        assertThat(Kin.of(container(Map.of(), Map.of()), URI.create("unix:///var/run/docker.sock")))
                .isEmpty();
    }
}
