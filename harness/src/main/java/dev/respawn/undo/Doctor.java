package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What this machine has of what Respawn can use. Looking changes nothing: nothing is loaded, no namespace outlives it. */
public final class Doctor {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    // In the order of the kernel's numbers, from 0.
    private static final List<String> CAPABILITIES = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "LINUX_IMMUTABLE",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_ADMIN",
            "NET_RAW",
            "IPC_LOCK",
            "IPC_OWNER",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_CHROOT",
            "SYS_PTRACE",
            "SYS_PACCT",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_NICE",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "MKNOD",
            "LEASE",
            "AUDIT_WRITE",
            "AUDIT_CONTROL",
            "SETFCAP",
            "MAC_OVERRIDE",
            "MAC_ADMIN",
            "SYSLOG",
            "WAKE_ALARM",
            "BLOCK_SUSPEND",
            "AUDIT_READ",
            "PERFMON",
            "BPF",
            "CHECKPOINT_RESTORE");

    /** The names of the facts without which there is no private engine. */
    public static final List<String> NEEDED_FOR_PRIVATE =
            List.of("root", "dockerd", "iptables", "program ip", "program nsenter", "program setsid");

    private final Path root;

    /** Looks for leftovers below that directory. */
    public Doctor(Path root) {
        this.root = root;
    }

    /** Whether something is there. */
    public enum Standing {
        OK,
        MISSING,
        UNKNOWN
    }

    /**
     * One thing about this machine.
     *
     * @param value what was found, empty if nothing
     * @param why what it is for, or why it is not known
     */
    public record Fact(String name, String value, Standing standing, String why) {}

    /** All facts, in the order in which they are told. */
    public List<Fact> facts() throws InterruptedException {
        List<Fact> facts = new ArrayList<>();
        String status = ProcessTable.status(ProcessHandle.current().pid()).orElse("");
        boolean root = ProcessTable.root();
        facts.add(fact("root", root ? "yes" : "no", root, "private engines, and signals from the host, need it"));
        facts.addAll(tools());
        facts.add(version("dockerd", List.of("dockerd", "--version"), "private engines are made with it"));
        facts.add(version("iptables", List.of("iptables", "--version"), "a private engine publishes ports with it"));
        facts.add(capabilities("capabilities, effective", line(status, "CapEff")));
        facts.add(capabilities("capabilities, bounding", line(status, "CapBnd")));
        facts.add(cgroups());
        facts.add(fact("kernel", System.getProperty("os.version", ""), true, ""));
        facts.add(hostPids());
        facts.add(qdisc("netem", root, List.of("netem", "delay", "1ms"), "delay and loss of packets need it"));
        facts.add(qdisc(
                "tbf",
                root,
                List.of("tbf", "rate", "1mbit", "burst", "10kb", "latency", "50ms"),
                "limits of the network's rate need it"));
        facts.add(ipvs());
        facts.add(leftovers());
        return List.copyOf(facts);
    }

    private static Fact fact(String name, String value, boolean there, String why) {
        return new Fact(name, value, there ? Standing.OK : Standing.MISSING, why);
    }

    private static String line(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static List<Fact> tools() {
        return Stream.of("ip", "nsenter", "unshare", "umount", "setsid", "kill", "tc", "dockerd", "containerd", "runc")
                .map(name -> {
                    Optional<Path> path = find(name);
                    return fact("program " + name, path.map(Path::toString).orElse(""), path.isPresent(), "");
                })
                .toList();
    }

    private static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin";
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Fact version(String name, List<String> argv, String why) throws InterruptedException {
        Commands.Ran ran = Commands.run(argv, COMMAND_LIMIT);
        return fact(name, ran.well() ? ran.output().lines().findFirst().orElse("") : "", ran.well(), why);
    }

    private static Fact capabilities(String name, String mask) {
        return mask.matches("[0-9a-f]{1,16}")
                ? new Fact(name, String.join(" ", capabilities(Long.parseUnsignedLong(mask, 16))), Standing.OK, "")
                : new Fact(name, "", Standing.UNKNOWN, "the kernel's status of this process does not tell");
    }

    /** The names of a set of capabilities. */
    static List<String> capabilities(long mask) {
        List<String> names = new ArrayList<>();
        for (int number = 0; number < Long.SIZE; number++) {
            if ((mask >>> number & 1) != 0) {
                names.add(number < CAPABILITIES.size() ? CAPABILITIES.get(number) : "number-" + number);
            }
        }
        return List.copyOf(names);
    }

    private static Fact cgroups() {
        try {
            boolean one = Mounts.all().stream().anyMatch(mount -> mount.type().equals("cgroup"));
            boolean two = Mounts.all().stream().anyMatch(mount -> mount.type().equals("cgroup2"));
            String version = one && two ? "1 (hybrid)" : one ? "1" : two ? "2" : "";
            return fact("cgroup version", version, one || two, "");
        } catch (IOException e) {
            return new Fact("cgroup version", "", Standing.UNKNOWN, String.valueOf(e.getMessage()));
        }
    }

    private static Fact hostPids() {
        // The kernel's own threads are children of process 2, and are seen only in the first PID namespace.
        boolean host = ProcessTable.row(2)
                .filter(row -> row.command().equals("kthreadd"))
                .isPresent();
        return host
                ? new Fact("processes of the host", "seen", Standing.OK, "signals to main processes are sent from here")
                : new Fact(
                        "processes of the host",
                        "not seen",
                        Standing.MISSING,
                        "signals to main processes are sent by a helper container");
    }

    private static Fact qdisc(String name, boolean root, List<String> trial, String why) throws InterruptedException {
        Optional<String> module = module("sch_" + name);
        if (module.isPresent()) {
            return new Fact("qdisc " + name, module.get(), Standing.OK, why);
        }
        if (!root) {
            return new Fact("qdisc " + name, "", Standing.UNKNOWN, "only root may try; " + why);
        }
        // No module of that name is to be had, so trying it loads none; the namespace ends with the program.
        List<String> argv = new ArrayList<>(List.of("unshare", "--net", "tc", "qdisc", "add", "dev", "lo", "root"));
        argv.addAll(trial);
        Commands.Ran ran = Commands.run(argv, COMMAND_LIMIT);
        return switch (ran.code()) {
            case 0 -> new Fact("qdisc " + name, "in the kernel", Standing.OK, why);
            case 127 -> new Fact("qdisc " + name, "", Standing.UNKNOWN, "tc or unshare is missing; " + why);
            default ->
                new Fact(
                        "qdisc " + name,
                        "",
                        Standing.MISSING,
                        why + "; tc says: " + ran.output().lines().findFirst().orElse(""));
        };
    }

    private static Fact ipvs() {
        String why = "Swarm's own balancing needs it";
        if (Files.exists(Path.of("/proc/net/ip_vs"))) {
            return new Fact("IPVS", "in the kernel", Standing.OK, why);
        }
        return module("ip_vs")
                .map(where -> new Fact("IPVS", where, Standing.OK, why))
                .orElseGet(() -> new Fact("IPVS", "", Standing.MISSING, why));
    }

    /** Where the kernel has a module; empty if it has none of that name as a module. */
    private static Optional<String> module(String name) {
        Path modules = Path.of("/lib/modules", System.getProperty("os.version", "none"));
        if (contains(Path.of("/proc/modules"), name + " ")) {
            return Optional.of("loaded");
        }
        if (contains(modules.resolve("modules.builtin"), "/" + name + ".ko")) {
            return Optional.of("in the kernel");
        }
        return contains(modules.resolve("modules.dep"), "/" + name + ".ko")
                ? Optional.of("a module, loaded when it is used")
                : Optional.empty();
    }

    private static boolean contains(Path file, String text) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.startsWith(text) || (text.startsWith("/") && line.contains(text)));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private Fact leftovers() {
        try {
            List<Leftovers.Leftover> found = new Leftovers(root).find();
            return found.isEmpty()
                    ? new Fact("leftovers", "none", Standing.OK, "below " + PrivateRecipe.enginesDirectory(root))
                    : new Fact(
                            "leftovers",
                            String.join(
                                    "; ",
                                    found.stream().map(Leftovers.Leftover::what).toList()),
                            Standing.MISSING,
                            "`respawn undo` removes them");
        } catch (IOException e) {
            return new Fact("leftovers", "", Standing.UNKNOWN, "not seen: " + e.getMessage());
        }
    }
}
