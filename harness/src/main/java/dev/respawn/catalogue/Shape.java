package dev.respawn.catalogue;

import dev.respawn.yaml.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value with keys: how it is read, written and described follows from its fields, so the three cannot drift.
 *
 * @param what what it is, for messages: "a watch"
 * @param make builds the value; an {@link IllegalArgumentException} of it is the author's mistake
 */
public record Shape<T>(String what, List<Field<T, ?>> fields, Function<Values, T> make) implements Kind<T> {
    // "a health check" is defined once in a schema; the arguments of a word stand where the word stands.
    private static final Pattern NOUN = Pattern.compile("an? ([a-z -]+)");

    public Shape {
        fields = List.copyOf(fields);
    }

    /** A shape of these fields. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array goes straight into a list
    public static <T> Shape<T> of(String what, Function<Values, T> make, Field<T, ?>... fields) {
        return new Shape<>(what, List.of(fields), make);
    }

    /** What was read, by field. */
    public static final class Values {
        private final Map<Field<?, ?>, Object> read;

        private Values(Map<Field<?, ?>, Object> read) {
            this.read = read;
        }

        /** What was written for the field, or holds in its stead. */
        @SuppressWarnings("unchecked") // put() is only called with a value of the field's own kind
        public <V> V get(Field<?, V> field) {
            Object value = read.get(field);
            if (value == null) {
                throw new IllegalStateException("the shape has no field '" + field.name() + "'");
            }
            return (V) value;
        }
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping mapping)) {
            // With at most one key that has to be there, what is missing can be said by its name.
            if (node instanceof Node.Scalar scalar
                    && scalar.empty()
                    && fields.stream().filter(f -> f.orElse().isEmpty()).count() <= 1) {
                return read(new Node.Mapping(List.of(), node.place()), reading);
            }
            spaces().forEach(reading::unclear);
            return Kinds.wrong(node, wanted(), reading);
        }
        Map<String, Node> written = new LinkedHashMap<>();
        Set<String> misspelled = new HashSet<>();
        boolean whole = true;
        for (Node.Pair pair : mapping.pairs()) {
            if (fields.stream().noneMatch(field -> field.name().equals(pair.key()))) {
                reading.mistake(pair.keyPlace(), unknownKey(pair.key()));
                Names.nearest(pair.key(), fields.stream().map(Field::name).toList())
                        .ifPresent(misspelled::add);
                whole = false;
            } else if (written.putIfAbsent(pair.key(), pair.value()) != null) {
                reading.mistake(pair.keyPlace(), "'" + pair.key() + "' stands here twice");
                fields.stream()
                        .filter(field -> field.name().equals(pair.key()))
                        .forEach(field -> field.kind().spaces().forEach(reading::unclear));
                whole = false;
            }
        }
        if (!whole) {
            // A key that is not understood may have been meant for one that is missing.
            fields.stream()
                    .filter(field -> !written.containsKey(field.name()))
                    .forEach(field -> field.kind().spaces().forEach(reading::unclear));
        }
        Map<Field<?, ?>, Object> values = new HashMap<>();
        for (Field<T, ?> field : fields) {
            // What was probably meant by a key that is not understood is not missing as well.
            if (written.containsKey(field.name()) || !misspelled.contains(field.name())) {
                whole &= readField(field, Optional.ofNullable(written.get(field.name())), mapping, reading, values);
            }
        }
        if (!whole) {
            return Optional.empty();
        }
        try {
            return Optional.of(make.apply(new Values(values)));
        } catch (IllegalArgumentException e) {
            Misfit.of(e).items().forEach(item -> reading.mistake(item.in(mapping), item.message()));
            return Optional.empty();
        }
    }

    private <V> boolean readField(
            Field<T, V> field,
            Optional<Node> node,
            Node.Mapping mapping,
            Reading reading,
            Map<Field<?, ?>, Object> values) {
        Optional<V> value = node.isPresent() ? field.kind().read(node.get(), reading) : field.orElse();
        if (node.isEmpty() && value.isEmpty()) {
            reading.mistake(
                    mapping.place(),
                    what + " needs '" + field.name() + "': " + field.kind().wanted());
            field.kind().spaces().forEach(reading::unclear);
        }
        value.ifPresent(v -> values.put(field, v));
        return value.isPresent();
    }

    private String unknownKey(String key) {
        List<String> names = fields.stream().map(Field::name).toList();
        String near = Names.nearest(key, names)
                .map(n -> " (did you mean '" + n + "'?)")
                .orElse("");
        String known = names.isEmpty()
                ? "it has none"
                : "it has: " + String.join(", ", names.stream().sorted().toList());
        return what + " has no '" + Text.shown(key) + "'" + near + "; " + known;
    }

    /** Writes what differs from its default, in the order of the fields. */
    @Override
    public Map<String, Object> write(T value) {
        Map<String, Object> out = new LinkedHashMap<>();
        fields.forEach(field -> writeField(field, value, out));
        return out;
    }

    private <V> void writeField(Field<T, V> field, T value, Map<String, Object> out) {
        V v = field.get().apply(value);
        if (field.orElse().isEmpty() || !field.orElse().get().equals(v)) {
            out.put(field.name(), field.kind().write(v));
        }
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Field<T, ?> field : fields) {
            properties.put(field.name(), describe(field));
            if (field.orElse().isEmpty()) {
                required.add(field.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        Matcher noun = NOUN.matcher(what);
        if (noun.matches()) {
            schema.put(DEFINITION, noun.group(1).replace(' ', '-'));
        }
        schema.put("type", required.isEmpty() ? List.of("object", "null") : "object");
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static <V> Map<String, Object> describe(Field<?, V> field) {
        Map<String, Object> schema = new LinkedHashMap<>();
        Map<String, Object> of = field.kind().schema();
        schema.put("description", field.summary());
        field.orElse()
                .filter(v -> !(v instanceof Optional))
                .ifPresent(v -> schema.put("default", field.kind().write(v)));
        if (of.containsKey(DEFINITION)) {
            schema.put(USE, of);
        } else {
            of.forEach(schema::putIfAbsent);
        }
        return schema;
    }

    @Override
    public String wanted() {
        List<String> needed = fields.stream()
                .filter(f -> f.orElse().isEmpty())
                .map(Field::name)
                .toList();
        return what + (needed.isEmpty() ? "" : " with " + String.join(", ", needed));
    }

    @Override
    public void names(T value, Visitor visitor) {
        fields.forEach(field -> namesOf(field, value, visitor));
    }

    private static <T, V> void namesOf(Field<T, V> field, T value, Visitor visitor) {
        field.kind().names(field.get().apply(value), visitor);
    }

    @Override
    public Set<Reading.Space> spaces() {
        return fields.stream().flatMap(field -> field.kind().spaces().stream()).collect(Collectors.toUnmodifiableSet());
    }
}
