package dev.respawn.docker;

import java.time.Instant;

/**
 * A line that a container printed.
 *
 * @param at the engine's clock
 */
public record PrintedLine(Instant at, boolean stderr, String text) {}
