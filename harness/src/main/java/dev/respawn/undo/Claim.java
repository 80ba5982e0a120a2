package dev.respawn.undo;

import dev.respawn.host.PrivateOptions;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.ProcessTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The right to a private engine's number, as long as this is open. The kernel takes it back when its holder dies, so
 * that nobody has to guess whether a PID is still the one it was.
 */
final class Claim implements AutoCloseable {
    private static final String LOCK = "owner.lock";
    // The kernel's locks are the process's own; within this one, threads are kept apart by this.
    private static final Object WITHIN_THIS_PROCESS = new Object();

    // Closing any channel of a locked file drops the process's lock on it, so files held here are not even opened.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final EngineRecord record;
    private final FileChannel channel;

    private Claim(EngineRecord record, FileChannel channel) {
        this.record = record;
        this.channel = channel;
        HELD.add(record.recipe().directory());
    }

    EngineRecord record() {
        return record;
    }

    /** Takes the first number that nothing on this host uses, and writes down what will be made under it. */
    static Claim next(Path root, PrivateOptions options) throws IOException {
        synchronized (WITHIN_THIS_PROCESS) {
            directory(root, "rwx--x--x");
            directory(PrivateRecipe.enginesDirectory(root), "rwx------");
            try (FileChannel gate = gate(root);
                    FileLock held = gate.lock()) {
                List<Routes.Route> routes = Routes.now();
                List<String> taken = new ArrayList<>();
                for (int number = 1; number <= PrivateRecipe.NUMBER_LAST && held.isValid(); number++) {
                    PrivateRecipe recipe = new PrivateRecipe(root, number);
                    Optional<String> user = inUse(recipe, routes);
                    if (user.isPresent()) {
                        taken.add(number + ": " + user.get());
                        continue;
                    }
                    try {
                        Files.createDirectory(
                                recipe.directory(),
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                    } catch (FileAlreadyExistsException e) {
                        taken.add(number + ": its directory is there");
                        continue;
                    }
                    return claim(recipe, options);
                }
                throw new IOException("no number is free for a private engine under '" + root + "'; "
                        + String.join(", ", taken.subList(0, Math.min(3, taken.size())))
                        + ", …; `respawn undo` removes what runs have left");
            }
        }
    }

    private static Claim claim(PrivateRecipe recipe, PrivateOptions options) throws IOException {
        FileChannel channel = lockFile(recipe);
        try {
            if (channel.tryLock() == null) {
                throw new IOException("'" + recipe.directory() + "' was made just now, and is locked by another");
            }
            long self = ProcessHandle.current().pid();
            EngineRecord record = new EngineRecord(
                    recipe,
                    options,
                    self,
                    ProcessTable.row(self).map(ProcessTable.Row::startTicks).orElse(0L),
                    ProcessTable.boot(),
                    wasThere(recipe.root(), Path.of("/run/containerd"), EngineRecord::containerdWasThere),
                    wasThere(recipe.root(), Path.of("/run/docker"), EngineRecord::dockerWasThere),
                    0,
                    0);
            record.write();
            return new Claim(record, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Takes over what another left behind; empty if its owner lives, or it is gone. */
    static Optional<Claim> takeOver(PrivateRecipe recipe) throws IOException {
        synchronized (WITHIN_THIS_PROCESS) {
            if (HELD.contains(recipe.directory())
                    || !Files.isDirectory(recipe.directory(), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            // Under the gate nobody is between making a directory and locking it.
            try (FileChannel gate = gate(recipe.root());
                    FileLock held = gate.lock()) {
                FileChannel channel = lockFile(recipe);
                if (held.isValid() && channel.tryLock() != null) {
                    long self = ProcessHandle.current().pid();
                    EngineRecord record = EngineRecord.read(recipe)
                            .orElseGet(() ->
                                    new EngineRecord(recipe, PrivateOptions.DEFAULT, self, 0, "", true, true, 0, 0));
                    return Optional.of(new Claim(record, channel));
                }
                channel.close();
                return Optional.empty();
            }
        }
    }

    /** What another engine of ours brought was not there before. */
    private static boolean wasThere(Path root, Path directory, Predicate<EngineRecord> other) throws IOException {
        if (!Files.exists(directory)) {
            return false;
        }
        return numbers(root).stream()
                .map(number -> EngineRecord.read(new PrivateRecipe(root, number)))
                .flatMap(Optional::stream)
                .allMatch(other);
    }

    /** The numbers under which there is a directory, lowest first. */
    static List<Integer> numbers(Path root) throws IOException {
        Path engines = PrivateRecipe.enginesDirectory(root);
        if (!Files.isDirectory(engines)) {
            return List.of();
        }
        List<Integer> numbers = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(engines)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.matches("[1-9]\\d{0,2}") && Integer.parseInt(name) <= PrivateRecipe.NUMBER_LAST) {
                    numbers.add(Integer.parseInt(name));
                }
            }
        }
        numbers.sort(null);
        return List.copyOf(numbers);
    }

    private static Optional<String> inUse(PrivateRecipe recipe, List<Routes.Route> routes) throws IOException {
        if (Files.exists(recipe.directory(), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("its directory is there");
        }
        if (Files.exists(Path.of("/sys/class/net", recipe.link()), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("a link is named " + recipe.link());
        }
        Routes.Route wanted = Routes.Route.of(recipe.addresses(), recipe.link());
        for (Routes.Route route : routes) {
            if (route.overlaps(wanted)) {
                return Optional.of("the host has a route to " + route.text());
            }
        }
        for (Path hierarchy : Mounts.cgroupHierarchies()) {
            if (Files.exists(hierarchy.resolve(recipe.name()), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of("a cgroup is named " + recipe.name());
            }
        }
        return Optional.empty();
    }

    private static void directory(Path directory, String permissions) throws IOException {
        if (!Files.isDirectory(directory)) {
            try {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(directory)) {
                    throw e;
                }
            }
        }
    }

    private static FileChannel gate(Path root) throws IOException {
        return FileChannel.open(
                root.resolve("claim.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    private static FileChannel lockFile(PrivateRecipe recipe) throws IOException {
        return FileChannel.open(
                recipe.directory().resolve(LOCK),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    /** Gives the number back, or to whoever removes what is under it. */
    @Override
    public void close() {
        HELD.remove(record.recipe().directory());
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
