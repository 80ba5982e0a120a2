package dev.respawn.catalogue;

import dev.respawn.model.ByteSize;
import dev.respawn.model.Durations;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Signal;
import dev.respawn.model.VersionRange;
import dev.respawn.yaml.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of values that the scenario language is made of. */
public final class Kinds {
    /** The longest list that is read. */
    public static final int ITEMS = 1_000;

    // What a file shows as a number or as true is text all the same where text is wanted.
    private static final List<String> ANY = List.of("string", "number", "boolean");
    private static final Pattern ANY_KEY = Pattern.compile("(?s).*");

    public static final Kind<String> TEXT = scalar("text", Map.of("type", ANY), text -> text, text -> text);
    /** Text that may not be empty. */
    public static final Kind<String> WORDS = scalar(
            "text that is not empty",
            Map.of("type", ANY, "minLength", 1, "pattern", "\\S"),
            text -> {
                if (text.isBlank()) {
                    throw new IllegalArgumentException("nothing is written here; wanted text");
                }
                return text;
            },
            text -> text);

    public static final Kind<Duration> DURATION = scalar(
            "a duration such as 10ms or 2s",
            Map.of("type", "string", "pattern", anchored(Durations.PATTERN), "examples", List.of("10ms", "2s", "1.5m")),
            Durations::parse,
            Durations::exact);
    public static final Kind<VersionRange> VERSIONS = scalar(
            "a range of versions such as \">=20.10\"",
            Map.of("type", "string"),
            VersionRange::parse,
            VersionRange::toString);

    public static final Kind<ByteSize> SIZE = scalar(
            "a size such as 64MiB",
            Map.of("type", "string", "pattern", anchored(ByteSize.PATTERN), "examples", List.of("64MiB", "1GiB")),
            ByteSize::parse,
            ByteSize::toString);
    public static final Kind<Signal> SIGNAL =
            scalar("a signal such as KILL or TERM", signalSchema(), Signal::parse, Signal::name);
    public static final Kind<Boolean> FLAG = new Plain<>(
            "true or false",
            Map.of("type", "boolean"),
            text -> switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("'" + Text.shown(text) + "' is neither true nor false");
            },
            flag -> flag,
            true);

    private Kinds() {}

    // The names are for completion; SIGKILL and kill are read as well.
    private static Map<String, Object> signalSchema() {
        String anyCase = Signal.names().stream()
                .map(name -> name.chars()
                        .mapToObj(c -> Character.isLetter(c)
                                ? "[" + (char) c + (char) Character.toLowerCase(c) + "]"
                                : String.valueOf((char) c))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("|"));
        return Map.of(
                "anyOf",
                List.of(
                        Map.of("enum", Signal.names()),
                        Map.of("type", "string", "pattern", "^(?:[Ss][Ii][Gg])?(?:" + anyCase + ")$")));
    }

    // A name may be written true, and a code 10, without quotes.
    private static List<String> types(Pattern pattern) {
        List<String> types = new ArrayList<>(List.of("string"));
        if (Stream.of("0", "1", "10", "100")
                .anyMatch(number -> pattern.matcher(number).matches())) {
            types.add("number");
        }
        if (pattern.matcher("true").matches() || pattern.matcher("false").matches()) {
            types.add("boolean");
        }
        return List.copyOf(types);
    }

    /** Whole numbers between these, both included. */
    public static Kind<Integer> number(int least, int most) {
        return new Plain<>(
                "a whole number from " + least + " to " + most,
                Map.of("type", "integer", "minimum", least, "maximum", most),
                text -> {
                    int number;
                    try {
                        number = Integer.parseInt(text);
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException(
                                "'" + Text.shown(text) + "' is no whole number; wanted one from " + least + " to "
                                        + most,
                                e);
                    }
                    if (number < least || number > most) {
                        throw new IllegalArgumentException(
                                number + " is out of range; wanted a whole number from " + least + " to " + most);
                    }
                    return number;
                },
                number -> number,
                true);
    }

    /** A duration between these, both included. */
    public static Kind<Duration> duration(Duration least, Duration most) {
        return scalar(
                "a duration from " + Durations.exact(least) + " to " + Durations.exact(most),
                ranged(DURATION.schema(), least, most),
                text -> {
                    Duration duration = Durations.parse(text);
                    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                        throw new IllegalArgumentException(
                                Text.shown(text) + " is out of range; wanted a duration from " + Durations.exact(least)
                                        + " to " + Durations.exact(most));
                    }
                    return duration;
                },
                Durations::exact);
    }

    private static Map<String, Object> ranged(Map<String, Object> duration, Duration least, Duration most) {
        Map<String, Object> schema = new TreeMap<>(duration);
        schema.put("title", "from " + Durations.exact(least) + " to " + Durations.exact(most));
        return schema;
    }

    /** Text that has to look like this. */
    public static Kind<String> text(String wanted, Pattern pattern) {
        return scalar(
                wanted,
                Map.of("type", types(pattern), "pattern", anchored(pattern)),
                text -> {
                    if (!pattern.matcher(text).matches()) {
                        throw new IllegalArgumentException("'" + Text.shown(text) + "' does not fit; wanted " + wanted);
                    }
                    return text;
                },
                text -> text);
    }

    /** Something with a text form of its own, whose reader explains in its exception what it wanted. */
    public static <V> Kind<V> scalar(
            String wanted, Map<String, Object> schema, Function<String, V> read, Function<V, String> write) {
        return new Plain<>(wanted, schema, read, write::apply, false);
    }

    /** One constant of an enum, written lower-case with dashes. */
    public static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        Map<String, E> byWord = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(constant -> byWord.put(word(constant), constant));
        List<String> words = List.copyOf(byWord.keySet());
        return scalar(
                "one of " + String.join(", ", words),
                Map.of("enum", words),
                text -> {
                    E constant = byWord.get(text);
                    if (constant == null) {
                        String near = Names.nearest(text, words)
                                .map(n -> " (did you mean '" + n + "'?)")
                                .orElse("");
                        throw new IllegalArgumentException(
                                "'" + Text.shown(text) + "' is none of " + String.join(", ", words) + near);
                    }
                    return constant;
                },
                Kinds::word);
    }

    /** How a constant is written: SAME_CONTAINER is same-container. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The use of a name that is given elsewhere. */
    public static Kind<String> reference(Reading.Space space) {
        return new Reference<>(space, text -> text, text -> text, "the name of a " + space.word());
    }

    /** The use of a service that is given elsewhere. */
    public static Kind<ServiceName> service() {
        return new Reference<>(Reading.Space.SERVICE, ServiceName::new, ServiceName::value, "the name of a service");
    }

    /** A list of values; a single one may stand without its list. */
    public static <V> Kind<List<V>> list(Kind<V> of) {
        return new Many<>(of);
    }

    /** A value that is plain text where that is enough, and has keys where it is not. */
    public static <V> Kind<V> textOrKeys(Kind<V> text, Kind<V> keys, Predicate<V> asText) {
        return new Kind<>() {
            @Override
            public Optional<V> read(Node node, Reading reading) {
                return (node instanceof Node.Mapping ? keys : text).read(node, reading);
            }

            @Override
            public Object write(V value) {
                return (asText.test(value) ? text : keys).write(value);
            }

            @Override
            public Map<String, Object> schema() {
                return Map.of("anyOf", List.of(text.schema(), keys.schema()));
            }

            @Override
            public String wanted() {
                return text.wanted() + ", or " + keys.wanted();
            }

            @Override
            public void names(V value, Visitor visitor) {
                (asText.test(value) ? text : keys).names(value, visitor);
            }

            @Override
            public Set<Reading.Space> spaces() {
                return keys.spaces();
            }
        };
    }

    /** A value of two shapes: one where this key stands, the other where it does not. */
    public static <V> Kind<V> either(String key, Kind<V> with, Kind<V> without, Predicate<V> hasIt) {
        return new Kind<>() {
            @Override
            public Optional<V> read(Node node, Reading reading) {
                boolean there = node instanceof Node.Mapping mapping
                        && mapping.pairs().stream().anyMatch(pair -> pair.key().equals(key));
                return (there ? with : without).read(node, reading);
            }

            @Override
            public Object write(V value) {
                return of(value).write(value);
            }

            private Kind<V> of(V value) {
                return hasIt.test(value) ? with : without;
            }

            @Override
            public Map<String, Object> schema() {
                return Map.of("anyOf", List.of(without.schema(), with.schema()));
            }

            @Override
            public String wanted() {
                return without.wanted() + ", or " + with.wanted();
            }

            @Override
            public void names(V value, Visitor visitor) {
                of(value).names(value, visitor);
            }

            @Override
            public Set<Reading.Space> spaces() {
                return Stream.concat(with.spaces().stream(), without.spaces().stream())
                        .collect(Collectors.toUnmodifiableSet());
            }
        };
    }

    /** A value that may be absent from its shape; where it stands, it is a value. */
    public static <V> Kind<Optional<V>> maybe(Kind<V> of) {
        return new Kind<>() {
            @Override
            public Optional<Optional<V>> read(Node node, Reading reading) {
                Optional<V> value = of.read(node, reading);
                return value.isPresent() ? Optional.of(value) : Optional.empty();
            }

            @Override
            public Object write(Optional<V> value) {
                return of.write(value.orElseThrow());
            }

            @Override
            public Map<String, Object> schema() {
                return of.schema();
            }

            @Override
            public String wanted() {
                return of.wanted();
            }

            @Override
            public void names(Optional<V> value, Visitor visitor) {
                value.ifPresent(v -> of.names(v, visitor));
            }

            @Override
            public Set<Reading.Space> spaces() {
                return of.spaces();
            }
        };
    }

    /** Free text keys with values. */
    public static <V> Kind<Map<String, V>> map(Kind<V> of) {
        return map(ANY_KEY, "keys", of);
    }

    /**
     * Keys that have to look like this, with values.
     *
     * @param keys in words: absolute paths
     */
    public static <V> Kind<Map<String, V>> map(Pattern pattern, String keys, Kind<V> of) {
        return new Kind<>() {
            @Override
            public Optional<Map<String, V>> read(Node node, Reading reading) {
                if (!(node instanceof Node.Mapping mapping)) {
                    return wrong(node, wanted(), reading);
                }
                Map<String, V> values = new LinkedHashMap<>();
                boolean whole = true;
                for (Node.Pair pair : mapping.pairs()) {
                    Optional<V> value = of.read(pair.value(), reading);
                    whole &= value.isPresent();
                    if (!pattern.matcher(pair.key()).matches()) {
                        reading.mistake(
                                pair.keyPlace(), "'" + Text.shown(pair.key()) + "' does not fit; wanted " + keys);
                        whole = false;
                    }
                    if (values.containsKey(pair.key())) {
                        reading.mistake(pair.keyPlace(), "'" + Text.shown(pair.key()) + "' stands here twice");
                        whole = false;
                    }
                    value.ifPresent(v -> values.put(pair.key(), v));
                }
                return whole ? Optional.of(values) : Optional.empty();
            }

            @Override
            public Object write(Map<String, V> value) {
                // A copied map keeps no order, and equal scenarios are written alike.
                Map<String, Object> out = new TreeMap<>();
                value.forEach((key, v) -> out.put(key, of.write(v)));
                return out;
            }

            @Override
            public Map<String, Object> schema() {
                Map<String, Object> schema =
                        new TreeMap<>(Map.of("type", "object", "additionalProperties", of.schema()));
                if (pattern != ANY_KEY) {
                    schema.put("propertyNames", Map.of("pattern", anchored(pattern)));
                }
                return schema;
            }

            @Override
            public String wanted() {
                return keys + ", each with " + of.wanted();
            }
        };
    }

    /** Notes that something else was wanted here. */
    public static <V> Optional<V> wrong(Node node, String wanted, Reading reading) {
        String found = node instanceof Node.Sequence
                ? "a list stands here"
                : node instanceof Node.Mapping
                        ? "keys with values stand here"
                        : node instanceof Node.Scalar scalar && scalar.empty()
                                ? "nothing is written here"
                                : "'" + Text.shown(((Node.Scalar) node).text()) + "' stands here";
        reading.mistake(node.place(), found + "; wanted " + wanted);
        return Optional.empty();
    }

    private static String anchored(Pattern pattern) {
        return "^(?:" + pattern.pattern() + ")$";
    }

    private record Plain<V>(
            String wanted,
            Map<String, Object> schema,
            Function<String, V> reader,
            Function<V, Object> writer,
            boolean bare)
            implements Kind<V> {
        @Override
        public Optional<V> read(Node node, Reading reading) {
            if (!(node instanceof Node.Scalar scalar) || scalar.empty()) {
                return wrong(node, wanted, reading);
            }
            if (bare && scalar.quoted()) {
                reading.mistake(
                        node.place(),
                        "\"" + Text.shown(scalar.text()) + "\" is text; wanted " + wanted + ", without quotes");
                return Optional.empty();
            }
            try {
                return Optional.of(reader.apply(scalar.text()));
            } catch (IllegalArgumentException e) {
                // The text may be long, and the model does not know how to show it.
                String message = String.valueOf(e.getMessage()).replace(scalar.text(), Text.shown(scalar.text()));
                reading.mistake(node.place(), message);
                return Optional.empty();
            }
        }

        @Override
        public Object write(V value) {
            return writer.apply(value);
        }
    }

    private record Reference<V>(
            Reading.Space space, Function<String, V> reader, Function<V, String> writer, String wanted)
            implements Kind<V> {
        @Override
        public Optional<V> read(Node node, Reading reading) {
            if (!(node instanceof Node.Scalar scalar) || scalar.empty()) {
                return wrong(node, wanted, reading);
            }
            reading.uses(space, scalar.text(), node.place());
            try {
                return Optional.of(reader.apply(scalar.text()));
            } catch (IllegalArgumentException e) {
                // A name that could never be given is reported as one that was not.
                return Optional.empty();
            }
        }

        @Override
        public Object write(V value) {
            return writer.apply(value);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", List.of("string", "boolean"), "description", wanted);
        }

        @Override
        public void names(V value, Visitor visitor) {
            visitor.uses(space, writer.apply(value));
        }
    }

    private record Many<V>(Kind<V> of) implements Kind<List<V>> {
        @Override
        public Optional<List<V>> read(Node node, Reading reading) {
            List<Node> nodes = node instanceof Node.Sequence sequence ? sequence.items() : List.of(node);
            if (nodes.size() > ITEMS) {
                reading.mistake(node.place(), nodes.size() + " items stand here; wanted at most " + ITEMS);
                of.spaces().forEach(reading::unclear);
                return Optional.empty();
            }
            List<V> values = new ArrayList<>();
            boolean whole = true;
            for (Node item : nodes) {
                Optional<V> value = of.read(item, reading);
                whole &= value.isPresent();
                value.ifPresent(values::add);
            }
            return whole ? Optional.of(List.copyOf(values)) : Optional.empty();
        }

        @Override
        public Object write(List<V> value) {
            return value.stream().map(of::write).toList();
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> one = of.schema();
            return Map.of("anyOf", List.of(Map.of("type", "array", "items", one, "maxItems", ITEMS), one));
        }

        @Override
        public String wanted() {
            return "a list of " + of.wanted();
        }

        @Override
        public void names(List<V> value, Visitor visitor) {
            value.forEach(v -> of.names(v, visitor));
        }

        @Override
        public Set<Reading.Space> spaces() {
            return of.spaces();
        }
    }
}
