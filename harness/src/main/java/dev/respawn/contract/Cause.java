package dev.respawn.contract;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a target died, or is alive and yet not well, as far as it can be proved.
 *
 * @param name as it is written
 * @param summary what it means, in one line
 */
public record Cause(String name, String summary) {
    public static final Cause EXIT_ZERO = new Cause("exit-zero", "the main process ended by itself with 0");
    public static final Cause EXIT_NONZERO =
            new Cause("exit-nonzero", "the main process ended by itself with another code than 0");
    public static final Cause SIGNAL =
            new Cause("signal", "the main process was ended by a signal that did not come through the engine's API");
    public static final Cause OOM = new Cause("oom", "the main process was killed by the kernel for want of memory");
    public static final Cause ENGINE_API_STOP =
            new Cause("engine-api-stop", "somebody asked the engine to stop or kill it");
    public static final Cause ENGINE_API_RESTART =
            new Cause("engine-api-restart", "somebody asked the engine to restart it");
    public static final Cause REMOVED = new Cause("removed", "the container was removed");
    public static final Cause UNHEALTHY = new Cause("unhealthy", "its health check failed; it may well be running");
    public static final Cause PAUSED = new Cause("paused", "somebody paused it; it is alive and does not run");
    public static final Cause SUPERVISOR_STOP = new Cause("supervisor-stop", "the supervisor was told to stop it");
    public static final Cause ENGINE_KILLED = new Cause("engine-killed", "its engine was killed");
    public static final Cause MACHINE_LOST = new Cause("machine-lost", "its machine was lost");

    /** All causes. */
    public static List<Cause> all() {
        return List.of(
                EXIT_ZERO,
                EXIT_NONZERO,
                SIGNAL,
                OOM,
                ENGINE_API_STOP,
                ENGINE_API_RESTART,
                REMOVED,
                UNHEALTHY,
                PAUSED,
                SUPERVISOR_STOP,
                ENGINE_KILLED,
                MACHINE_LOST);
    }

    /**
     * The cause of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Cause named(String name) {
        return all().stream()
                .filter(cause -> cause.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no cause is named '" + name + "'; these are: "
                        + all().stream().map(Cause::name).sorted().collect(Collectors.joining(", "))));
    }
}
