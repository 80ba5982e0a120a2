package dev.respawn.scenario;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Text;
import dev.respawn.model.ServiceName;
import dev.respawn.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Values that stand under names of the author's choosing.
 *
 * @param what one of them, for messages: "a service"
 * @param space what the names are for
 * @param kind how the one of a certain name is read
 * @param nameOf the name that a value was given
 */
record NamedKind<V>(String what, Reading.Space space, Function<String, Kind<V>> kind, Function<V, String> nameOf)
        implements Kind<List<V>> {
    @Override
    public Optional<List<V>> read(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping mapping)) {
            reading.unclear(space);
            return Kinds.wrong(node, wanted(), reading);
        }
        if (mapping.pairs().size() > Kinds.ITEMS) {
            reading.mistake(
                    mapping.place(), mapping.pairs().size() + " names stand here; wanted at most " + Kinds.ITEMS);
            reading.unclear(space);
            return Optional.empty();
        }
        List<V> values = new ArrayList<>();
        boolean whole = true;
        for (Node.Pair pair : mapping.pairs()) {
            reading.gives(space, pair.key(), pair.keyPlace());
            if (!ServiceName.PATTERN.matcher(pair.key()).matches()) {
                reading.mistake(
                        pair.keyPlace(),
                        "'" + Text.shown(pair.key()) + "' cannot name " + what
                                + "; wanted lower-case letters, digits and '-', a letter first, at most 31");
                whole = false;
                continue;
            }
            Optional<V> value = kind.apply(pair.key()).read(pair.value(), reading);
            whole &= value.isPresent();
            value.ifPresent(values::add);
        }
        return whole ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    @Override
    public Object write(List<V> values) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (V value : values) {
            String name = nameOf.apply(value);
            out.put(name, kind.apply(name).write(value));
        }
        return out;
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of(
                "type",
                "object",
                "propertyNames",
                Map.of("pattern", "^" + ServiceName.PATTERN.pattern() + "$"),
                "additionalProperties",
                kind.apply("name").schema());
    }

    @Override
    public String wanted() {
        return "names, each with " + what;
    }

    @Override
    public void names(List<V> values, Visitor visitor) {
        for (V value : values) {
            String name = nameOf.apply(value);
            visitor.gives(space, name);
            kind.apply(name).names(value, visitor);
        }
    }

    @Override
    public Set<Reading.Space> spaces() {
        return Set.of(space);
    }
}
