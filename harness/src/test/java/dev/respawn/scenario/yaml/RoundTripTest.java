package dev.respawn.scenario.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.respawn.catalogue.PlainJson;
import dev.respawn.catalogue.Word;
import dev.respawn.expect.Expectation;
import dev.respawn.fault.Fault;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Signal;
import dev.respawn.probe.Probe;
import dev.respawn.probe.Via;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.testwords.TestCrash;
import dev.respawn.scenario.testwords.TestExits;
import dev.respawn.scenario.testwords.TestGet;
import dev.respawn.scenario.testwords.TestHolds;
import dev.respawn.scenario.testwords.TestRecovers;
import dev.respawn.supervisor.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same scenario from Java, from YAML, and from what was written of it. */
class RoundTripTest {
    private static final ServiceName WEB = new ServiceName("web");

    @Test
    void the_yaml_and_the_builder_are_the_same_scenario() {
        Scenario fromJava = Scenario.named("the main process is killed")
                .because("restart=always must bring the same container back")
                .on("test-nanny:awake", "test-nanny:asleep")
                .service(Service.of("web", "nginx").listening(80))
                .watch("home", new TestGet(WEB, "/", Via.CONTAINER, Optional.empty(), List.of(200), Map.of()))
                .disrupt("killed", Duration.ofSeconds(2), new TestCrash(Signal.KILL), Selector.all(WEB))
                .expect(
                        new TestExits("killed", 137, Duration.ofSeconds(5)),
                        new TestRecovers("home", Duration.ofSeconds(3)),
                        new TestHolds())
                .build();

        assertThat(ScenarioFile.parse(Good.SCENARIOS.get(0), "good.yaml")).isEqualTo(fromJava);
    }

    @Test
    void what_is_written_of_a_scenario_reads_as_the_same_one() {
        for (String good : Good.SCENARIOS) {
            Scenario scenario = ScenarioFile.parse(good, "good.yaml");

            assertThat(ScenarioFile.parse(ScenarioFile.text(scenario), "again.yaml"))
                    .isEqualTo(scenario);
        }
    }

    @Test
    void random_scenarios_of_all_words_read_as_they_were_written() throws JsonProcessingException {
        Drawing drawing = new Drawing(new SplittableRandom(7));
        Set<String> unseen = new TreeSet<>();
        Stream.of(
                        Fault.catalogue().words(),
                        Probe.catalogue().words(),
                        Expectation.catalogue().words())
                .forEach(words -> words.forEach(word -> unseen.add(((Word<?>) word).name())));
        int read = 0;
        String refusal = "";

        for (int i = 0; i < 800; i++) {
            String drawn = PlainJson.write(drawing.scenario());
            Scenario scenario;
            try {
                scenario = ScenarioFile.parse(drawn, "drawn.yaml");
            } catch (BrokenFile contradicting) {
                refusal = contradicting.getMessage() + "\n" + drawn;
                continue;
            }
            read++;
            scenario.disrupt().forEach(d -> unseen.remove(Fault.catalogue().nameOf(d.fault())));
            scenario.watch().forEach(w -> unseen.remove(Probe.catalogue().nameOf(w.probe())));
            scenario.expect().forEach(e -> unseen.remove(Expectation.catalogue().nameOf(e)));

            assertThat(ScenarioFile.parse(ScenarioFile.text(scenario), "again.yaml"))
                    .as(drawn)
                    .isEqualTo(scenario);
        }

        assertThat(read).as(refusal).isGreaterThan(100);
        assertThat(unseen).as("words that no scenario could be drawn with").isEmpty();
    }

    /** Draws scenarios by what their schema says. */
    private static final class Drawing {
        private static final List<String> TEXTS = List.of(
                "x",
                "/data/a b",
                "/var/x",
                "/y",
                "a b",
                "",
                "null",
                "true",
                "1",
                "~",
                "- a",
                "a: b",
                "# c",
                "é😀",
                "\u001b[2J\n\t",
                "'\"\\");

        private final JsonNode schema;
        private final SplittableRandom random;

        Drawing(SplittableRandom random) throws JsonProcessingException {
            this.random = random;
            schema = new ObjectMapper().readTree(ScenarioSchema.scenario());
        }

        Object scenario() {
            Map<String, Object> out = new LinkedHashMap<>();
            object(schema, out);
            out.put("form", "corpus");
            out.put("limit", "24h");
            Map<String, Object> service = new LinkedHashMap<>();
            object(def("service"), service);
            service.put("role", "subject");
            service.put("replicas", 4);
            service.put("port", 80);
            service.computeIfPresent("pid", (key, drawn) -> "store");
            service.computeIfPresent("networks", (key, drawn) -> new LinkedHashSet<>(list(drawn)));
            service.computeIfPresent("volumes", (key, drawn) -> mountable(list(drawn)));
            if (service.containsKey("publish-at")) {
                service.put("publish", true);
            }
            Map<String, Object> services = new LinkedHashMap<>();
            services.put("store", Map.of("role", "fixture", "image", "busybox"));
            services.put("web", service);
            out.put("services", services);
            out.put("watch", Map.of("home", watch()));
            Map<String, Object> disruption = new LinkedHashMap<>();
            object(def("disruption"), disruption);
            disruption.put("name", "broken");
            disruption.remove("for");
            if (random.nextBoolean()) {
                disruption.put("for", "2s");
            }
            disruption.computeIfPresent("target", (key, drawn) -> selecting((Map<?, ?>) drawn));
            out.put("disrupt", List.of(disruption));
            out.computeIfPresent("blast-radius", (key, drawn) -> Map.of("targets", 4, "share", "100%"));
            out.put("expect", List.of(draw(def("expectation")), draw(def("expectation"))));
            out.remove("on");
            return out;
        }

        private static List<?> list(Object drawn) {
            return drawn instanceof List<?> list ? list : List.of(drawn);
        }

        /** A number or a share, not both. */
        private static Map<String, Object> selecting(Map<?, ?> target) {
            Map<String, Object> out = new LinkedHashMap<>();
            target.forEach((key, value) -> out.put(String.valueOf(key), value));
            if (out.containsKey("replicas")) {
                out.remove("share");
            }
            return out;
        }

        /** Each at a place of its own, and with a name where there is a size. */
        private static List<Object> mountable(List<?> volumes) {
            List<Object> out = new ArrayList<>();
            for (Object volume : volumes) {
                Map<String, Object> mounted = new LinkedHashMap<>();
                ((Map<?, ?>) volume).forEach((key, value) -> mounted.put(String.valueOf(key), value));
                mounted.put("path", "/volume/" + out.size());
                if (mounted.containsKey("size")) {
                    mounted.put("name", "data-" + out.size());
                }
                out.add(mounted);
            }
            return out;
        }

        private JsonNode def(String name) {
            return schema.at("/$defs/" + name);
        }

        private Object watch() {
            Map<String, Object> out = new LinkedHashMap<>();
            List<String> words =
                    Probe.catalogue().words().stream().map(Word::name).toList();
            String word = words.get(random.nextInt(words.size()));
            def("watch").path("properties").properties().forEach(property -> {
                if (word.equals(property.getKey()) || (!words.contains(property.getKey()) && random.nextBoolean())) {
                    out.put(property.getKey(), draw(property.getValue()));
                }
            });
            return out;
        }

        private void object(JsonNode of, Map<String, Object> out) {
            List<String> required = new ArrayList<>();
            of.path("required").forEach(name -> required.add(name.asText()));
            of.path("properties").properties().forEach(property -> {
                String key = property.getKey();
                if (required.contains(key) || random.nextBoolean()) {
                    switch (key) {
                        case "service" -> out.put(key, "web");
                        case "probe", "once" -> out.put(key, "home");
                        case "after", "before" -> out.put(key, "broken");
                        default -> out.put(key, draw(property.getValue()));
                    }
                }
            });
        }

        private Object draw(JsonNode of) {
            if (of.has("$ref")) {
                return draw(schema.at(of.path("$ref").asText().substring(1)));
            }
            if (of.has("maxProperties")) {
                List<String> words = new ArrayList<>();
                of.path("properties").fieldNames().forEachRemaining(words::add);
                String word = words.get(random.nextInt(words.size()));
                return Map.of(word, draw(of.path("properties").path(word)));
            }
            if (of.has("anyOf")) {
                return draw(of.path("anyOf").path(random.nextInt(2)));
            }
            if (of.has("enum")) {
                return of.path("enum")
                        .path(random.nextInt(of.path("enum").size()))
                        .asText();
            }
            String type = of.path("type").isArray()
                    ? of.path("type").path(0).asText()
                    : of.path("type").asText();
            return switch (type) {
                case "integer" ->
                    random.nextInt(
                            of.path("minimum").asInt(),
                            Math.min(
                                            of.path("maximum").asInt(),
                                            of.path("minimum").asInt() + 3)
                                    + 1);
                case "boolean" -> random.nextBoolean();
                case "array" ->
                    Stream.generate(() -> draw(of.path("items")))
                            .limit(random.nextInt(4))
                            .toList();
                case "object" -> {
                    Map<String, Object> out = new LinkedHashMap<>();
                    if (of.path("additionalProperties").isObject()) {
                        for (int i = random.nextInt(4); i > 0; i--) {
                            out.put(
                                    String.valueOf(text(of.path("propertyNames"))),
                                    draw(of.path("additionalProperties")));
                        }
                    }
                    object(of, out);
                    yield out;
                }
                default -> text(of);
            };
        }

        private Object text(JsonNode of) {
            String pattern = of.path("pattern").asText("");
            if (pattern.contains("us|ms|s|m|h")) {
                return random.nextInt(1, 500)
                        + (random.nextBoolean()
                                        && !of.path("description").asText().contains("whole seconds")
                                ? "ms"
                                : "s");
            }
            if (pattern.contains("[Kk][Ii][Ll][Ll]")) {
                return random.nextBoolean() ? "SIGTERM" : "kill";
            }
            List<String> fitting = Stream.concat(
                            TEXTS.stream(),
                            Stream.of(of.path("default"), of.path("examples").path(0))
                                    .filter(node -> !node.isMissingNode())
                                    .map(JsonNode::asText))
                    .filter(text -> text.length() >= of.path("minLength").asInt(0))
                    .filter(text -> Pattern.compile(pattern).matcher(text).find())
                    .toList();
            return fitting.isEmpty() ? "x" : fitting.get(random.nextInt(fitting.size()));
        }
    }
}
