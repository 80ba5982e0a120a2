package dev.respawn.undo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted, as this process sees it. */
final class Mounts {
    private Mounts() {}

    /** One mount: where, of what kind, and what of it. */
    record Mount(Path point, String type, String source, String root) {}

    /** All mounts, the oldest first. */
    static List<Mount> all() throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1));
    }

    /** All mounts at or below a directory, the oldest first. */
    static List<Mount> below(Path directory) throws IOException {
        return all().stream()
                .filter(mount -> mount.point().startsWith(directory))
                .toList();
    }

    static List<Mount> parse(List<String> lines) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split(" ");
            int dash = 6;
            while (dash < fields.length && !fields[dash].equals("-")) {
                dash++;
            }
            if (dash + 2 < fields.length) {
                mounts.add(new Mount(
                        Path.of(plain(fields[4])), fields[dash + 1], plain(fields[dash + 2]), plain(fields[3])));
            }
        }
        return List.copyOf(mounts);
    }

    /** The kernel writes blanks and the like as a backslash and three octal digits. */
    private static String plain(String field) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\'
                    && i + 3 < field.length()
                    && field.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                plain.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** The directories at which the cgroup hierarchies are mounted. */
    static List<Path> cgroupHierarchies() throws IOException {
        return all().stream()
                .filter(mount -> mount.type().equals("cgroup") || mount.type().equals("cgroup2"))
                .map(Mount::point)
                .distinct()
                .toList();
    }
}
