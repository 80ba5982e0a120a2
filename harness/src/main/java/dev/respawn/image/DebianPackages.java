package dev.respawn.image;

import dev.respawn.model.Durations;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Packages of the distribution under us, or of another suite of Debian, with all that they need, fetched without touching
 * the system: apt is told that nothing is installed, and keeps its state in a directory of ours. Needs no root.
 */
final class DebianPackages implements AutoCloseable {
    private static final Duration FETCHING = Duration.ofMinutes(5);
    private static final Duration READING = Duration.ofMinutes(1);

    private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
    private static final Pattern INDEX = Pattern.compile("'(https?://[^'\\s]+?)/dists/([^/'\\s]+)/InRelease'");

    private final Path directory;
    private final Path archives;
    // What apt reads instead of the system's own list of sources.
    private final List<String> sources = new ArrayList<>();

    private DebianPackages(Path directory) throws IOException {
        this.directory = directory;
        archives = Files.createDirectories(directory.resolve("archives"));
        Files.createDirectories(archives.resolve("partial"));
        Files.createDirectories(directory.resolve("lists/partial"));
    }

    /** Whether there is anything to fetch packages with; else what is missing. */
    static Optional<String> missingTool() {
        return Stream.of("apt-get", "dpkg-deb", "dpkg")
                .filter(tool -> Stream.of(System.getenv()
                                .getOrDefault("PATH", "/usr/bin:/bin")
                                .split(File.pathSeparator, -1))
                        .noneMatch(place -> Files.isExecutable(Path.of(place, tool))))
                .findFirst();
    }

    /**
     * Fetches packages and all that they need.
     *
     * @throws IOException if they cannot be had; its message is apt's first complaint
     */
    static DebianPackages fetch(Path scratch, List<String> names) throws IOException, InterruptedException {
        DebianPackages packages = new DebianPackages(Files.createTempDirectory(scratch, ".packages"));
        try {
            try {
                packages.download("/var/lib/apt/lists", names);
            } catch (IOException outdated) {
                // The system's lists are missing, or name versions that are no longer there.
                try {
                    String lists = packages.directory.resolve("lists").toString();
                    packages.apt(lists, List.of("update"));
                    packages.download(lists, names);
                } catch (IOException e) {
                    e.addSuppressed(outdated);
                    throw e;
                }
            }
            return packages;
        } catch (IOException | InterruptedException | RuntimeException e) {
            packages.close();
            throw e;
        }
    }

    /**
     * Fetches packages of another suite of Debian, from where the system's own come from.
     *
     * @throws IOException if they cannot be had
     */
    static DebianPackages fetch(Path scratch, String suite, List<String> names)
            throws IOException, InterruptedException {
        DebianPackages packages = new DebianPackages(Files.createTempDirectory(scratch, ".packages"));
        boolean fetched = false;
        try {
            Path file = packages.directory.resolve("sources.list");
            String key = Files.isReadable(KEYS) ? "[signed-by=" + KEYS + "] " : "";
            Files.writeString(file, "deb " + key + packages.mirror() + " " + suite + " main\n");
            packages.sources.add("Dir::Etc::sourcelist=" + file);
            for (String nothing : List.of("sourceparts", "preferences", "preferencesparts")) {
                packages.sources.add("Dir::Etc::" + nothing + "=/dev/null");
            }
            String lists = packages.directory.resolve("lists").toString();
            packages.apt(lists, List.of("update"));
            packages.download(lists, names);
            fetched = true;
            return packages;
        } finally {
            if (!fetched) {
                packages.close();
            }
        }
    }

    /** Where the system's own packages come from. */
    private String mirror() throws IOException, InterruptedException {
        String release = Files.readString(Path.of("/etc/os-release"));
        Matcher codename =
                Pattern.compile("(?m)^VERSION_CODENAME=\"?([a-z]+)\"?$").matcher(release);
        boolean debian =
                Pattern.compile("(?m)^ID=\"?debian\"?$").matcher(release).find();
        if (debian && codename.find()) {
            Matcher index = INDEX.matcher(run(directory, READING, List.of("apt-get", "--print-uris", "update")));
            while (index.find()) {
                if (index.group(2).equals(codename.group(1))) {
                    return index.group(1);
                }
            }
        }
        throw new IOException(
                "packages of another suite of Debian come from where this system's own come from, and this is no"
                        + " Debian that says where");
    }

    private void download(String lists, List<String> names) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--yes", "--download-only", "install"));
        arguments.addAll(names);
        apt(lists, arguments);
        if (files().isEmpty()) {
            throw new IOException("apt-get downloaded nothing for " + String.join(", ", names));
        }
    }

    private void apt(String lists, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
        for (String option : List.of(
                "Dir::State::status=/dev/null",
                "Dir::State::lists=" + lists,
                "Dir::State::extended_states=" + directory.resolve("extended_states"),
                "Dir::Cache::archives=" + archives,
                "Dir::Cache::pkgcache=",
                "Dir::Cache::srcpkgcache=",
                "Debug::NoLocking=1",
                "APT::Sandbox::User=" + System.getProperty("user.name"),
                "APT::Install-Recommends=false",
                "Acquire::Languages=none",
                "Acquire::Retries=2",
                "Acquire::http::Timeout=20",
                "Acquire::https::Timeout=20")) {
            command.add("-o");
            command.add(option);
        }
        for (String option : sources) {
            command.add("-o");
            command.add(option);
        }
        command.addAll(arguments);
        run(directory, FETCHING, command);
    }

    /** Puts the content of all packages into a tree, in the order of their names. */
    void unpack(Layer layer) throws IOException, InterruptedException {
        unpack(layer, name -> true);
    }

    /** Puts the content of the packages of these names into a tree. */
    void unpack(Layer layer, Predicate<String> named) throws IOException, InterruptedException {
        for (Path file : files()) {
            if (!named.test(String.valueOf(file.getFileName()).split("_", 2)[0])) {
                continue;
            }
            Process process = new ProcessBuilder("dpkg-deb", "--fsys-tarfile", file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream tar = process.getInputStream()) {
                layer.unpack(tar);
                // What stands behind the end of the archive must be read, or the writer never ends.
                tar.transferTo(OutputStream.nullOutputStream());
                if (!process.waitFor(READING.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                    throw new IOException("dpkg-deb could not unpack " + file.getFileName());
                }
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** Puts the content of all packages into a directory, as the system's own tool does. */
    void unpack(Path into) throws IOException, InterruptedException {
        for (Path file : files()) {
            run(directory, READING, List.of("dpkg-deb", "--extract", file.toString(), into.toString()));
        }
    }

    /** All packages as {@code name version}, in the order of their names. */
    List<String> versions() throws IOException {
        return files().stream()
                .map(file -> {
                    // NAME_VERSION_ARCHITECTURE.deb, with an epoch's colon written as %3a.
                    String[] parts = String.valueOf(file.getFileName()).split("_", 3);
                    return parts[0] + " " + parts[1].replace("%3a", ":");
                })
                .toList();
    }

    /** The version of one of them. */
    String version(String name) throws IOException {
        return versions().stream()
                .filter(each -> each.startsWith(name + " "))
                .findFirst()
                .orElseThrow(() -> new IOException("apt-get did not bring '" + name + "'"));
    }

    /** The architecture in the words of Go, which images use. */
    static String architecture(Path scratch) throws IOException, InterruptedException {
        String name =
                run(scratch, READING, List.of("dpkg", "--print-architecture")).strip();
        return switch (name) {
            case "i386" -> "386";
            case "armhf", "armel" -> "arm";
            case "ppc64el" -> "ppc64le";
            default -> name;
        };
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.filter(file -> file.toString().endsWith(".deb"))
                    .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
                    .toList();
        }
    }

    /** Runs a program to its end and returns what it printed; no shell is between. */
    static String run(Path scratch, Duration limit, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(scratch, ".output", ".txt");
        Path complaints = Files.createTempFile(scratch, ".complaints", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    // Apart from the output: a warning is no part of an answer.
                    .redirectError(complaints.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile());
            builder.environment().put("LC_ALL", "C");
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            Process process = builder.start();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException(command.get(0) + " was not done within " + Durations.text(limit));
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            String printed = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new IOException(command.get(0) + " ended with " + process.exitValue() + ": "
                        + complaint(printed + Files.readString(complaints)));
            }
            return printed;
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(complaints);
        }
    }

    private static String complaint(String printed) {
        List<String> lines = printed.lines().filter(line -> !line.isBlank()).toList();
        String errors = lines.stream()
                .filter(line ->
                        line.startsWith("E:") || line.toLowerCase(Locale.ROOT).startsWith("err"))
                .limit(2)
                .collect(Collectors.joining("; "));
        return errors.isEmpty() && !lines.isEmpty() ? lines.get(lines.size() - 1) : errors;
    }

    /** Removes what was fetched. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
