package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.Access;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NestedPidsTest {
    @Test
    void a_process_has_a_number_in_each_namespace_ours_first() {
        assertThat(NestedPids.numbers("Name:\tnginx\nPid:\t9301\nNSpid:\t9301\t412\t1\nNSpgid:\t9301\t412\t1\n"))
                .containsExactly(9301L, 412L, 1L);
        assertThat(NestedPids.numbers("Name:\tnginx\nPid:\t9301\n")).isEmpty();
    }

    @Test
    void what_is_not_seen_has_no_number_rather_than_anothers() {
        long self = ProcessHandle.current().pid();

        assertThat(new NestedPids().here(self, "0123456789abcdef".repeat(4))).isZero();
        assertThat(new NestedPids().here(self, "")).isZero();
        assertThat(new NestedPids().here(0, "0123456789abcdef".repeat(4))).isZero();
    }

    @Test
    void only_the_engine_of_a_machine_counts_otherwise() {
        Path root = Path.of("/r");

        assertThat(MachineRecipe.pids(root, to("unix:///r/engines/7/machine/docker.sock")))
                .isInstanceOf(NestedPids.class);
        assertThat(MachineRecipe.pids(root, to("unix:///r/engines/7/docker.sock"))
                        .here(5, "c"))
                .isEqualTo(5);
        assertThat(MachineRecipe.pids(root, to("unix:///run/machine/docker.sock"))
                        .here(5, "c"))
                .isEqualTo(5);
    }

    private static Access to(String address) {
        return Access.plain(URI.create(address));
    }
}
