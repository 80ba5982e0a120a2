package dev.respawn.scenario;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Shape;
import dev.respawn.model.VersionRange;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * On which hosts a scenario says anything: what engines do differs by version, and what is true of the one is no claim about
 * the other.
 *
 * @param engine versions of the engine; empty for all
 */
public record Premise(Optional<VersionRange> engine) {
    /** On every host. */
    public static final Premise NONE = new Premise(Optional.empty());

    private static final Pattern KNOWN = Pattern.compile("^v?[0-9]");

    private static final Field<Premise, Optional<VersionRange>> ENGINE =
            Field.maybe("engine", "versions of the engine", Kinds.VERSIONS, Premise::engine);

    /** How it is read and written. */
    static final Shape<Premise> SHAPE = Shape.of("a premise", v -> new Premise(v.get(ENGINE)), ENGINE);

    /**
     * Why a host is none of those it is about; empty if it is one.
     *
     * @param facts what is known of the host, by name
     */
    public Optional<String> unmetBy(Map<String, String> facts) {
        return engine.flatMap(range -> {
            String version = facts.getOrDefault("engine", "");
            boolean known = KNOWN.matcher(version).find();
            return known && range.contains(version)
                    ? Optional.empty()
                    : Optional.of("it is about engines " + range + ", and this one is "
                            + (known ? version : "of unknown version"));
        });
    }
}
