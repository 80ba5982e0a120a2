package dev.respawn.undo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostDumpTest {
    private static HostDump dump(Map<String, List<String>> parts) {
        TreeMap<String, SortedSet<String>> sorted = new TreeMap<>();
        parts.forEach((name, lines) -> sorted.put(name, new TreeSet<>(lines)));
        return new HostDump(sorted);
    }

    @Test
    void the_difference_says_what_came_and_what_went() {
        HostDump before = dump(Map.of("links", List.of("lo", "eth0"), "routes", List.of("r")));
        HostDump after = dump(Map.of("links", List.of("lo", "respawn-1"), "routes", List.of("r")));

        assertThat(HostDump.difference(before, after)).containsExactly("links: gone: eth0", "links: new: respawn-1");
        assertThat(HostDump.difference(before, before)).isEmpty();
    }

    @Test
    void a_second_mount_on_one_place_is_a_difference() {
        assertThat(HostDump.counted(List.of("/a", "/b", "/a"))).containsExactly("/a", "/a #2", "/b");
    }

    @Test
    void an_engine_directory_is_seen(@TempDir Path root) throws Exception {
        HostDump before = HostDump.now(root);
        Files.createDirectories(root.resolve("engines/7"));

        assertThat(HostDump.difference(before, HostDump.now(root))).contains("private engines: new: 7");
    }
}
