package dev.respawn.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An event of an engine.
 *
 * @param time the engine's clock, to the nanosecond
 * @param type container, network, volume …
 * @param action such as die, start, or exec_create with the command behind a colon (ground truth 119)
 * @param id of what it happened to
 * @param reconstructed whether the stream missed it and it was inferred from asking again
 */
public record EngineEvent(
        Instant time, String type, String action, String id, Map<String, String> attributes, boolean reconstructed) {
    public EngineEvent {
        attributes = Map.copyOf(attributes);
    }

    /** Whether it is this action of a container; what stands behind a colon does not count. */
    public boolean is(String wanted) {
        return type.equals("container") && (action.equals(wanted) || action.startsWith(wanted + ":"));
    }

    /** The exit code that a die event carries. */
    public Optional<Integer> exitCode() {
        return Optional.ofNullable(attributes.get("exitCode"))
                .filter(code -> code.matches("-?[0-9]{1,9}"))
                .map(Integer::valueOf);
    }
}
