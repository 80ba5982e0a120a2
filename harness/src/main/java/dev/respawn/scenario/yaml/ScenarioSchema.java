package dev.respawn.scenario.yaml;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.PlainJson;
import dev.respawn.catalogue.Shape;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Suite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON Schema (draft 2020-12) of scenarios and suites, put together from what the readers read. It knows the words
 * of all jars on the class path, a user's own too.
 */
public final class ScenarioSchema {
    private ScenarioSchema() {}

    /** The schema of a scenario, as JSON text that is the same on every run. */
    public static String scenario() {
        return text("urn:respawn:scenario", "A Respawn scenario", Scenario.SHAPE, """
                What to run, what to watch, what to break, and what must be true. Durations carry a unit (10ms, 2s, 5m), \
                sizes too (64MiB). Where a list is wanted, a single item may stand alone; a fault, probe or expectation \
                whose arguments may all be left out may stand as its bare name.""");
    }

    /** The schema of a suite, as JSON text that is the same on every run. */
    public static String suite() {
        return text(
                "urn:respawn:suite",
                "A Respawn suite",
                Suite.SHAPE,
                "Scenarios to be run together, each with the verdict that is wanted of it.");
    }

    private static String text(String id, String title, Shape<?> shape, String description) {
        Map<String, Object> definitions = new TreeMap<>();
        Map<String, Object> root = new LinkedHashMap<>(shape.schema());
        root.remove(Kind.DEFINITION);
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", id);
        schema.put("title", title);
        schema.put("description", description);
        root.forEach((key, value) -> schema.put(key, resolved(value, definitions)));
        schema.put("$defs", definitions);
        return PlainJson.write(schema) + "\n";
    }

    private static Object resolved(Object plain, Map<String, Object> definitions) {
        if (plain instanceof List<?> list) {
            return list.stream().map(item -> resolved(item, definitions)).toList();
        }
        if (!(plain instanceof Map<?, ?> map)) {
            return plain;
        }
        // A map without an order is read in that of its keys, so that definitions are met in the same order.
        Map<?, ?> ordered = map instanceof LinkedHashMap ? map : new TreeMap<>(map);
        Map<String, Object> out = new LinkedHashMap<>();
        ordered.forEach((key, value) -> {
            if (key.equals(Kind.USE)) {
                out.putAll(reference(value, definitions));
            } else {
                out.put(String.valueOf(key), resolved(value, definitions));
            }
        });
        return out.containsKey(Kind.DEFINITION) ? define(out, definitions) : out;
    }

    private static Map<String, Object> reference(Object used, Map<String, Object> definitions) {
        return resolved(used, definitions) instanceof Map<?, ?> map
                ? Map.of("$ref", String.valueOf(map.get("$ref")))
                : Map.of();
    }

    private static Map<String, Object> define(Map<String, Object> schema, Map<String, Object> definitions) {
        String name = String.valueOf(schema.get(Kind.DEFINITION));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", name);
        schema.forEach(body::put);
        body.remove(Kind.DEFINITION);
        Object other = definitions.putIfAbsent(name, body);
        if (other != null && !PlainJson.write(other).equals(PlainJson.write(body))) {
            throw new IllegalStateException("two different things are defined as '" + name + "'");
        }
        return Map.of("$ref", "#/$defs/" + name);
    }
}
