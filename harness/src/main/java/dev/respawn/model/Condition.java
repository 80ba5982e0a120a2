package dev.respawn.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What the engine says of a container when asked.
 *
 * @param status the engine's own word: created, running, paused, restarting, removing, exited, dead
 * @param exitCode of the last run; while it runs, what is left of the run before
 * @param oomKilled the engine's flag: some process in it was killed for memory (ground truth 53 to 55)
 * @param restartCount restarts by policy since the last start by hand (ground truth 45, 46)
 * @param startedAt the engine's clock; empty if it never started
 * @param finishedAt the engine's clock; empty if it never ended
 * @param health the health check's word, empty where there is none
 * @param failingStreak failed health checks in a row
 * @param error the engine's words about a start that failed, mostly empty
 */
public record Condition(
        String status,
        int exitCode,
        boolean oomKilled,
        int restartCount,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<String> health,
        int failingStreak,
        String error) {
    /** Whether the engine counts a process of it as running now; a backoff wait is not (ground truth 44). */
    public boolean running() {
        return status.equals("running");
    }
}
