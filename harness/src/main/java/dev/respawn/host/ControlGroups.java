package dev.respawn.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the control groups of a process are, of either version, also where both are mounted. */
final class ControlGroups {
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    private ControlGroups() {}

    /**
     * A group as a directory.
     *
     * @param version 1 or 2
     */
    record Group(Path directory, int version) {}

    /** The group of a process that this controller looks after; empty if the process is gone, or it is not seen from here. */
    static Optional<Group> of(long pid, String controller) {
        try {
            return ProcessTable.read(pid, "cgroup")
                    .flatMap(groups -> {
                        try {
                            return find(groups, Files.readString(Path.of("/proc/self/mountinfo")), controller);
                        } catch (IOException e) {
                            return Optional.empty();
                        }
                    })
                    .filter(group -> Files.isDirectory(group.directory()));
        } catch (IllegalArgumentException e) {
            // A path that this JVM cannot spell.
            return Optional.empty();
        }
    }

    /** Whether the kernel has this controller, of either version. */
    static boolean offered(String controller) {
        try {
            return offered(Files.readString(Path.of("/proc/self/mountinfo")), controller, directory -> {
                try {
                    return Files.readString(directory.resolve("cgroup.controllers"));
                } catch (IOException e) {
                    return "";
                }
            });
        } catch (IOException e) {
            return false;
        }
    }

    /** From the text of our mounts, and what is told at a mount of version 2. */
    static boolean offered(String mounts, String controller, Function<Path, String> told) {
        return directory(mounts, "cgroup", controller, "/").isPresent()
                || directory(mounts, "cgroup2", "", "/")
                        .filter(top ->
                                List.of(told.apply(top).strip().split(" ")).contains(controller))
                        .isPresent();
    }

    /** From the texts of a process's groups and of our own mounts. */
    static Optional<Group> find(String groups, String mounts, String controller) {
        for (String line : groups.lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && List.of(parts[1].split(",")).contains(controller)) {
                return directory(mounts, "cgroup", controller, parts[2]).map(found -> new Group(found, 1));
            }
        }
        for (String line : groups.lines().toList()) {
            if (line.startsWith("0::")) {
                return directory(mounts, "cgroup2", "", line.substring(3)).map(found -> new Group(found, 2));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> directory(String mounts, String type, String controller, String group) {
        for (String line : mounts.lines().toList()) {
            int dash = line.indexOf(" - ");
            String[] before = dash < 0 ? new String[0] : line.substring(0, dash).split(" ");
            String[] after = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ");
            if (before.length < 5 || after.length < 3 || !after[0].equals(type)) {
                continue;
            }
            if (!controller.isEmpty() && !List.of(after[2].split(",")).contains(controller)) {
                continue;
            }
            // Only what lies below the mount's own root is seen through it.
            String root = unescaped(before[3]);
            String below = root.equals("/") ? group : group.startsWith(root) ? group.substring(root.length()) : "/..";
            if (!below.startsWith("/..") && (below.isEmpty() || below.startsWith("/"))) {
                return Optional.of(Path.of(unescaped(before[4]) + below));
            }
        }
        return Optional.empty();
    }

    /** A field of the mount table, where blanks and the like are written as octal numbers. */
    static String unescaped(String field) {
        Matcher matcher = ESCAPED.matcher(field);
        return matcher.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
}
