package dev.respawn.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The group of processes that share one memory limit, as the kernel shows it. It is gone soon after its last process. */
public final class MemoryGroup {
    /** From here on a number of version 1 means that there is no limit. */
    private static final long UNLIMITED = 1L << 60;

    private final ControlGroups.Group group;

    private MemoryGroup(ControlGroups.Group group) {
        this.group = group;
    }

    /** The memory group of a process; empty if the process is gone, or it is not seen from here. */
    public static Optional<MemoryGroup> of(long pid) {
        return ControlGroups.of(pid, "memory").map(MemoryGroup::new);
    }

    static MemoryGroup at(Path directory, int version) {
        return new MemoryGroup(new ControlGroups.Group(directory, version));
    }

    /** What its processes may use together, in bytes; empty for no limit, or when it is gone. */
    public Optional<Long> limit() {
        return read(group.version() == 1 ? "memory.limit_in_bytes" : "memory.max")
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .filter(bytes -> bytes < UNLIMITED);
    }

    /** How many of its processes the kernel has killed for want of memory; empty when it is gone. */
    public Optional<Long> kills() {
        return read(group.version() == 1 ? "memory.oom_control" : "memory.events")
                .flatMap(MemoryGroup::oomKills);
    }

    /** The counter in a text of either version. */
    static Optional<Long> oomKills(String text) {
        return text.lines()
                .filter(line -> line.matches("oom_kill [0-9]{1,18}"))
                .map(line -> Long.valueOf(line.substring("oom_kill ".length())))
                .findFirst();
    }

    /** The file that says who is in it. */
    public Path members() {
        return group.directory().resolve("cgroup.procs");
    }

    /** Where it is, for people. */
    @Override
    public String toString() {
        return group.directory().toString();
    }

    private Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(group.directory().resolve(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It went with its last process.
            return Optional.empty();
        }
    }

    /** Puts a process into it. */
    void add(long pid) throws IOException {
        Files.writeString(members(), pid + "\n", StandardOpenOption.WRITE);
    }
}
