package dev.respawn.docker;

/**
 * A program that was run inside a container, and is over.
 *
 * @param exitCode 126 or 127 where it could not be started (ground truth 11, 12)
 * @param output both streams in order, at most 64 KiB
 */
public record Executed(int exitCode, String output) {}
