package dev.respawn.catalogue;

import dev.respawn.yaml.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All words of one family. Read as a mapping with one key: {@code crash: {signal: KILL}}.
 *
 * @param <T> what the words of the family stand for
 */
public final class Catalogue<T> implements Kind<T> {
    private final String family;
    private final Map<String, Word<? extends T>> words = new TreeMap<>();

    private Catalogue(String family, Collection<Word<? extends T>> all) {
        this.family = family;
        all.forEach(word -> {
            Word<? extends T> other = words.putIfAbsent(word.name(), word);
            if (other != null) {
                throw new IllegalStateException("two listings offer the " + family + " '" + word.name() + "': "
                        + other.type().getName() + " and " + word.type().getName());
            }
        });
        if (words.isEmpty()) {
            throw new IllegalStateException("no " + family + " is listed; is META-INF/services in the jar?");
        }
    }

    /** All words that listings on the class path offer. */
    public static <T, L> Catalogue<T> load(String family, Class<L> listing, Function<L, Word<? extends T>> word) {
        List<Word<? extends T>> found = ServiceLoader.load(listing, listing.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .<Word<? extends T>>map(word)
                .sorted(Comparator.comparing(Word::name))
                .toList();
        return new Catalogue<>(family, found);
    }

    /** Words that are all ours: nobody adds to a closed family. */
    public static <T> Catalogue<T> of(String family, List<Word<? extends T>> words) {
        return new Catalogue<>(family, words);
    }

    /** The words, by name. */
    public List<Word<? extends T>> words() {
        return List.copyOf(words.values());
    }

    /** The name that a value is written with. */
    public String nameOf(T value) {
        return wordOf(value).name();
    }

    @SuppressWarnings("unchecked") // the word's type is the value's own class
    private Word<T> wordOf(T value) {
        return (Word<T>) words.values().stream()
                .filter(word -> word.type().isInstance(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + family + " is listed for "
                        + value.getClass().getName() + "; name its listing in META-INF/services"));
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        if (node instanceof Node.Scalar scalar && !scalar.empty()) {
            // A word without arguments may stand alone.
            return read(scalar.text(), scalar, new Node.Scalar("", false, scalar.place()), reading);
        }
        if (!(node instanceof Node.Mapping mapping) || mapping.pairs().isEmpty()) {
            return Kinds.wrong(node, wanted(), reading);
        }
        if (mapping.pairs().size() > 1) {
            Node.Pair second = mapping.pairs().get(1);
            reading.mistake(
                    second.keyPlace(),
                    "a second key '" + Text.shown(second.key()) + "' stands beside '"
                            + Text.shown(mapping.pairs().get(0).key()) + "'; wanted one " + family
                            + " (its arguments are indented below it)");
            return Optional.empty();
        }
        Node.Pair only = mapping.pairs().get(0);
        return read(only.key(), new Node.Scalar(only.key(), false, only.keyPlace()), only.value(), reading);
    }

    private Optional<T> read(String name, Node at, Node arguments, Reading reading) {
        Word<? extends T> word = words.get(name);
        if (word == null) {
            reading.mistake(at.place(), Names.unknown(family, name, words.keySet()));
            return Optional.empty();
        }
        return word.shape().read(arguments, reading).map(value -> value);
    }

    @Override
    public Map<String, Object> write(T value) {
        Word<T> word = wordOf(value);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put(word.name(), word.shape().write(value));
        return out;
    }

    // One object with all words as keys, of which one is to be there: editors complete and explain that, and not a
    // choice between as many objects.
    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> alone = new ArrayList<>();
        words.values().forEach(word -> {
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("description", word.summary());
            arguments.putAll(word.shape().schema());
            properties.put(word.name(), arguments);
            if (word.shape().fields().stream().allMatch(field -> field.orElse().isPresent())) {
                alone.add(word.name());
            }
        });
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(DEFINITION, family);
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        schema.put("minProperties", 1);
        schema.put("maxProperties", 1);
        if (alone.isEmpty()) {
            schema.put("type", "object");
        } else {
            schema.put("anyOf", List.of(Map.of("type", "object"), Map.of("enum", alone)));
        }
        return schema;
    }

    @Override
    public String wanted() {
        return "one " + family + " of: " + String.join(", ", words.keySet());
    }

    @Override
    public void names(T value, Visitor visitor) {
        wordOf(value).shape().names(value, visitor);
    }
}
