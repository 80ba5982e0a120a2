package dev.respawn.healer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which containers are looked after: those that carry all of these labels, each with one of its values.
 *
 * @param labels an empty value fits any
 */
public record Whom(Map<String, Set<String>> labels) {
    public Whom {
        Map<String, Set<String>> copy = new TreeMap<>();
        labels.forEach((name, values) -> copy.put(name, Set.copyOf(values)));
        if (copy.isEmpty()) {
            throw new IllegalArgumentException(
                    "nobody is to be looked after; wanted --label NAME=VALUE, such as --label com.docker.compose.project=shop");
        }
        labels = copy;
    }

    /**
     * Reads NAME=VALUE or NAME, several times; of one that is named several times, any of the values will do.
     *
     * @throws IllegalArgumentException if there is none, or one without a name
     */
    public static Whom of(Collection<String> said) {
        Map<String, Set<String>> labels = new LinkedHashMap<>();
        for (String label : said) {
            int equals = label.indexOf('=');
            String name = equals < 0 ? label : label.substring(0, equals);
            if (name.isBlank()) {
                throw new IllegalArgumentException("'" + label + "' is no label; wanted NAME=VALUE or NAME");
            }
            labels.computeIfAbsent(name, key -> new TreeSet<>()).add(equals < 0 ? "" : label.substring(equals + 1));
        }
        return new Whom(labels);
    }

    /** What an engine can be asked for: it knows no alternatives. */
    Map<String, String> question() {
        Map<String, String> question = new TreeMap<>();
        labels.forEach((name, values) ->
                question.put(name, values.size() == 1 ? values.iterator().next() : ""));
        return question;
    }

    boolean are(Map<String, String> carried) {
        return labels.entrySet().stream().allMatch(label -> {
            String value = carried.get(label.getKey());
            return value != null
                    && (label.getValue().contains("") || label.getValue().contains(value));
        });
    }

    /** For people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        labels.forEach((name, values) -> text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(values.contains("") ? "" : "=" + String.join("|", new TreeSet<>(values))));
        return text.toString();
    }
}
