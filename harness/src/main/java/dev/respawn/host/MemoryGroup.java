package dev.respawn.host;

import dev.respawn.docker.MemoryUse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The group of processes that share one memory limit, as the kernel shows it. It is gone soon after its last process. */
public final class MemoryGroup {
    // On version 1 no limit is a number that no machine has.
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
    private Optional<Long> limit() {
        return number(group.version() == 1 ? "memory.limit_in_bytes" : "memory.max")
                .filter(bytes -> bytes < UNLIMITED);
    }

    /** What its processes use, and the most that they did, as the kernel counts; empty when it is gone. */
    public Optional<MemoryUse> use() {
        boolean old = group.version() == 1;
        Optional<Long> now = number(old ? "memory.usage_in_bytes" : "memory.current");
        // Kernels before 5.19 count no peak on version 2.
        Optional<Long> peak = number(old ? "memory.max_usage_in_bytes" : "memory.peak");
        return now.map(bytes -> new MemoryUse(bytes, peak, limit()));
    }

    /** Whether it is the group of a container of this id, and not of one that has its process's number by now. */
    public boolean isOf(String container) {
        return group.directory().toString().contains(container);
    }

    private Optional<Long> number(String file) {
        return read(file)
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
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
}
