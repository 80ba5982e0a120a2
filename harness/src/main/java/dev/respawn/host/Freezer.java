package dev.respawn.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the kernel tells of groups of processes that are held still. */
final class Freezer {
    private Freezer() {}

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
