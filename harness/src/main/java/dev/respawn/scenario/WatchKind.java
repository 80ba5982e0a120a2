package dev.respawn.scenario;

import dev.respawn.catalogue.Catalogue;
import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Names;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Shape;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.probe.Probe;
import dev.respawn.yaml.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A watch as it is written: its settings, and beside them the probe by its own name. */
record WatchKind(String name) implements Kind<Watch> {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Field<Settings, Duration> EVERY = Field.orElse(
            "every",
            "from one question to the next, whether the last was answered or not",
            Kinds.duration(Duration.ofMillis(1), LONGEST),
            Settings::every,
            Watch.EVERY_DEFAULT);
    private static final Field<Settings, Duration> TIMEOUT = Field.orElse(
            "timeout",
            "an answer that takes longer is a bad one",
            Kinds.duration(Duration.ofMillis(1), LONGEST),
            Settings::timeout,
            Watch.TIMEOUT_DEFAULT);
    private static final Field<Settings, Integer> IN_FLIGHT = Field.orElse(
            "in-flight",
            "questions that may be unanswered at a time; what is due beyond that is shed and shown as missing",
            Kinds.number(1, 10_000),
            Settings::inFlight,
            Watch.IN_FLIGHT_DEFAULT);

    private record Settings(Duration every, Duration timeout, int inFlight) {
        static final Shape<Settings> SHAPE = Shape.of(
                "a watch",
                v -> new Settings(v.get(EVERY), v.get(TIMEOUT), v.get(IN_FLIGHT)),
                EVERY,
                TIMEOUT,
                IN_FLIGHT);
    }

    @Override
    public Optional<Watch> read(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping mapping)) {
            Kinds.wrong(node, wanted(), reading);
            return Optional.empty();
        }
        Catalogue<Probe> probes = Probe.catalogue();
        List<String> settings =
                Settings.SHAPE.fields().stream().map(Field::name).toList();
        List<String> words = probes.words().stream().map(Word::name).toList();
        List<Node.Pair> ofSettings = new ArrayList<>();
        List<Node.Pair> ofProbe = new ArrayList<>();
        boolean whole = true;
        for (Node.Pair pair : mapping.pairs()) {
            if (settings.contains(pair.key())) {
                ofSettings.add(pair);
            } else if (words.contains(pair.key())) {
                ofProbe.add(pair);
            } else {
                List<String> all = new ArrayList<>(settings);
                all.addAll(words);
                String near = Names.nearest(pair.key(), all)
                        .map(n -> " (did you mean '" + n + "'?)")
                        .orElse("");
                reading.mistake(
                        pair.keyPlace(),
                        "a watch has no '" + Text.shown(pair.key()) + "'" + near + "; it has: "
                                + String.join(", ", settings.stream().sorted().toList()) + ", and one probe of: "
                                + String.join(", ", words));
                whole = false;
            }
        }
        Optional<Settings> read = Settings.SHAPE.read(new Node.Mapping(ofSettings, mapping.place()), reading);
        if (ofProbe.isEmpty()) {
            if (whole) {
                reading.mistake(mapping.place(), "a watch needs " + probes.wanted());
            }
            return Optional.empty();
        }
        Optional<Probe> probe = probes.read(new Node.Mapping(ofProbe, mapping.place()), reading);
        if (!whole || read.isEmpty() || probe.isEmpty()) {
            return Optional.empty();
        }
        Settings s = read.get();
        return Optional.of(new Watch(name, s.every(), s.timeout(), s.inFlight(), probe.get()));
    }

    @Override
    public Object write(Watch watch) {
        Map<String, Object> out = new LinkedHashMap<>(
                Settings.SHAPE.write(new Settings(watch.every(), watch.timeout(), watch.inFlight())));
        out.putAll(Probe.catalogue().write(watch.probe()));
        return out;
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        @SuppressWarnings("unchecked") // a shape's schema is a map of maps
        Map<String, Object> settings =
                (Map<String, Object>) Settings.SHAPE.schema().getOrDefault("properties", Map.of());
        properties.putAll(settings);
        List<Map<String, Object>> one = new ArrayList<>();
        for (Word<? extends Probe> word : Probe.catalogue().words()) {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("description", word.summary());
            schema.putAll(word.shape().schema());
            properties.put(word.name(), schema);
            one.add(Map.of("required", List.of(word.name())));
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(DEFINITION, "watch");
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        schema.put("oneOf", one);
        return schema;
    }

    @Override
    public String wanted() {
        return "a watch with " + Probe.catalogue().wanted();
    }

    @Override
    public void names(Watch watch, Visitor visitor) {
        Probe.catalogue().names(watch.probe(), visitor);
    }
}
