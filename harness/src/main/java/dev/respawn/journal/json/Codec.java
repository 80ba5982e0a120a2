package dev.respawn.journal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.respawn.model.Durations;
import dev.respawn.model.HostId;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.WayBack;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON and back. The form follows from the records themselves, so that a new event, or a new component of an
 * old one, cannot be forgotten: a record is an object of its components, one of a sealed family says its kind.
 */
final class Codec {
    /** What text, lists and maps are cut to; tried in this order until the entry is short enough. */
    static final List<Cut> CUTS =
            List.of(new Cut(8_192, 1_024), new Cut(1_024, 256), new Cut(256, 64), new Cut(64, 16));

    /** With the last cut no event is longer than this, whatever stands in it: a test holds the two together. */
    static final int SHORTEST_LIMIT = 32 * 1_024;

    private static final int TARGET_MOST = 300;
    private static final String KIND = "kind";
    private static final String MORE = "…";
    /** Kept when a map of foreign keys has to be cut: what the verifier reads. */
    private static final Set<String> KEPT_FIRST = Set.of("exitCode", "signal", "execDuration");

    private Codec() {}

    /** How many characters of a text, and how many items of a list or map, are kept. */
    record Cut(int characters, int items, UnaryOperator<String> mask) {
        Cut(int characters, int items) {
            this(characters, items, UnaryOperator.identity());
        }

        /** The same of texts without what nobody should read. */
        Cut masking(UnaryOperator<String> secrets) {
            return new Cut(characters, items, secrets);
        }

        // First masked: half of a secret is one as well.
        String text(String whole) {
            return Texts.cut(mask.apply(whole), characters);
        }
    }

    static JsonNode write(Type type, Object value, Cut cut) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value instanceof String text) {
            return json.textNode(cut.text(text));
        } else if (value instanceof Boolean flag) {
            return json.booleanNode(flag);
        } else if (value instanceof Integer number) {
            return json.numberNode(number);
        } else if (value instanceof Long number) {
            return json.numberNode(number);
        } else if (value instanceof Instant instant) {
            return json.textNode(instant.toString());
        } else if (value instanceof Duration duration) {
            return json.textNode(text(duration));
        } else if (value instanceof Target || value instanceof HostId || value instanceof ServiceName) {
            return json.textNode(value.toString());
        } else if (value instanceof Enum<?> constant) {
            return json.textNode(Texts.kebab(constant.name()));
        } else if (value instanceof List<?> list) {
            return writeList(argument(type, 0), list, cut);
        } else if (value instanceof Map<?, ?> map) {
            return writeMap(map, cut);
        } else if (value instanceof Record record) {
            ObjectNode node = json.objectNode();
            if (raw(type).isSealed()) {
                node.put(KIND, Texts.kebab(record.getClass().getSimpleName()));
            }
            // Whoever takes a fault back needs the locator as it is: paths, ids and numbers, and no text of anybody's.
            writeComponents(record, node, record instanceof WayBack.Undo ? cut.masking(UnaryOperator.identity()) : cut);
            return node;
        }
        throw new IllegalStateException(
                "the journal has no form for " + value.getClass().getName());
    }

    private static void writeComponents(Record record, ObjectNode node, Cut cut) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = valueOf(component, record);
            Type type = component.getGenericType();
            if (value instanceof Optional<?> maybe) {
                maybe.ifPresent(v -> node.set(name(component), write(argument(type, 0), v, cut)));
            } else {
                node.set(name(component), write(type, value, cut));
            }
        }
    }

    private static ArrayNode writeList(Type of, List<?> list, Cut cut) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        list.stream().limit(cut.items()).forEach(item -> array.add(write(of, item, cut)));
        if (list.size() > cut.items() && raw(of) == String.class) {
            array.add(MORE + " [cut, of " + list.size() + " items]");
        }
        return array;
    }

    /** Sorted, so that equal events give equal lines; of too many, what we read and then the shortest are kept. */
    private static ObjectNode writeMap(Map<?, ?> map, Cut cut) {
        Map<String, String> kept = new LinkedHashMap<>();
        map.entrySet().stream()
                .map(entry -> Map.entry(String.valueOf(entry.getKey()), String.valueOf(entry.getValue())))
                .sorted(Comparator.comparing((Map.Entry<String, String> entry) -> !ours(entry.getKey()))
                        .thenComparing(entry ->
                                entry.getKey().length() + entry.getValue().length())
                        .thenComparing(Map.Entry::getKey))
                .limit(cut.items())
                .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        kept.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> node.put(Texts.cut(entry.getKey(), cut.characters()), cut.text(entry.getValue())));
        if (map.size() > kept.size()) {
            node.put(MORE, "[cut, of " + map.size() + " items]");
        }
        return node;
    }

    private static boolean ours(String key) {
        return KEPT_FIRST.contains(key) || key.startsWith("dev.respawn.");
    }

    /** A value of this type. */
    static Object read(Type type, JsonNode node, String what) throws Malformed {
        Class<?> raw = raw(type);
        if (raw == String.class) {
            return textual(node, what);
        } else if (raw == boolean.class) {
            if (!node.isBoolean()) {
                throw wrong(node, what, "true or false");
            }
            return node.booleanValue();
        } else if (raw == int.class) {
            if (!node.isIntegralNumber() || !node.canConvertToInt()) {
                throw wrong(node, what, "a whole number");
            }
            return node.intValue();
        } else if (raw == long.class || raw == Long.class) {
            if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                throw wrong(node, what, "a whole number");
            }
            return node.longValue();
        } else if (raw == Instant.class) {
            return scalar(node, what, "a time such as 2026-01-31T12:00:00Z", Instant::parse);
        } else if (raw == Duration.class) {
            return scalar(node, what, "a duration such as 10ms", Codec::duration);
        } else if (raw == Target.class) {
            return scalar(node, what, "a target such as web/1", Codec::target);
        } else if (raw == HostId.class) {
            return scalar(node, what, "the name of a host", HostId::new);
        } else if (raw == ServiceName.class) {
            return scalar(node, what, "the name of a service", ServiceName::new);
        } else if (raw.isEnum()) {
            return readConstant(raw, node, what);
        } else if (raw == List.class) {
            return readList(argument(type, 0), node, what);
        } else if (raw == Map.class) {
            return readMap(node, what);
        } else if (raw.isSealed()) {
            return readKind(raw, node, what);
        } else if (raw.isRecord()) {
            return readRecord(raw, object(node, what), what, false);
        }
        throw new IllegalStateException("the journal has no form for " + type.getTypeName());
    }

    private static Object readConstant(Class<?> type, JsonNode node, String what) throws Malformed {
        String word = textual(node, what);
        for (Object constant : Objects.requireNonNull(type.getEnumConstants())) {
            if (Texts.kebab(((Enum<?>) constant).name()).equals(word)) {
                return constant;
            }
        }
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(constant -> Texts.kebab(((Enum<?>) constant).name()))
                .sorted()
                .toList();
        throw new Malformed(what + " is '" + Texts.shown(word) + "'; wanted one of " + String.join(", ", words));
    }

    private static List<Object> readList(Type of, JsonNode node, String what) throws Malformed {
        if (!node.isArray()) {
            throw wrong(node, what, "a list");
        }
        List<Object> items = new ArrayList<>();
        for (JsonNode item : node) {
            items.add(read(of, item, "an item of " + what));
        }
        return items;
    }

    private static Map<String, String> readMap(JsonNode node, String what) throws Malformed {
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object(node, what).properties()) {
            map.put(field.getKey(), textual(field.getValue(), "'" + Texts.shown(field.getKey()) + "' of " + what));
        }
        return map;
    }

    private static Object readKind(Class<?> family, JsonNode node, String what) throws Malformed {
        ObjectNode object = object(node, what);
        JsonNode named = object.get(KIND);
        if (named == null) {
            throw new Malformed(what + " has no '" + KIND + "'");
        }
        String kind = textual(named, "'" + KIND + "' of " + what);
        for (Class<?> member : family.getPermittedSubclasses()) {
            if (Texts.kebab(member.getSimpleName()).equals(kind)) {
                return readRecord(member, object, "'" + kind + "'", true);
            }
        }
        List<String> kinds = Arrays.stream(family.getPermittedSubclasses())
                .map(member -> Texts.kebab(member.getSimpleName()))
                .sorted()
                .toList();
        throw new Malformed(
                what + " is of kind '" + Texts.shown(kind) + "'; these are known: " + String.join(", ", kinds));
    }

    private static Object readRecord(Class<?> type, ObjectNode node, String what, boolean withKind) throws Malformed {
        RecordComponent[] components = type.getRecordComponents();
        List<String> names = new ArrayList<>(withKind ? List.of(KIND) : List.of());
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            String name = name(component);
            names.add(name);
            JsonNode child = node.get(name);
            String place = "'" + name + "' of " + what;
            if (component.getType() == Optional.class) {
                Type of = argument(component.getGenericType(), 0);
                values[i] = child == null ? Optional.empty() : Optional.of(read(of, child, place));
            } else if (child == null) {
                throw new Malformed(what + " has no '" + name + "'");
            } else {
                values[i] = read(component.getGenericType(), child, place);
            }
        }
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!names.contains(key)) {
                throw new Malformed(what + " has no place for '" + Texts.shown(key) + "'");
            }
        }
        return make(type, components, values, what);
    }

    private static Object make(Class<?> type, RecordComponent[] components, @Nullable Object[] values, String what)
            throws Malformed {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            // The record's own check, which says what it wanted.
            throw new Malformed(what + " cannot be: "
                    + Texts.shown(
                            String.valueOf(Objects.requireNonNull(e.getCause()).getMessage())));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type.getName(), e);
        }
    }

    /** What the journal cannot carry: an undocumented exception would hide the line. */
    private interface Reader {
        Object read(String text);
    }

    private static Object scalar(JsonNode node, String what, String wanted, Reader reader) throws Malformed {
        String text = textual(node, what);
        try {
            return reader.read(text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new Malformed(what + " is '" + Texts.shown(text) + "'; wanted " + wanted);
        }
    }

    private static String textual(JsonNode node, String what) throws Malformed {
        if (!node.isTextual()) {
            throw wrong(node, what, "text");
        }
        return node.textValue();
    }

    static ObjectNode object(JsonNode node, String what) throws Malformed {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw wrong(node, what, "an object");
    }

    private static Malformed wrong(JsonNode node, String what, String wanted) {
        String found = node.isContainerNode()
                ? (node.isArray() ? "a list" : "an object")
                : "'" + Texts.shown(node.asText()) + "'";
        return new Malformed(what + " is " + found + "; wanted " + wanted);
    }

    /** Signed, since a clock may be behind; seconds where the usual form has too many digits to be read back. */
    private static String text(Duration duration) {
        if (duration.isNegative()) {
            return "-" + text(duration.negated());
        }
        String exact = Durations.exact(duration);
        return Durations.PATTERN.matcher(exact).matches()
                ? exact
                : BigDecimal.valueOf(duration.toNanos(), 9).toPlainString() + "s";
    }

    private static Target target(String text) {
        // A link may nest, and a line of nothing but "link:" would nest deeper than the stack.
        if (text.length() > TARGET_MOST) {
            throw new IllegalArgumentException("a target of " + text.length() + " characters");
        }
        return Target.parse(text);
    }

    private static Duration duration(String text) {
        return text.startsWith("-") ? Durations.parse(text.substring(1)).negated() : Durations.parse(text);
    }

    private static String name(RecordComponent component) {
        String name = Texts.kebab(component.getName());
        if (name.equals(KIND)) {
            throw new IllegalStateException(component.getDeclaringRecord().getName()
                    + " has a component 'kind', which the journal needs itself");
        }
        return name;
    }

    private static Object valueOf(RecordComponent component, Record record) {
        try {
            return Objects.requireNonNull(component.getAccessor().invoke(record), component.getName());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
