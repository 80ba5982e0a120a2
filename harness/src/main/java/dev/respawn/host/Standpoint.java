package dev.respawn.host;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Incarnation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * From where the harness acts on the containers of an engine. What can be done to them follows from it alone: whoever
 * says beforehand what cannot be injected here asks the same as whoever refuses it.
 *
 * @param root whether the harness is root
 * @param sight whether the processes of the engine's containers are seen from here
 * @param memoryLimits whether the kernel below keeps containers to a memory limit
 */
public record Standpoint(boolean root, Sight sight, boolean memoryLimits) {
    private static final int ASKED_MOST = 20;

    private static final String ENGINE = "dockerd";

    // What these do, they do in the process table and in the file systems of containers, past the engine.
    private static final Set<Class<?>> PAST_THE_ENGINE =
            Set.of(Culling.class, Filing.class, Freezing.class, Scoring.class);

    /** Whether processes are seen. */
    public enum Sight {
        SEEN,
        UNSEEN,
        UNKNOWN
    }

    /** Towards one container that runs. */
    static Standpoint at(Incarnation on) {
        boolean seen = ProcessTable.visible(on.pid(), on.id());
        return new Standpoint(ProcessTable.root(), seen ? Sight.SEEN : Sight.UNSEEN, true);
    }

    /** Towards the containers of an engine that is there. */
    public static Standpoint towards(Door door) throws EngineException, InterruptedException {
        return new Standpoint(ProcessTable.root(), sight(door), door.describe().memoryLimits());
    }

    /** Towards the containers of an engine that the harness would start itself. */
    public static Standpoint towardsOwn() {
        return new Standpoint(ProcessTable.root(), Sight.SEEN, ControlGroups.offered("memory"));
    }

    // Where a socket is says little: it may be mounted into a container in which the harness runs.
    private static Sight sight(Door door) throws EngineException, InterruptedException {
        List<String> containers = door.containers(Map.of());
        for (String id : containers.subList(0, Math.min(ASKED_MOST, containers.size()))) {
            Optional<ContainerFacts> running = door.inspect(id).filter(facts -> facts.pid() > 0);
            if (running.isPresent()) {
                return ProcessTable.visible(running.get().pid(), id) ? Sight.SEEN : Sight.UNSEEN;
            }
        }
        if (!door.access().local()) {
            // 127.0.0.1 may be the end of a tunnel, and another address this machine's own.
            return Sight.UNKNOWN;
        }
        boolean engine = ProcessTable.pids().stream()
                .anyMatch(pid -> ProcessTable.row(pid)
                        .filter(row -> row.command().equals(ENGINE) && !row.zombie())
                        .isPresent());
        return engine ? Sight.SEEN : Sight.UNKNOWN;
    }

    /** Whether the processes are within reach from here: seen, and by root. */
    boolean reaches() {
        return root && sight == Sight.SEEN;
    }

    /** Why a control cannot be had from here, said of a container's processes; empty if it can, or nobody knows. */
    public Optional<String> refuses(Class<?> control) {
        if (PAST_THE_ENGINE.contains(control)) {
            return refusesProcesses();
        }
        return control == Starving.class && !memoryLimits
                ? Optional.of("have no memory limit: the kernel below the engine has none to give")
                : Optional.empty();
    }

    /** Why processes cannot be reached from here past the engine. */
    Optional<String> refusesProcesses() {
        if (!root) {
            return Optional.of("can be reached only by root; run Respawn as root on the engine's own host");
        }
        return sight == Sight.UNSEEN
                ? Optional.of("cannot be seen from here; run Respawn on the engine's own host, as root")
                : Optional.empty();
    }

    /** Whether only a try tells if a control can be had. */
    public boolean leavesOpen(Class<?> control) {
        return root && sight == Sight.UNKNOWN && PAST_THE_ENGINE.contains(control);
    }

    /** What else does what a control does, where the processes are out of reach; empty if nothing has to. */
    public Optional<String> instead(Class<?> control) {
        return control == Signalling.class && !reaches()
                ? Optional.of("by a helper container that sees the processes of the engine's host")
                : Optional.empty();
    }
}
