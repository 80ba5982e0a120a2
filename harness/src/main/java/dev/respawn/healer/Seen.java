package dev.respawn.healer;

import java.time.Instant;
import java.util.Optional;

/**
 * A container as its engine describes it when asked.
 *
 * @param status the engine's own word
 * @param unhealthy whether its health check says so
 * @param startedAt of its latest life, by the engine's clock; empty if it never lived
 * @param finishedAt of its latest life; empty if that is not over
 * @param byHand whether an operator ended its latest life, if the engine or our own memory still knows
 */
record Seen(
        String id,
        String name,
        String status,
        boolean unhealthy,
        int exitCode,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Boolean> byHand) {
    boolean running() {
        return status.equals("running") || status.equals("paused");
    }

    boolean paused() {
        return status.equals("paused");
    }

    /** Down, and nobody else is about to change that. */
    boolean down() {
        return status.equals("exited");
    }

    Seen endedBy(Optional<Boolean> hand) {
        return new Seen(id, name, status, unhealthy, exitCode, startedAt, finishedAt, hand);
    }
}
