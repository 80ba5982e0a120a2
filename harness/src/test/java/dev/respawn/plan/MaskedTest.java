package dev.respawn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.supervisor.Supervisors;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MaskedTest {
    private static Plan plan(String secret, String says) {
        return Planner.plan(
                ScenarioFile.parse("""
                        scenario: it says %2$s
                        on: [docker:always]
                        services:
                          postgres: { image: busybox, env: { DB_PASSWORD: "%1$s" } }
                        expect:
                          - recovers: { probe: home, within: 3s }
                        watch: { home: { every: 50ms, exec: { service: postgres, command: [login, "%2$s"] } } }
                        disrupt:
                          - { name: killed, at: 2s, inject: { crash: { signal: KILL } }, target: { service: postgres } }
                        """.formatted(secret, says), "it"),
                Supervisors.named("docker:always", Path.of("")),
                new Setting("docker:always", "private"),
                1);
    }

    @Test
    void a_secret_is_masked_wherever_it_stands_in_a_plan() {
        Masked masked = Masked.of(plan("s3cr3t-s3cr3t", "s3cr3t-s3cr3t!"));

        assertThat(PlanFile.text(masked.plan())).contains("it says ***!").doesNotContain("s3cr3t");
        assertThat(masked.secrets().mask("a s3cr3t-s3cr3t")).isEqualTo("a ***");
    }

    @Test
    void what_is_a_name_as_well_or_a_word_of_the_engine_is_hidden_in_the_environment_alone() {
        for (String word : new String[] {"postgres", "busybox", "killed", "running", "health"}) {
            Masked masked = Masked.of(plan(word, word));

            assertThat(masked.plan().scenario().services().get(0).env()).containsEntry("DB_PASSWORD", "***");
            assertThat(masked.plan().scenario().name()).isEqualTo("it says " + word);
            assertThat(masked.secrets().none()).isTrue();
        }
    }
}
