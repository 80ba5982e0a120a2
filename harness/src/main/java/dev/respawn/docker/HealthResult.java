package dev.respawn.docker;

import java.time.Instant;

/**
 * The result of one of an engine's health checks.
 *
 * @param began the engine's clock, like {@code ended}
 * @param exitCode 0 is healthy; -1 of one that had to be cut off (ground truth 73)
 * @param output its beginning
 */
public record HealthResult(Instant began, Instant ended, int exitCode, String output) {}
