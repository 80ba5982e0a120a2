package dev.respawn.host;

import dev.respawn.docker.Access;
import dev.respawn.docker.ContainerFacts;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The containers that the harness itself lives in or speaks through. Whoever breaks one of them breaks whoever has to undo
 * it, so nobody may, whatever else is said.
 */
public final class Kin {
    /** What an engine mounts into every container out of a directory of its own, named by the container's id. */
    private static final Set<String> ENGINES_OWN_FILES = Set.of("/etc/hostname", "/etc/hosts", "/etc/resolv.conf");

    private static final int GENERATIONS_MOST = 64;

    private Kin() {}

    /** Why a container may not be broken by this process, as the rest of a sentence about it; empty if it may. */
    public static Optional<String> of(ContainerFacts container, URI engine) throws UnknownHostException {
        long self = ProcessHandle.current().pid();
        if (mounted(ownMounts(), container.id())
                || ProcessTable.read(self, "cgroup")
                        .or(() -> own("cgroup"))
                        .filter(text -> text.contains(container.id()))
                        .isPresent()) {
            return Optional.of("is the one that Respawn runs in");
        }
        for (long parent : ancestors(self)) {
            if (ProcessTable.visible(parent, container.id())) {
                return Optional.of("is the one that process " + parent + " runs in, which started Respawn");
            }
        }
        return speaksThrough(container, engine)
                ? Optional.of("is the one through which Respawn reaches the engine, at " + engine)
                : Optional.empty();
    }

    private static Optional<String> own(String file) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/self", file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String ownMounts() {
        return own("mountinfo").orElse("");
    }

    // On the engine's own host the mounts of all containers are seen; only these files are mounted over a container's
    // own.
    static boolean mounted(String mountinfo, String id) {
        return !id.isEmpty()
                && mountinfo
                        .lines()
                        .map(line -> line.split(" "))
                        .anyMatch(fields -> fields.length > 4
                                && ENGINES_OWN_FILES.contains(ControlGroups.unescaped(fields[4]))
                                && fields[3].contains("/" + id + "/"));
    }

    /** The processes that a process came from, nearest first. */
    static List<Long> ancestors(long pid) {
        List<Long> ancestors = new ArrayList<>();
        Optional<Long> next = ProcessTable.row(pid).map(ProcessTable.Row::parent);
        while (next.isPresent() && next.get() > 0 && ancestors.size() < GENERATIONS_MOST) {
            ancestors.add(next.get());
            next = ProcessTable.row(next.get()).map(ProcessTable.Row::parent);
        }
        return ancestors;
    }

    /** Whether an engine's address is that of a container, such as a proxy in front of its socket. */
    static boolean speaksThrough(ContainerFacts container, URI engine) throws UnknownHostException {
        if (Access.plain(engine).local()) {
            return false;
        }
        String bare = UserHost.published(Access.plain(engine)).getHostAddress();
        return container.addresses().containsValue(bare)
                || (engine.getPort() > 0 && container.published().containsValue(engine.getPort()));
    }
}
