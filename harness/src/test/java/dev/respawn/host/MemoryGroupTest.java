package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.MemoryUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryGroupTest {
    private static final String HYBRID = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;
    private static final String TWO = """
            28 22 0:25 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate
            """;

    @TempDir
    Path directory;

    @Test
    void where_both_versions_are_mounted_memory_is_on_the_one_that_names_it() {
        String groups = "12:cpu,cpuacct:/docker/a\n9:memory:/docker/a\n0::/docker/b\n";

        assertThat(ControlGroups.find(groups, HYBRID, "memory"))
                .hasValue(new ControlGroups.Group(Path.of("/sys/fs/cgroup/memory/docker/a"), 1));
        assertThat(ControlGroups.find(groups, HYBRID, "cpuacct"))
                .hasValue(new ControlGroups.Group(Path.of("/sys/fs/cgroup/cpu,cpuacct/docker/a"), 1));
    }

    @Test
    void version_2_has_one_tree_for_all() {
        assertThat(ControlGroups.find("0::/system.slice/docker-a.scope\n", TWO, "memory"))
                .hasValue(new ControlGroups.Group(Path.of("/sys/fs/cgroup/system.slice/docker-a.scope"), 2));
    }

    @Test
    void what_lies_outside_of_what_is_mounted_here_is_not_seen() {
        String below = "28 22 0:25 /mine /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

        assertThat(ControlGroups.find("0::/mine/docker/a\n", below, "memory"))
                .hasValue(new ControlGroups.Group(Path.of("/sys/fs/cgroup/docker/a"), 2));
        assertThat(ControlGroups.find("0::/other/docker/a\n", below, "memory")).isEmpty();
        assertThat(ControlGroups.find("0::/minefield\n", below, "memory")).isEmpty();
        assertThat(ControlGroups.find("0::/../../x\n", TWO, "memory")).isEmpty();
        assertThat(ControlGroups.find("", HYBRID, "memory")).isEmpty();
    }

    @Test
    void a_mount_point_with_blanks_is_read_as_it_is() {
        assertThat(ControlGroups.find("0::/a\n", "28 22 0:25 / /my\\040cgroups rw - cgroup2 cgroup2 rw\n", "memory"))
                .hasValue(new ControlGroups.Group(Path.of("/my cgroups/a"), 2));
    }

    @Test
    void version_1_counts_kills_in_its_oom_control() throws IOException {
        write("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
        MemoryGroup group = MemoryGroup.at(directory, 1);

        assertThat(group.kills()).hasValue(3L);
    }

    @Test
    void version_2_counts_kills_in_its_events_and_not_in_those_above() throws IOException {
        String events = "low 0\nhigh 0\nmax 25\noom 2\noom_kill 1\noom_group_kill 0\n";
        write("memory.events", events.replace("oom_kill 1", "oom_kill 7"));
        write("a/memory.events", events);
        MemoryGroup group = MemoryGroup.at(directory.resolve("a"), 2);

        assertThat(group.kills()).hasValue(1L);
    }

    @Test
    void its_use_and_its_peak_have_other_names_in_either_version() throws IOException {
        write("memory.usage_in_bytes", "4096\n");
        write("memory.max_usage_in_bytes", "8192\n");
        write("memory.limit_in_bytes", "20971520\n");
        assertThat(MemoryGroup.at(directory, 1).use())
                .hasValue(new MemoryUse(4_096, Optional.of(8_192L), Optional.of(20_971_520L)));

        write("memory.current", "4097\n");
        write("memory.max", "max\n");
        // Before 5.19 there is no peak.
        assertThat(MemoryGroup.at(directory, 2).use())
                .hasValue(new MemoryUse(4_097, Optional.empty(), Optional.empty()));
        write("memory.peak", "8193\n");
        assertThat(MemoryGroup.at(directory, 2).use())
                .hasValue(new MemoryUse(4_097, Optional.of(8_193L), Optional.empty()));
    }

    @Test
    void it_is_of_the_container_that_its_place_names() {
        MemoryGroup group = MemoryGroup.at(directory.resolve("docker-0123abcd.scope"), 2);

        assertThat(group.isOf("0123abcd")).isTrue();
        assertThat(group.isOf("4567abcd")).isFalse();
    }

    @Test
    void a_group_that_is_gone_tells_nothing() {
        MemoryGroup gone = MemoryGroup.at(directory.resolve("gone"), 1);

        assertThat(gone.kills()).isEmpty();
        assertThat(gone.use()).isEmpty();
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
