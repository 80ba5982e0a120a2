package dev.respawn.supervisor;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which containers that run already are the replicas of a service. The run did not make them, and leaves them as it found
 * them.
 *
 * @param containers by name, the first for the first replica; empty if they are found by labels
 * @param labels that they all carry, an empty value for any; empty if they are named
 */
public record Adoption(List<String> containers, Map<String, String> labels) {
    /** What engines let containers be called. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");

    private static final Pattern KEY = Pattern.compile("[^=,\\s\\p{Cntrl}]{1,200}");
    private static final int MOST = 50;

    private static final Field<Adoption, List<String>> CONTAINERS = Field.orElse(
            "containers",
            "their names, the first for the first replica",
            Kinds.list(Kinds.text("the name of a container", NAME)),
            Adoption::containers,
            List.of());
    private static final Field<Adoption, Map<String, String>> LABELS = Field.orElse(
            "labels",
            "labels that they all carry, an empty text for any value",
            Kinds.map(KEY, "labels", Kinds.TEXT),
            Adoption::labels,
            Map.of());

    /** How it is read and written. */
    static final Shape<Adoption> SHAPE =
            Shape.of("an adoption", v -> new Adoption(v.get(CONTAINERS), v.get(LABELS)), CONTAINERS, LABELS);

    public Adoption {
        containers = List.copyOf(containers);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        if (containers.isEmpty() == labels.isEmpty()) {
            throw new IllegalArgumentException(
                    containers.isEmpty()
                            ? "an adoption finds nothing; add 'containers' or 'labels'"
                            : "an adoption by names and by labels; say one of 'containers' and 'labels'");
        }
        if (containers.size() > MOST) {
            throw Misfit.at("an adoption of " + containers.size() + " containers; the most is " + MOST, "containers");
        }
        if (containers.stream().distinct().count() < containers.size()) {
            throw Misfit.at("an adoption names a container twice", "containers");
        }
    }

    /** Those of these names. */
    public static Adoption of(String... containers) {
        return new Adoption(List.of(containers), Map.of());
    }

    /** Those that carry this label with this value. */
    public static Adoption labelled(String label, String value) {
        return new Adoption(List.of(), Map.of(label, value));
    }

    /** As an operator would say it. */
    public String inWords() {
        return labels.isEmpty()
                ? containers.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "))
                : "labelled "
                        + labels.entrySet().stream()
                                .map(label -> "'" + label.getKey()
                                        + (label.getValue().isEmpty() ? "" : "=" + label.getValue()) + "'")
                                .collect(Collectors.joining(" and "));
    }
}
