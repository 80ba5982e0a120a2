package dev.respawn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.catalogue.Word;
import dev.respawn.expect.Expectation;
import dev.respawn.fault.Fault;
import dev.respawn.probe.Probe;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Suite;
import dev.respawn.scenario.Watch;
import dev.respawn.scenario.yaml.FileKind;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.scenario.yaml.SuiteFile;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever adds a word adds a scenario that uses it; words that begin with test- are those of our tests. */
class ListingsTest {
    private static final Path SCENARIOS = Path.of("..", "scenarios");

    private final List<Scenario> scenarios = new ArrayList<>();
    private final List<Suite> suites = new ArrayList<>();

    ListingsTest() throws IOException {
        try (Stream<Path> files = Files.walk(SCENARIOS)) {
            for (Path file : files.filter(ListingsTest::holdsScenarios).sorted().toList()) {
                if (FileKind.of(file) == FileKind.SUITE) {
                    suites.add(SuiteFile.read(file));
                } else {
                    scenarios.add(ScenarioFile.read(file));
                }
            }
        }
    }

    private static boolean holdsScenarios(Path file) {
        String name = file.toString();
        return name.endsWith(".yaml") && !name.endsWith(".contract.yaml") && !name.contains("target");
    }

    @Test
    void every_fault_is_used_by_a_scenario() {
        assertThat(used(scenarios.stream()
                        .flatMap(scenario -> scenario.disrupt().stream())
                        .map(Disruption::fault)
                        .map(Fault.catalogue()::nameOf)))
                .containsAll(names(Fault.catalogue().words()));
    }

    @Test
    void every_probe_is_used_by_a_scenario() {
        assertThat(used(scenarios.stream()
                        .flatMap(scenario -> scenario.watch().stream())
                        .map(Watch::probe)
                        .map(Probe.catalogue()::nameOf)))
                .containsAll(names(Probe.catalogue().words()));
    }

    @Test
    void every_expectation_is_used_by_a_scenario() {
        assertThat(used(scenarios.stream()
                        .flatMap(scenario -> scenario.expect().stream())
                        .map(Expectation.catalogue()::nameOf)))
                .containsAll(names(Expectation.catalogue().words()));
    }

    @Test
    void every_supervisor_is_used_by_a_scenario_or_a_suite() {
        assertThat(used(Stream.concat(
                                scenarios.stream().flatMap(scenario -> scenario.on().stream()),
                                suites.stream()
                                        .flatMap(suite -> suite.rows().stream())
                                        .flatMap(row -> row.on().stream()))
                        .map(text -> text.replaceFirst(":.*", ""))))
                .containsAll(Supervisors.all().stream()
                        .map(Supervisor.Listing::name)
                        .filter(ListingsTest::ours)
                        .toList());
    }

    // Of no scenarios and no words, all of the above would hold.
    @Test
    void there_are_words_and_scenarios() {
        assertThat(scenarios).hasSizeGreaterThan(5);
        assertThat(suites).isNotEmpty();
        assertThat(names(Fault.catalogue().words())).contains("crash");
        assertThat(names(Probe.catalogue().words())).contains("http-get");
        assertThat(names(Expectation.catalogue().words())).contains("recovers");
    }

    private static <T> List<String> names(List<Word<? extends T>> words) {
        return words.stream().map(Word::name).filter(ListingsTest::ours).toList();
    }

    private static boolean ours(String name) {
        return !name.startsWith("test-");
    }

    private static Set<String> used(Stream<String> names) {
        return new TreeSet<>(names.toList());
    }
}
