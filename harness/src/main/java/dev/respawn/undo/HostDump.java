package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run could leave on a host, written down so that before and after can be compared. What could not be seen is
 * said under its heading, and is equal only to itself.
 *
 * @param parts lines by heading
 */
public record HostDump(SortedMap<String, SortedSet<String>> parts) {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final int CGROUPS_MOST = 5000;
    private static final Set<String> ENGINE_COMMANDS =
            Set.of("dockerd", "containerd", "containerd-shim", "docker-proxy", "docker-init", "runc");
    // Counters of packets and the times in comments change by themselves.
    private static final Pattern COUNTERS = Pattern.compile("\\[\\d+:\\d+]");

    private static final Pattern CGROUP = Pattern.compile("/(respawn-\\d+[a-z]*)");

    public HostDump {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        parts.forEach((name, lines) -> copy.put(name, Collections.unmodifiableSortedSet(new TreeSet<>(lines))));
        parts = Collections.unmodifiableSortedMap(copy);
    }

    /** Looks at the host now, with private engines where they are by default. */
    public static HostDump now() throws InterruptedException {
        return now(PrivateRecipe.rootDefault());
    }

    /** Looks at the host now. It changes nothing. */
    public static HostDump now(Path root) throws InterruptedException {
        SortedMap<String, SortedSet<String>> parts = new TreeMap<>();
        parts.put("links", seen(HostDump::links));
        parts.put(
                "routes",
                seen(() -> Routes.now().stream().map(Routes.Route::text).toList()));
        parts.put("network namespaces", seen(() -> names(Path.of("/run/netns"))));
        parts.put(
                "mounts",
                seen(() -> Mounts.all().stream()
                        .map(mount -> mount.point() + " (" + mount.type() + ")")
                        .toList()));
        parts.put("cgroups", seen(HostDump::cgroups));
        parts.put("processes", seen(() -> processes(root)));
        parts.put("packet filter", seen(HostDump::packetFilter));
        parts.put("private engines", seen(() -> names(PrivateRecipe.enginesDirectory(root))));
        parts.put("sockets of shims", seen(() -> names(Path.of("/run/containerd/s"))));
        parts.put("engine directories", seen(HostDump::engineDirectories));
        parts.put(
                "temporary files",
                seen(() -> names(Path.of(System.getProperty("java.io.tmpdir"))).stream()
                        .filter(name -> name.startsWith("respawn") || name.matches("containerd\\.\\d+\\.stacks\\.log"))
                        .toList()));
        return new HostDump(parts);
    }

    /** What came and what went between two looks, one line each; empty if both are equal. */
    public static List<String> difference(HostDump before, HostDump after) {
        List<String> lines = new ArrayList<>();
        SortedSet<String> headings = new TreeSet<>(before.parts.keySet());
        headings.addAll(after.parts.keySet());
        for (String heading : headings) {
            SortedSet<String> was = before.parts.getOrDefault(heading, new TreeSet<>());
            SortedSet<String> is = after.parts.getOrDefault(heading, new TreeSet<>());
            was.stream().filter(line -> !is.contains(line)).forEach(line -> lines.add(heading + ": gone: " + line));
            is.stream().filter(line -> !was.contains(line)).forEach(line -> lines.add(heading + ": new: " + line));
        }
        return List.copyOf(lines);
    }

    private interface Look {
        List<String> lines() throws IOException, InterruptedException;
    }

    private static SortedSet<String> seen(Look look) throws InterruptedException {
        try {
            return counted(look.lines());
        } catch (IOException | RuntimeException e) {
            return new TreeSet<>(Set.of("not seen: " + e));
        }
    }

    /** Equal lines are told apart by their count, so that a second mount on one place is a difference. */
    static SortedSet<String> counted(List<String> lines) {
        Map<String, Integer> counts = new TreeMap<>();
        SortedSet<String> counted = new TreeSet<>();
        for (String line : lines) {
            int count = counts.merge(line, 1, Integer::sum);
            counted.add(count == 1 ? line : line + " #" + count);
        }
        return counted;
    }

    private static List<String> names(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static List<String> links() throws IOException {
        return names(Path.of("/sys/class/net"));
    }

    private static List<String> engineDirectories() {
        return List.of("/etc/docker/key.json", "/run/containerd", "/run/docker", "/run/docker/plugins").stream()
                .filter(path -> Files.exists(Path.of(path)))
                .toList();
    }

    private static List<String> cgroups() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path hierarchy : Mounts.cgroupHierarchies()) {
            try (var paths = Files.find(hierarchy, 8, (path, attributes) -> attributes.isDirectory())) {
                paths.limit(CGROUPS_MOST - Math.min(CGROUPS_MOST, found.size()))
                        .forEach(path -> found.add(path.toString()));
            } catch (UncheckedIOException e) {
                found.add("not seen completely: " + hierarchy);
            }
        }
        return found;
    }

    /** Engines, what belongs to them, and keepers; the dead that wait for their parent are not counted. */
    private static List<String> processes(Path root) {
        List<String> found = new ArrayList<>();
        for (long pid : ProcessTable.pids()) {
            String arguments = ProcessTable.arguments(pid);
            Matcher cgroup = CGROUP.matcher(ProcessTable.cgroups(pid));
            String whose = cgroup.find()
                    ? ", of " + cgroup.group(1)
                    : arguments.contains(Keeper.class.getName() + " ") || arguments.contains(root + "/")
                            ? ", of what is under " + (arguments.contains(root.toString()) ? root : "another root")
                            : "";
            ProcessTable.row(pid)
                    .filter(row -> !row.zombie() && (!whose.isEmpty() || ENGINE_COMMANDS.contains(row.command())))
                    .ifPresent(row ->
                            found.add(row.command() + ", PID " + pid + ", begun at tick " + row.startTicks() + whose));
        }
        return found;
    }

    private static List<String> packetFilter() throws InterruptedException {
        Commands.Ran ran = Commands.run(List.of("iptables-save"), COMMAND_LIMIT);
        return ran.well()
                ? ran.output()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> COUNTERS.matcher(line).replaceAll(""))
                        .toList()
                : List.of("not seen: iptables-save ended with code " + ran.code());
    }
}
