package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a run could leave on a host, written down so that before and after can be compared. What could not be seen is
 * said under its heading, and is equal only to itself.
 *
 * @param parts lines by heading
 */
public record HostDump(SortedMap<String, SortedSet<String>> parts) {
    /** Words of an environment by which a process says of which lab or run it is. */
    private static final List<String> TELLING = List.of(ProcessTable.LAB + "=", ProcessTable.RUN + "=");

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final int CGROUPS_MOST = 20_000;
    private static final int CGROUPS_DEEPEST = 12;
    private static final Set<String> ENGINE_COMMANDS =
            Set.of("dockerd", "containerd", "containerd-shim", "docker-proxy", "docker-init", "runc");
    // Counters of packets and the times in comments change by themselves.
    private static final Pattern COUNTERS = Pattern.compile("\\[\\d+:\\d+]");
    // How many use a queue is no setting.
    private static final Pattern USERS = Pattern.compile(" refcnt \\d+");

    private static final Pattern CGROUP = Pattern.compile("/(respawn-\\d+[a-z]*)");
    private static final Pattern CONTAINER = Pattern.compile("[/-]([0-9a-f]{64})(?:\\.scope)?(?:/|$)");

    /** Settings of the kernel that engines and faults touch; those of single links come and go with their links. */
    private static final List<String> SYSCTLS = List.of(
            "kernel/panic",
            "kernel/panic_on_oops",
            "kernel/pid_max",
            "kernel/sysrq",
            "kernel/threads-max",
            "fs/file-max",
            "fs/inotify/max_user_instances",
            "fs/inotify/max_user_watches",
            "fs/protected_fifos",
            "fs/protected_hardlinks",
            "fs/protected_regular",
            "fs/protected_symlinks",
            "net/bridge/bridge-nf-call-ip6tables",
            "net/bridge/bridge-nf-call-iptables",
            "net/core/somaxconn",
            "net/ipv4/conf/all/forwarding",
            "net/ipv4/conf/all/route_localnet",
            "net/ipv4/conf/all/rp_filter",
            "net/ipv4/conf/default/forwarding",
            "net/ipv4/conf/default/rp_filter",
            "net/ipv4/ip_forward",
            "net/ipv4/ip_local_port_range",
            "net/ipv4/ip_unprivileged_port_start",
            "net/ipv4/tcp_retries2",
            "net/ipv6/conf/all/disable_ipv6",
            "net/ipv6/conf/all/forwarding",
            "net/netfilter/nf_conntrack_max",
            "vm/dirty_ratio",
            "vm/drop_caches",
            "vm/max_map_count",
            "vm/oom_kill_allocating_task",
            "vm/overcommit_memory",
            "vm/overcommit_ratio",
            "vm/panic_on_oom",
            "vm/swappiness");

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
        return now(root, false);
    }

    /** As {@link #now(Path)}, and all other processes too: for a host on which nobody else does anything. */
    public static HostDump complete(Path root) throws InterruptedException {
        return now(root, true);
    }

    private static HostDump now(Path root, boolean complete) throws InterruptedException {
        SortedMap<String, SortedSet<String>> parts = new TreeMap<>();
        // Before anything is started to look with.
        Processes processes = Processes.now(root);
        parts.put("processes", seen(processes::ours));
        parts.put("stopped processes", seen(processes::stopped));
        if (complete) {
            parts.put("other processes", seen(processes::others));
        }
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
        List<String> frozen = new ArrayList<>();
        parts.put("cgroups", seen(() -> cgroups(frozen)));
        parts.put("frozen cgroups", seen(() -> frozen));
        parts.put("packet filter", seen(HostDump::packetFilter));
        parts.put("qdiscs", seen(HostDump::qdiscs));
        parts.put("sysctls", seen(HostDump::sysctls));
        parts.put("private engines", seen(() -> names(PrivateRecipe.enginesDirectory(root))));
        parts.put("leases of runs", seen(() -> names(root.resolve("leases"))));
        parts.put("kept processes", seen(() -> names(root.resolve("processes"))));
        parts.put("sockets of shims", seen(() -> names(Path.of("/run/containerd/s"))));
        parts.put("engine directories", seen(HostDump::engineDirectories));
        parts.put(
                "temporary files",
                seen(() -> names(Path.of(System.getProperty("java.io.tmpdir"))).stream()
                        .filter(name -> name.startsWith("respawn") || name.matches("containerd\\.\\d+\\.stacks\\.log"))
                        .toList()));
        return new HostDump(parts);
    }

    /** How many lines it has. */
    int size() {
        return parts.values().stream().mapToInt(Set::size).sum();
    }

    /** The headings under which something could not be seen, each with the reason. */
    List<String> unseen() {
        return parts.entrySet().stream()
                .flatMap(part -> part.getValue().stream()
                        .filter(line -> line.startsWith("not seen"))
                        .map(line -> part.getKey() + ": " + line))
                .toList();
    }

    /** Whether an engine, or what belongs to one, runs anywhere on this host. */
    boolean enginesRun() {
        return parts.getOrDefault("processes", Collections.emptySortedSet()).stream()
                .anyMatch(line -> ENGINE_COMMANDS.contains(line.substring(0, Math.max(0, line.indexOf(',')))));
    }

    /** What came and what went between two looks, one line each; empty if both are equal. */
    public static List<String> difference(HostDump before, HostDump after) {
        return changes(before, after).stream().map(Change::text).toList();
    }

    /** What is different between two looks, heading by heading: first what is gone, then what is new. */
    static List<Change> changes(HostDump before, HostDump after) {
        List<Change> changes = new ArrayList<>();
        SortedSet<String> headings = new TreeSet<>(before.parts.keySet());
        headings.addAll(after.parts.keySet());
        for (String heading : headings) {
            SortedSet<String> was = before.parts.getOrDefault(heading, Collections.emptySortedSet());
            SortedSet<String> is = after.parts.getOrDefault(heading, Collections.emptySortedSet());
            was.stream()
                    .filter(line -> !is.contains(line))
                    .forEach(line -> changes.add(new Change(heading, Change.Kind.GONE, line)));
            is.stream()
                    .filter(line -> !was.contains(line))
                    .forEach(line -> changes.add(new Change(heading, Change.Kind.NEW, line)));
        }
        return List.copyOf(changes);
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
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
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

    private static List<String> cgroups(List<String> frozen) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path hierarchy : Mounts.cgroupHierarchies()) {
            // Cgroups come and go while they are walked through; one that went is none.
            Files.walkFileTree(
                    hierarchy,
                    EnumSet.noneOf(java.nio.file.FileVisitOption.class),
                    CGROUPS_DEEPEST,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                            if (found.size() >= CGROUPS_MOST) {
                                return FileVisitResult.TERMINATE;
                            }
                            found.add(directory.toString());
                            if (frozen(directory)) {
                                frozen.add(directory.toString());
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path directory, @org.jspecify.annotations.Nullable IOException e) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        }
        if (found.size() >= CGROUPS_MOST) {
            found.add("not seen completely: there are more than " + CGROUPS_MOST);
        }
        return found;
    }

    private static boolean frozen(Path cgroup) {
        return starts(cgroup.resolve("freezer.state"), "FR") || starts(cgroup.resolve("cgroup.freeze"), "1");
    }

    private static boolean starts(Path file, String with) {
        try {
            return Files.exists(file)
                    && Files.readString(file, StandardCharsets.ISO_8859_1).startsWith(with);
        } catch (IOException e) {
            return false;
        }
    }

    /** The process table of one moment. */
    private record Processes(Path root, Map<ProcessTable.Row, String> whose) {
        /** The dead that wait for their parent are not counted. */
        static Processes now(Path root) {
            Map<ProcessTable.Row, String> whose = new LinkedHashMap<>();
            for (long pid : ProcessTable.pids()) {
                ProcessTable.row(pid).filter(row -> !row.zombie()).ifPresent(row -> whose.put(row, whose(root, row)));
            }
            return new Processes(root, whose);
        }

        private static String whose(Path root, ProcessTable.Row row) {
            String cgroups = ProcessTable.cgroups(row.pid());
            Matcher cgroup = CGROUP.matcher(cgroups);
            Matcher container = CONTAINER.matcher(cgroups);
            String arguments = ProcessTable.arguments(row.pid());
            String engine = cgroup.find()
                    ? ", of " + cgroup.group(1)
                    : arguments.contains(Keeper.class.getName() + " ") || arguments.contains(root + "/")
                            ? ", of what is under " + (arguments.contains(root.toString()) ? root : "another root")
                            : "";
            String contained = container.find() ? ", in container " + container.group(1) : "";
            String told = ProcessTable.environment(row.pid()).stream()
                    .filter(word -> TELLING.stream().anyMatch(word::startsWith))
                    .sorted()
                    .map(word -> ", told " + plain(word.length() > 200 ? word.substring(0, 200) : word))
                    .collect(Collectors.joining());
            return engine + contained + told;
        }

        private static String line(ProcessTable.Row row, String whose) {
            // A process may call itself what it likes, another's line included.
            return plain(row.command()) + ", PID " + row.pid() + ", begun at tick " + row.startTicks() + whose;
        }

        private static String plain(String text) {
            return text.replaceAll("[^A-Za-z0-9_.:/@+=()-]", "?");
        }

        private boolean ours(ProcessTable.Row row) {
            // The harness itself is told by whoever started it, when it is itself under test.
            return row.pid() != ProcessHandle.current().pid()
                    && (!whose.getOrDefault(row, "").isEmpty() || ENGINE_COMMANDS.contains(row.command()));
        }

        /** Engines, what belongs to them, keepers, and what says of which run it is. */
        List<String> ours() {
            return lines(this::ours);
        }

        List<String> others() {
            // Kernel threads are children of the second process; they come and go with the kernel's work.
            return lines(row -> !ours(row) && row.parent() != 2 && row.pid() != 2);
        }

        List<String> stopped() {
            return lines(row -> row.state() == 'T');
        }

        private List<String> lines(java.util.function.Predicate<ProcessTable.Row> which) {
            return whose.entrySet().stream()
                    .filter(entry -> which.test(entry.getKey()))
                    .map(entry -> line(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private static List<String> packetFilter() throws InterruptedException {
        List<String> lines = new ArrayList<>(saved("iptables", "iptables-save"));
        if (Files.exists(Path.of("/proc/net/if_inet6"))) {
            lines.addAll(saved("ip6tables", "ip6tables-save"));
        }
        return lines;
    }

    /** Each rule behind its program and its table, as it would be written to take it away. */
    private static List<String> saved(String program, String save) throws InterruptedException {
        Commands.Ran ran = Commands.run(List.of(save), COMMAND_LIMIT);
        if (!ran.well()) {
            return List.of("not seen: " + save + " ended with code " + ran.code());
        }
        List<String> lines = new ArrayList<>();
        String table = "";
        for (String line : ran.output().lines().toList()) {
            if (line.startsWith("*")) {
                table = line.substring(1).strip();
            } else if (line.startsWith(":") || line.startsWith("-A")) {
                lines.add(program + " -t " + table + " "
                        + COUNTERS.matcher(line).replaceAll("").strip());
            }
        }
        return lines;
    }

    private static List<String> qdiscs() throws InterruptedException {
        Commands.Ran ran = Commands.run(List.of("tc", "qdisc", "show"), COMMAND_LIMIT);
        return ran.well()
                ? ran.output()
                        .lines()
                        .map(line -> USERS.matcher(line).replaceAll("").strip())
                        .filter(line -> !line.isEmpty())
                        .toList()
                : List.of("not seen: tc ended with code " + ran.code());
    }

    private static List<String> sysctls() {
        List<String> lines = new ArrayList<>();
        for (String name : SYSCTLS) {
            try {
                Path file = Path.of("/proc/sys", name);
                if (Files.isReadable(file)) {
                    lines.add(name.replace('/', '.') + " = "
                            + Files.readString(file, StandardCharsets.ISO_8859_1)
                                    .strip()
                                    .replace('\t', ' '));
                }
            } catch (IOException e) {
                // Some are readable in name only.
            }
        }
        return lines;
    }
}
