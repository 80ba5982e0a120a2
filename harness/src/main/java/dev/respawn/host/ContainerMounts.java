package dev.respawn.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted in a container, as its main process sees it. */
public final class ContainerMounts {
    private static final Pattern SIZE = Pattern.compile("(?:^|,)size=([0-9]{1,15})([kmg]?)(?:,|$)");

    private final List<Mount> mounts;

    private ContainerMounts(List<Mount> mounts) {
        this.mounts = List.copyOf(mounts);
    }

    /**
     * One mount.
     *
     * @param device the kernel's number of the file system: the same wherever it is mounted
     * @param root what of the file system is mounted here
     * @param point where it is mounted
     * @param type of the file system
     * @param options of the file system
     */
    public record Mount(String device, String root, String point, String type, String options) {
        /** What of which file system it is: two mounts of equal text show the same files. */
        public String source() {
            return type + " " + device + " " + root;
        }

        /** Whether it is the container's own file system, made of its image. */
        public boolean containersOwn() {
            return point.equals("/");
        }

        /** Whether it keeps its files in memory, so that they end with the last that has it mounted. */
        public boolean inMemory() {
            return type.equals("tmpfs");
        }

        /** The most that it holds, as far as its options say. */
        public Optional<Long> size() {
            Matcher matcher = SIZE.matcher(options);
            if (!matcher.find()) {
                return Optional.empty();
            }
            int shift = switch (matcher.group(2)) {
                case "k" -> 10;
                case "m" -> 20;
                case "g" -> 30;
                default -> 0;
            };
            return Optional.of(Long.parseLong(matcher.group(1)) << shift);
        }
    }

    /** Of the container that this process is in. */
    public static ContainerMounts of(long pid) throws IOException {
        return parse(Files.readString(Path.of("/proc", String.valueOf(pid), "mountinfo"), StandardCharsets.UTF_8));
    }

    static ContainerMounts parse(String mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo.lines().toList()) {
            int dash = line.indexOf(" - ");
            String[] before = dash < 0 ? new String[0] : line.substring(0, dash).split(" ");
            String[] after = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ");
            if (before.length >= 5 && after.length >= 3) {
                mounts.add(new Mount(
                        before[2],
                        ControlGroups.unescaped(before[3]),
                        ControlGroups.unescaped(before[4]),
                        after[0],
                        after[2]));
            }
        }
        return new ContainerMounts(mounts);
    }

    /** The mount that a path without links lies on; of several at one point, the last hides the others. */
    public Optional<Mount> under(String path) {
        Optional<Mount> found = Optional.empty();
        for (Mount mount : mounts) {
            boolean holds =
                    mount.point().equals("/") || path.equals(mount.point()) || path.startsWith(mount.point() + "/");
            if (holds
                    && found.filter(other ->
                                    other.point().length() > mount.point().length())
                            .isEmpty()) {
                found = Optional.of(mount);
            }
        }
        return found;
    }

    /** Where what a mount shows is mounted here, as far as the kernel's number tells: it gives it to another one later. */
    public List<Mount> ofSource(String source) {
        return mounts.stream().filter(mount -> mount.source().equals(source)).toList();
    }
}
