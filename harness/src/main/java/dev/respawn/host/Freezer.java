package dev.respawn.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the kernel tells of groups of processes that are held still. */
public final class Freezer {
    private static final Duration HELD_LIMIT = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 10;

    private Freezer() {}

    /**
     * Holds the group of a process still, past its engine, or lets it go on, and returns when the kernel says that it does.
     * Whose group that is has to be known before.
     *
     * @return whether it is so; not where the group is not seen from here, or may not be changed
     */
    public static boolean hold(long pid, boolean still) throws InterruptedException {
        Optional<ControlGroups.Group> group = ControlGroups.of(pid, "freezer");
        if (group.isEmpty()) {
            return false;
        }
        boolean old = group.get().version() == 1;
        Path file = group.get().directory().resolve(old ? "freezer.state" : "cgroup.freeze");
        try {
            Files.writeString(file, old ? (still ? "FROZEN" : "THAWED") : (still ? "1" : "0"));
        } catch (IOException e) {
            return false;
        }
        long end = System.nanoTime() + HELD_LIMIT.toNanos();
        while (!holds(pid).equals(Optional.of(still)) && System.nanoTime() - end < 0) {
            Thread.sleep(POLL_MILLIS);
        }
        return holds(pid).equals(Optional.of(still));
    }

    /** Whether the group of this process is held still; empty if that is not seen from here. */
    static Optional<Boolean> holds(long pid) {
        return ControlGroups.of(pid, "freezer").flatMap(group -> {
            Path state = group.directory().resolve(group.version() == 1 ? "freezer.state" : "cgroup.events");
            try {
                return holds(Files.readString(state));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    /** From the text of either version. */
    static Optional<Boolean> holds(String text) {
        for (String line : text.lines().toList()) {
            switch (line.strip()) {
                case "FROZEN", "frozen 1" -> {
                    return Optional.of(true);
                }
                // What is still being frozen is not frozen yet.
                case "THAWED", "FREEZING", "frozen 0" -> {
                    return Optional.of(false);
                }
                default -> {}
            }
        }
        return Optional.empty();
    }
}
