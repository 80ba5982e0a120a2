package dev.respawn.saboteurs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.expect.Expectation;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the family declares, without any run. */
class SaboteursToldTest {
    private static final Path SCENARIOS = Path.of("").toAbsolutePath();
    private static final Path JUDGES = SCENARIOS.resolve("../harness/src/main/java/dev/respawn");

    @Test
    void their_names_stand_nowhere_in_what_judges_them() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String judge : List.of("expect", "verify")) {
            try (Stream<Path> all = Files.walk(JUDGES.resolve(judge))) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }

        assertThat(files).hasSizeGreaterThan(40);
        for (Path file : files) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContainIgnoringCase("sabot")
                    .doesNotContain(Saboteurs.ALL.stream().map(Saboteur::name).toArray(String[]::new));
        }
    }

    @Test
    void each_poses_as_somebody_who_is_there_and_shows_his_contract() {
        for (Saboteur saboteur : Saboteurs.ALL) {
            Scenario scenario = scenario(saboteur);
            Supervisor shown = Supervisors.named(saboteur.supervisor(), SCENARIOS);
            Supervisor honest = Supervisors.named(saboteur.poses(), SCENARIOS);

            assertThat(shown.name()).isEqualTo("saboteur:" + saboteur.name());
            assertThat(scenario.services())
                    .isNotEmpty()
                    .allSatisfy(service -> assertThat(shown.contract(service)).isEqualTo(honest.contract(service)));
            if (saboteur.scenario().startsWith("saboteurs/")) {
                assertThat(scenario.on()).as(saboteur.name()).containsExactly(saboteur.poses());
            }
        }
    }

    @Test
    void each_has_a_name_of_its_own_and_one_claim_that_finds_it_out() {
        assertThat(Saboteurs.ALL)
                .extracting(Saboteur::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(17);
        for (Saboteur saboteur : Saboteurs.ALL) {
            List<String> claims = scenario(saboteur).expect().stream()
                    .map(Expectation.catalogue()::nameOf)
                    .toList();

            // A claim is known by its word alone.
            assertThat(claims).as(saboteur.scenario()).doesNotHaveDuplicates().containsAll(saboteur.raises());
            assertThat(saboteur.raises()).first().isEqualTo(saboteur.root());
        }
    }

    @Test
    void nothing_may_be_found_of_the_honest_ones() {
        assertThat(Saboteurs.honest()).hasSizeGreaterThan(5).allSatisfy(honest -> {
            assertThat(honest.isHonest()).isTrue();
            assertThat(honest.raises()).isEmpty();
            assertThat(Supervisors.named(honest.supervisor(), SCENARIOS).name()).isEqualTo(honest.supervisor());
        });
        assertThat(Saboteurs.honest())
                .extracting(one -> one.poses() + " on " + one.scenario())
                .doesNotHaveDuplicates();
    }

    @Test
    void the_table_in_the_docs_is_what_they_declare() throws IOException {
        Map<Saboteur, Set<String>> declared = new LinkedHashMap<>();
        Saboteurs.ALL.forEach(saboteur -> declared.put(saboteur, saboteur.raises()));

        assertThat(Files.readString(SCENARIOS.resolve("../docs/saboteurs.md")))
                .contains("\n\n" + DetectionTable.markdown(declared) + "\n");
        assertThat(Saboteurs.ALL).hasSize(22);
        assertThat(Files.readString(SCENARIOS.resolve("../README.md"))).contains("\nTwenty-two supervisors that break");
    }

    @Test
    void a_saboteur_that_is_not_there_is_refused_with_those_that_are() {
        assertThatThrownBy(() -> Supervisors.named("saboteur:restarts-too-erly", SCENARIOS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean 'restarts-too-early'?");
    }

    private static Scenario scenario(Saboteur saboteur) {
        return ScenarioFile.read(SCENARIOS.resolve(saboteur.scenario()));
    }
}
