package dev.respawn.image;

import dev.respawn.image.Images.ImageMissing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The programs of engines of other versions than the system's, from the suites of Debian that have them. They are unpacked
 * into the cache, never installed, and told to use the libraries beside them; so they run on the kernel, in the cgroups and
 * with the packet filter of this machine, as the system's own engine does.
 */
public final class EnginePrograms {
    // Goes up with every change of what is kept, so that an old cache is not mistaken for it.
    private static final int EDITION = 1;
    private static final Duration PATCHING = Duration.ofMinutes(1);
    private static final Duration ASKING = Duration.ofSeconds(10);

    /** Programs that use libraries. */
    private static final List<String> PROGRAMS =
            List.of("dockerd", "docker-proxy", "containerd", "containerd-shim-runc-v2", "runc");

    /** Programs that use none. */
    private static final List<String> ALONE = List.of("docker-init");

    /** Later ones have patchelf 0.18, after which a program of Go's that is not position independent dies of SIGSEGV. */
    private static final String TOOLS_SUITE = "bookworm";

    /** Where a program may be in its package, by release. */
    private static final List<String> PLACES = List.of("usr/sbin", "usr/bin", "sbin", "bin", "usr/libexec/docker");

    /** Versions of the engine, as far as users name them, and the suite that has each (seen in November 2026). */
    private static final Map<String, String> SUITES =
            new TreeMap<>(Map.of("20.10", "bookworm", "26.1", "trixie", "28.5", "forky"));

    private final ImageCache cache;

    /** Kept in this cache. */
    public EnginePrograms(ImageCache cache) {
        this.cache = cache;
    }

    /** All versions that can be had. */
    public static List<String> versions() {
        return List.copyOf(SUITES.keySet());
    }

    /**
     * The whole version of which a part may be written: 26 is 26.1.
     *
     * @throws IllegalArgumentException if there is none, or more than one
     */
    public static String named(String text) {
        List<String> meant = versions().stream()
                .filter(version -> version.equals(text) || version.startsWith(text + "."))
                .toList();
        if (meant.size() != 1) {
            throw new IllegalArgumentException(
                    "no engine of version '" + text + "' can be had; these can: " + String.join(", ", versions()));
        }
        return meant.get(0);
    }

    /**
     * The directory of the programs of a version, fetched if it is not there.
     *
     * @param version one of {@link #versions}
     * @throws ImageMissing if it cannot be had; the message says why
     */
    public Path ready(String version) throws ImageMissing, InterruptedException {
        try {
            Path lock = Files.createDirectories(cache.engines()).resolve(name(version) + ".lock");
            synchronized (EnginePrograms.class) {
                try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock held = channel.lock()) {
                    if (!held.isValid()) {
                        throw new IOException(lock + " cannot be locked");
                    }
                    if (!Files.isDirectory(directory(version))) {
                        fetch(version);
                    }
                }
            }
            return programs(version);
        } catch (IOException e) {
            throw new ImageMissing("an engine of version " + version + " cannot be had: " + e.getMessage(), e);
        }
    }

    private Path directory(String version) {
        return cache.engines().resolve(name(version));
    }

    private Path programs(String version) {
        return directory(version).resolve("bin");
    }

    private static String name(String version) {
        return version + "-r" + EDITION;
    }

    private void fetch(String version) throws IOException, InterruptedException {
        Optional<String> missing = DebianPackages.missingTool();
        if (missing.isPresent()) {
            throw new IOException("it comes from Debian packages, and '" + missing.get() + "' is not on the PATH");
        }
        String suite = SUITES.get(version);
        Path scratch = Files.createTempDirectory(cache.engines(), ".fetching");
        try (DebianPackages packages = DebianPackages.fetch(scratch, String.valueOf(suite), List.of("docker.io"));
                DebianPackages tools = DebianPackages.fetch(scratch, TOOLS_SUITE, List.of("patchelf"))) {
            Path tree = Files.createDirectory(scratch.resolve("tree"));
            packages.unpack(tree);
            Path tool = Files.createDirectory(scratch.resolve("tool"));
            tools.unpack(tool);
            Path toolLibraries = Files.createDirectory(scratch.resolve("tool-lib"));
            copyLibraries(tool, toolLibraries);
            Path made = Files.createDirectory(scratch.resolve("made"));
            // The programs will look for their libraries where they are in the end, and not where they are made.
            Path libraries = directory(version).resolve("lib");
            copyLibraries(tree, Files.createDirectory(made.resolve("lib")));
            Path bin = Files.createDirectory(made.resolve("bin"));
            List<String> patchelf = List.of(
                    toolLibraries.resolve(loader(toolLibraries)).toString(),
                    "--library-path",
                    toolLibraries.toString(),
                    found(tool, "patchelf").toString());
            Path loader = libraries.resolve(loader(made.resolve("lib")));
            for (String program : PROGRAMS) {
                Path copy = Files.copy(found(tree, program), bin.resolve(program));
                List<String> command = new ArrayList<>(patchelf);
                command.addAll(List.of(
                        "--set-interpreter",
                        loader.toString(),
                        // Of libraries' own libraries as well.
                        "--force-rpath",
                        "--set-rpath",
                        libraries.toString(),
                        copy.toString()));
                DebianPackages.run(scratch, PATCHING, command);
            }
            for (String program : ALONE) {
                Files.copy(found(tree, program), bin.resolve(program));
            }
            Files.writeString(made.resolve("packages.txt"), String.join("\n", packages.versions()) + "\n");
            Files.move(made, directory(version), StandardCopyOption.ATOMIC_MOVE);
            demandVersion(version, scratch);
        } finally {
            remove(scratch);
        }
    }

    /** What is named so may start, and say another version: then it is no more there than before. */
    private void demandVersion(String version, Path scratch) throws IOException, InterruptedException {
        String said;
        try {
            said = DebianPackages.run(
                    scratch,
                    ASKING,
                    List.of(programs(version).resolve("dockerd").toString(), "--version"));
        } catch (IOException e) {
            remove(directory(version));
            throw e;
        }
        if (!said.contains(" version " + version + ".")) {
            remove(directory(version));
            throw new IOException(
                    "Debian's suite '" + SUITES.get(version) + "' has another engine by now: " + said.strip());
        }
    }

    private static Path found(Path tree, String program) throws IOException {
        for (String place : PLACES) {
            Path file = tree.resolve(place).resolve(program);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return file;
            }
            if (Files.isSymbolicLink(file)) {
                // An absolute one means the tree's own, and not the system's.
                Path to = Files.readSymbolicLink(file);
                Path inside = to.isAbsolute() ? tree.resolve(to.getRoot().relativize(to)) : file.resolveSibling(to);
                if (Files.isRegularFile(inside, LinkOption.NOFOLLOW_LINKS)) {
                    return inside;
                }
            }
        }
        throw new IOException("the packages have no program '" + program + "'");
    }

    private static void copyLibraries(Path tree, Path into) throws IOException {
        for (String top : List.of("usr/lib", "lib")) {
            if (!Files.isDirectory(tree.resolve(top))) {
                continue;
            }
            try (Stream<Path> files =
                    Files.find(tree.resolve(top), 2, (file, is) -> !is.isDirectory() && isLibrary(file))) {
                for (Path file : files.toList()) {
                    Files.copy(
                            file,
                            into.resolve(file.getFileName()),
                            LinkOption.NOFOLLOW_LINKS,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static boolean isLibrary(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.matches("(lib|ld-).*\\.so(\\.[0-9.]+)?");
    }

    /** The name of the loader of programs that comes with the libraries. */
    private static String loader(Path libraries) throws IOException {
        try (Stream<Path> files = Files.list(libraries)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.matches("ld-linux.*\\.so\\.[0-9]+"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the packages have no loader of programs"));
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
