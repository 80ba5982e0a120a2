package dev.respawn.scenario.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The schema says what the reader reads. It is checked by a validator and a YAML loader that are not ours. */
class ScenarioSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema SCENARIO = schema(ScenarioSchema.scenario());
    private static final Schema SUITE = schema(ScenarioSchema.suite());

    private static Schema schema(String text) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
    }

    // Null only for a document that holds null, which Jackson has a node for.
    private static Optional<JsonNode> loaded(String yaml) {
        try {
            Object plain = new Load(LoadSettings.builder().build())
                    .loadFromString(yaml.startsWith("{") ? yaml.replace('\t', ' ') : yaml);
            return Optional.of(JSON.valueToTree(plain));
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    private static List<String> errors(Schema schema, String yaml) {
        return schema.validate(loaded(yaml).orElseThrow()).stream()
                .map(Error::toString)
                .toList();
    }

    @Test
    void what_the_reader_accepts_the_schema_accepts() {
        for (String good : Good.SCENARIOS) {
            ScenarioFile.parse(good, "good.yaml");

            assertThat(errors(SCENARIO, good)).as(good).isEmpty();
        }
        assertThat(errors(SUITE, "suite: 1\nrows:\n  - { scenario: a.yaml, on: docker:always, wanted: failed }\n"))
                .isEmpty();
    }

    @Test
    void every_scenario_and_suite_that_ships_is_accepted_by_reader_and_schema() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("../scenarios"))) {
            files = all.filter(file -> file.toString().matches("../scenarios/(corpus|stories|null|suites)/.*[.]yaml"))
                    .sorted()
                    .toList();
        }

        assertThat(files).isNotEmpty();
        for (Path file : files) {
            boolean suite = FileKind.of(file) == FileKind.SUITE;
            if (suite) {
                SuiteFile.read(file);
            } else {
                ScenarioFile.read(file);
            }
            assertThat(errors(suite ? SUITE : SCENARIO, Files.readString(file)))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @Test
    void the_schema_refuses_broken_files_but_those_that_only_the_reader_can_judge() throws IOException {
        List<String> accepted = new ArrayList<>();
        int refused = 0;
        for (BrokenFilesTest.Broken broken : BrokenFilesTest.files().toList()) {
            // Other loaders follow the loop for ever.
            Optional<JsonNode> loaded =
                    broken.name().equals("an anchor that holds itself") ? Optional.empty() : loaded(broken.file());
            if (loaded.isEmpty()) {
                continue;
            }
            if (SCENARIO.validate(loaded.get()).isEmpty()) {
                accepted.add(broken.name());
            } else {
                refused++;
            }
        }

        assertThat(accepted)
                .containsExactly(
                        "a fault that waits for a probe that nobody named",
                        "a duration out of range",
                        "a memory limit below what engines take",
                        "an unknown supervisor",
                        "a supervisor in a state it does not have",
                        "a service that nobody gave",
                        "a disruption that nobody gave",
                        "a probe that nobody gave",
                        "a disruption named twice",
                        "a fault after the run's limit",
                        "a fault that ends after the run's limit",
                        "a claim that can be judged only after the limit",
                        "'for' on a fault that is over when it is done",
                        "more replicas than there are",
                        "no services",
                        "nothing expected",
                        "a story that does not say where it holds",
                        "fixtures only",
                        "processes shared with a service that stands below",
                        "processes shared with itself",
                        "processes shared with a service that is not there",
                        "a port published that is not named",
                        "a stop-timeout of half seconds",
                        "a health check without a command",
                        "a very long value is cut",
                        "a tag of YAML's own",
                        "a volume of two sizes",
                        "two things at one path",
                        "a network twice",
                        "a size without a name",
                        "a port of the host's that nothing is published at");
        assertThat(refused).isGreaterThan(40);
    }

    @Test
    void the_schema_is_a_schema() throws IOException {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(ScenarioSchema.scenario(), InputFormat.JSON)).isEmpty();
        assertThat(meta.validate(ScenarioSchema.suite(), InputFormat.JSON)).isEmpty();
        assertThat(ScenarioSchema.scenario())
                .doesNotContain("$definition", "$use")
                .isEqualTo(ScenarioSchema.scenario());
    }

    @Test
    void everything_in_the_schema_says_what_it_is() throws IOException {
        for (String text : List.of(ScenarioSchema.scenario(), ScenarioSchema.suite())) {
            List<String> silent = new ArrayList<>();
            undescribed("", JSON.readTree(text), silent);

            assertThat(silent).isEmpty();
        }
    }

    private static void undescribed(String path, JsonNode schema, List<String> silent) {
        schema.path("properties").properties().forEach(property -> {
            if (property.getValue().path("description").asText().isBlank()) {
                silent.add(path + "/" + property.getKey());
            }
        });
        schema.properties().forEach(child -> undescribed(path + "/" + child.getKey(), child.getValue(), silent));
    }

    @Test
    void supervisors_are_examples_since_a_command_of_ones_own_is_one_too() throws IOException {
        JsonNode on = JSON.readTree(ScenarioSchema.scenario()).at("/properties/on/anyOf/1");

        assertThat(on.path("examples")).extracting(JsonNode::asText).contains("test-nanny:awake");
        assertThat(on.has("enum")).isFalse();
    }
}
