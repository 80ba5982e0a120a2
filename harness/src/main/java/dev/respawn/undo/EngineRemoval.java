package dev.respawn.undo;

import dev.respawn.host.Commands;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The end of a private engine, from any state: half made, running, killed, stopped, with containers alive or frozen.
 * It asks the host what is there and removes that, so it may be done twice.
 */
final class EngineRemoval {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(8);
    private static final Pattern SHIM_SOCKET = Pattern.compile("(?:unix://)?(/run/containerd/s/[0-9a-f]{64})");
    // What an engine's own programs are called; the kernel cuts names at 15 characters.
    private static final Set<String> ENGINE_COMMANDS = Set.of(
            "dockerd", "containerd", "containerd-shim", "docker-proxy", "docker-init", "runc", "nsenter", "unshare");

    private final PrivateRecipe recipe;
    private final Optional<EngineRecord> record;
    private final Consumer<String> log;
    private final List<String> left = new ArrayList<>();

    private EngineRemoval(PrivateRecipe recipe, Optional<EngineRecord> record, Consumer<String> log) {
        this.recipe = recipe;
        this.record = record;
        this.log = log;
    }

    /**
     * Removes an engine.
     *
     * @return what could not be removed, and why; empty if nothing of it is left
     */
    static List<String> remove(EngineRecord record, Consumer<String> log) throws InterruptedException {
        return new EngineRemoval(record.recipe(), Optional.of(record), log).remove();
    }

    private List<String> remove() throws InterruptedException {
        Path directory = recipe.directory();
        Set<Path> sockets = shimSockets();
        thaw();
        killAll();
        step("mounts", this::unmountAll);
        step("link " + recipe.link(), this::deleteLink);
        step("cgroups", this::deleteCgroups);
        step("sockets of shims", () -> {
            for (Path socket : sockets) {
                Files.deleteIfExists(socket);
            }
        });
        step("directories of engines", this::deleteForeignDirectories);
        step(directory.toString(), this::deleteDirectory);
        log.accept(left.isEmpty() ? recipe.name() + " is removed" : recipe.name() + " is not removed: " + left);
        return List.copyOf(left);
    }

    private void step(String what, Step step) throws InterruptedException {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            left.add(what + ": " + e);
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** A frozen process does not die of KILL under cgroup v1; and a paused container is frozen. */
    private void thaw() throws InterruptedException {
        step("frozen containers", () -> {
            for (Path cgroup : cgroups()) {
                write(cgroup.resolve("freezer.state"), "THAWED");
                write(cgroup.resolve("cgroup.freeze"), "0");
            }
        });
    }

    private static void write(Path file, String text) {
        if (Files.exists(file)) {
            try {
                Files.writeString(file, text);
            } catch (IOException e) {
                // The cgroup went meanwhile, or is the root's; what is still frozen shows as a process that stays.
            }
        }
    }

    private void killAll() throws InterruptedException {
        long end = System.nanoTime() + KILL_LIMIT.toNanos();
        Map<Long, ProcessTable.Row> alive = processes();
        int killed = alive.size();
        while (!alive.isEmpty()) {
            if (System.nanoTime() > end) {
                alive.values()
                        .forEach(row -> left.add("process " + row.pid() + " (" + row.command() + ", state "
                                + row.state() + ") lives " + KILL_LIMIT.toSeconds() + "s after it was killed"));
                return;
            }
            for (ProcessTable.Row row : alive.values()) {
                ProcessHandle.of(row.pid())
                        .filter(handle -> ProcessTable.lives(row.pid(), row.startTicks()))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
            Thread.sleep(5);
            thaw();
            alive = processes();
        }
        log.accept(recipe.name() + ": killed " + killed + " processes");
    }

    /**
     * All living processes of the engine: its own programs by the directory in their arguments, whatever is in its
     * network namespace, and whatever is in its cgroups, with all their descendants.
     */
    private Map<Long, ProcessTable.Row> processes() {
        String cgroup = recipe.cgroupParent();
        String directory = recipe.directory() + "/";
        Optional<String> namespace = networkNamespace();
        long self = ProcessHandle.current().pid();
        Map<Long, ProcessTable.Row> all = new LinkedHashMap<>();
        for (long pid : ProcessTable.pids()) {
            ProcessTable.row(pid).filter(row -> !row.zombie()).ifPresent(row -> all.put(pid, row));
        }
        Map<Long, ProcessTable.Row> ours = new LinkedHashMap<>();
        for (ProcessTable.Row row : all.values()) {
            boolean byArguments = ENGINE_COMMANDS.contains(row.command())
                    && ProcessTable.arguments(row.pid()).contains(directory);
            if (byArguments
                    || inCgroup(ProcessTable.cgroups(row.pid()), cgroup)
                    || (namespace.isPresent() && namespace.equals(ProcessTable.namespace(row.pid(), "net")))) {
                ours.put(row.pid(), row);
            }
        }
        boolean more = true;
        while (more) {
            more = false;
            for (ProcessTable.Row row : all.values()) {
                if (ours.containsKey(row.parent()) && !ours.containsKey(row.pid())) {
                    ours.put(row.pid(), row);
                    more = true;
                }
            }
        }
        ours.remove(self);
        return ours;
    }

    private static boolean inCgroup(String cgroups, String wanted) {
        return cgroups.lines().anyMatch(line -> line.endsWith(wanted) || line.contains(wanted + "/"));
    }

    /** The kernel's name of the engine's network namespace; empty if none is mounted. */
    private Optional<String> networkNamespace() {
        try {
            // The source of such a mount is the root of its file system: net:[4026532177].
            return Mounts.below(recipe.networkNamespace()).stream()
                    .filter(mount -> mount.type().equals("nsfs"))
                    .map(Mounts.Mount::root)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void unmountAll() throws IOException, InterruptedException {
        String said = "";
        for (int round = 0; round < 6; round++) {
            List<Mounts.Mount> mounts = new ArrayList<>(Mounts.below(recipe.directory()));
            if (mounts.isEmpty()) {
                return;
            }
            // The deepest first, and of two on one place the later one.
            List<String> argv = new ArrayList<>(List.of("umount"));
            if (round >= 2) {
                // Somebody outside holds it; it goes when they do, and nobody new can enter.
                argv.add("--lazy");
            }
            argv.add("--");
            for (int i = mounts.size() - 1; i >= 0; i--) {
                argv.add(mounts.get(i).point().toString());
            }
            argv.subList(argv.indexOf("--") + 1, argv.size())
                    .sort((one, other) -> Integer.compare(other.length(), one.length()));
            said = Commands.run(argv, COMMAND_LIMIT).output();
        }
        throw new IOException("still mounted: "
                + Mounts.below(recipe.directory()).stream()
                        .map(mount -> mount.point().toString())
                        .toList() + "; umount says: " + said);
    }

    private void deleteLink() throws IOException, InterruptedException {
        Path link = Path.of("/sys/class/net", recipe.link());
        String said = "";
        for (int round = 0; round < 20 && Files.exists(link, LinkOption.NOFOLLOW_LINKS); round++) {
            // It also goes by itself when its namespace does, in between.
            said = Commands.run(List.of("ip", "link", "del", recipe.link()), COMMAND_LIMIT)
                    .output();
            Thread.sleep(round);
        }
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is still there; ip says: " + said);
        }
    }

    /** All cgroups of the engine, in all hierarchies, the deepest first. */
    private List<Path> cgroups() throws IOException {
        List<Path> cgroups = new ArrayList<>();
        for (Path hierarchy : Mounts.cgroupHierarchies()) {
            Path top = hierarchy.resolve(recipe.name());
            if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(top, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @org.jspecify.annotations.Nullable IOException e) {
                        cgroups.add(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        }
        return cgroups;
    }

    private void deleteCgroups() throws IOException, InterruptedException {
        List<Path> cgroups = cgroups();
        // A cgroup stays busy for some milliseconds after its last process.
        for (int round = 0; round < 50 && !cgroups.isEmpty(); round++) {
            for (Path cgroup : cgroups) {
                try {
                    Files.deleteIfExists(cgroup);
                } catch (IOException e) {
                    if (round == 49) {
                        throw e;
                    }
                }
            }
            cgroups = cgroups();
            Thread.sleep(cgroups.isEmpty() ? 0 : 20);
        }
    }

    /** Shims listen outside the engine's directory, and leave their sockets when they are killed. */
    private Set<Path> shimSockets() {
        Set<Path> sockets = new TreeSet<>();
        Path bundles = recipe.execRoot().resolve("containerd/daemon/io.containerd.runtime.v2.task");
        if (!Files.isDirectory(bundles)) {
            return sockets;
        }
        try (var files = Files.find(
                bundles, 3, (path, attributes) -> path.getFileName().toString().equals("address"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                var matcher = SHIM_SOCKET.matcher(
                        Files.readString(file, StandardCharsets.ISO_8859_1).strip());
                if (matcher.matches()) {
                    sockets.add(Path.of(matcher.group(1)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // A bundle went while it was read, and its socket with it.
        }
        return sockets;
    }

    /** Directories that every engine makes outside its own, if they were not there before and nobody uses them. */
    private void deleteForeignDirectories() throws IOException {
        if (record.filter(known -> !known.containerdWasThere()).isPresent()) {
            deleteIfEmpty(Path.of("/run/containerd/s"));
            deleteIfEmpty(Path.of("/run/containerd"));
        }
        Path docker = Path.of("/run/docker");
        if (record.filter(known -> !known.dockerWasThere()).isPresent() && Files.isDirectory(docker)) {
            try (var entries = Files.list(docker)) {
                if (entries.allMatch(entry -> entry.endsWith("plugins"))) {
                    deleteIfEmpty(docker.resolve("plugins"));
                    deleteIfEmpty(docker);
                }
            }
        }
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // Somebody uses it.
        }
    }

    private void deleteDirectory() throws IOException {
        // What is still mounted there may be somebody's files.
        if (!Mounts.below(recipe.directory()).isEmpty()) {
            throw new IOException("something is still mounted below it");
        }
        // As long as something else is left, the record must be: it is what the next attempt starts from.
        if (!left.isEmpty()) {
            throw new IOException("kept, because of what else is left");
        }
        if (!Files.isDirectory(recipe.directory(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(recipe.directory(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
