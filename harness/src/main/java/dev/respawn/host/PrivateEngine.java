package dev.respawn.host;

/**
 * A private engine that a keeper started.
 *
 * @param id what the keeper calls it
 * @param pid of the engine's process, when it was started last
 */
public record PrivateEngine(String id, PrivateRecipe recipe, PrivateOptions options, long pid) {}
