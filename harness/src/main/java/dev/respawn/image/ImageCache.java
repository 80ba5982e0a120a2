package dev.respawn.image;

import dev.respawn.image.Images.ImageMissing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Built images, kept as archives on disk; several processes may share it. Safe for many threads. */
public final class ImageCache {
    /** File locks hold between processes only, so threads of this one need a lock of their own. */
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private final Path directory;

    public ImageCache(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** The user's: {@code $RESPAWN_CACHE}, {@code $XDG_CACHE_HOME/respawn} or {@code ~/.cache/respawn}. */
    public static ImageCache usual() {
        Map<String, String> env = System.getenv();
        String own = env.getOrDefault("RESPAWN_CACHE", "");
        String shared = env.getOrDefault("XDG_CACHE_HOME", "");
        Path home = Path.of(System.getProperty("user.home"));
        return new ImageCache(
                !own.isEmpty()
                        ? Path.of(own)
                        : (shared.isEmpty() ? home.resolve(".cache") : Path.of(shared)).resolve("respawn"));
    }

    /**
     * An archive that is whole.
     *
     * @param origin how it came to be there
     */
    public record Cached(Path file, String id, String origin) {}

    /** All logical names of images. */
    public static List<String> names() {
        return Recipe.names();
    }

    /** What is kept, by logical name: how each came to be there. */
    public Map<String, String> kept() {
        Map<String, String> kept = new TreeMap<>();
        for (String name : names()) {
            Recipe.named(name).flatMap(this::kept).ifPresent(cached -> kept.put(name, cached.origin()));
        }
        return kept;
    }

    // What cannot be read is as good as not there: it will be built again.
    private Optional<Cached> kept(Recipe recipe) {
        try {
            return lookUp(recipe);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The archive of a logical image, if it is there and whole. */
    Optional<Cached> lookUp(Recipe recipe) throws IOException {
        for (Path file : files(recipe)) {
            try {
                Archive archive = Archive.read(file);
                if (name(recipe, archive).equals(file.getFileName().toString())) {
                    return Optional.of(new Cached(file, archive.id(), archive.origin()));
                }
            } catch (IOException damaged) {
                // As good as not there; whoever builds it anew removes it.
            }
        }
        return Optional.empty();
    }

    private List<Path> files(Recipe recipe) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(recipe.key() + "-[0-9a-f]{64}\\.tar"))
                    .sorted()
                    .toList();
        }
    }

    /**
     * The archive of a logical image, built if it is not there. Needs no engine, so that it can be made while one starts.
     *
     * @throws ImageMissing if it is not there and cannot be built; the message says why
     */
    public Cached archive(String name) throws ImageMissing, InterruptedException {
        Recipe recipe = Recipe.named(name)
                .orElseThrow(() -> new ImageMissing(
                        "no image '" + name + "' can be built; these can: " + String.join(", ", Recipe.names())));
        try {
            return archive(recipe);
        } catch (IOException e) {
            throw new ImageMissing("image '" + name + "' could not be built: " + e.getMessage(), e);
        }
    }

    private Cached archive(Recipe recipe) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path lockFile = directory.resolve(recipe.key() + ".lock");
        synchronized (LOCKS.computeIfAbsent(lockFile, path -> new Object())) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (!held.isValid()) {
                    throw new IOException(lockFile + " cannot be locked");
                }
                Optional<Cached> there = lookUp(recipe);
                if (there.isPresent()) {
                    return there.get();
                }
                for (Path damaged : files(recipe)) {
                    Files.deleteIfExists(damaged);
                }
                return build(recipe);
            }
        }
    }

    private Cached build(Recipe recipe) throws IOException, InterruptedException {
        Optional<String> missing = DebianPackages.missingTool();
        if (missing.isPresent()) {
            throw new IOException(
                    "it is built from Debian packages, and '" + missing.get() + "' is not on the PATH of this machine");
        }
        Path scratch = Files.createTempDirectory(directory, ".building");
        try {
            Archive built = recipe.build(scratch.resolve("image.tar"), scratch);
            Path file = directory.resolve(name(recipe, built));
            Files.move(built.file(), file, StandardCopyOption.ATOMIC_MOVE);
            return new Cached(file, built.id(), built.origin());
        } finally {
            try (Stream<Path> left = Files.walk(scratch)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private static String name(Recipe recipe, Archive archive) {
        return recipe.key() + "-" + archive.id().replace("sha256:", "") + ".tar";
    }

    /** Where the programs of engines are kept. */
    Path engines() {
        return directory.resolve("engines");
    }

    /** A place for what is written for a moment. */
    Path scratchFile() throws IOException {
        Files.createDirectories(directory);
        return Files.createTempFile(directory, ".copy", ".tar");
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
