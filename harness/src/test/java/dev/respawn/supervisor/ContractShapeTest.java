package dev.respawn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.catalogue.Reading;
import dev.respawn.contract.Cause;
import dev.respawn.contract.Circumstances;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Fit;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.model.Durations;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ContractShapeTest {
    private static final Place SOMEWHERE = new Place("contract.yaml", 1, 1);

    @ParameterizedTest
    @ValueSource(strings = {"no", "always", "on-failure", "unless-stopped"})
    void a_built_in_contract_is_read_and_written_and_read_again(String policy) throws IOException {
        Contract contract = builtIn(policy);

        assertThat(contract.supervisor()).isEqualTo("docker:" + policy);
        assertThat(read(ContractShape.SHAPE.write(contract))).isEqualTo(contract);
    }

    @ParameterizedTest
    @ValueSource(strings = {"swarm/any", "swarm/on-failure", "swarm/none", "systemd/fleet", "healer/healer"})
    void so_is_that_of_who_is_no_policy(String name) {
        Contract contract = BuiltInContracts.named(name);

        assertThat(read(ContractShape.SHAPE.write(contract))).isEqualTo(contract);
    }

    @ParameterizedTest
    @CsvSource({
        "no, exit-zero, NO",
        "no, exit-nonzero, NO",
        "no, signal, NO",
        "no, oom, NO",
        "no, engine-api-stop, NO",
        "no, engine-api-restart, YES",
        "no, removed, NO",
        "always, exit-zero, YES",
        "always, exit-nonzero, YES",
        "always, signal, YES",
        "always, oom, YES",
        "always, engine-api-stop, NO",
        "always, engine-api-restart, YES",
        "always, removed, NO",
        "always, unhealthy, NO",
        "on-failure, exit-zero, NO",
        "on-failure, exit-nonzero, YES",
        "on-failure, signal, YES",
        "on-failure, oom, YES",
        "on-failure, engine-api-stop, NO",
        "unless-stopped, exit-zero, YES",
        "unless-stopped, exit-nonzero, YES",
        "unless-stopped, signal, YES",
        "unless-stopped, oom, YES",
        "unless-stopped, engine-api-stop, NO",
    })
    void on_every_engine_a_policy_reacts_as_measured(String policy, String cause, Promise.Reaction reacts)
            throws IOException {
        for (String engine : List.of("20.10.24", "23.0.0", "28.5.2")) {
            Fit fit = builtIn(policy).fit(death(Cause.named(cause), engine, Given.State.RUNNING));

            assertThat(fit.certain()).isTrue();
            assertThat(fit.rules()).hasSize(1);
            assertThat(fit.promises().get(0).reacts()).isEqualTo(reacts);
        }
    }

    @ParameterizedTest
    @CsvSource({"no, NO", "always, UNSPECIFIED", "on-failure, UNSPECIFIED", "unless-stopped, NO"})
    void a_signal_through_the_api_poisons_the_policy(String policy, Promise.Reaction reacts) throws IOException {
        Fit fit = builtIn(policy).fit(death(Cause.SIGNAL, "28.5.2", Given.State.API_SIGNALLED));

        assertThat(fit.promises()).containsExactly(new Promise(reacts, Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "20.10.24, 1, 100ms, 1100ms",
        "23.0.6, 1, 0s, 1100ms",
        "28.5.2, 4, 700ms, 1800ms",
        "28.5.2, 11, 59900ms, 61s"
    })
    void the_delay_is_the_formula_of_the_ground_truth(String engine, int n, String earliest, String latest)
            throws IOException {
        DelayLaw law = builtIn("always")
                .fit(death(Cause.SIGNAL, engine, Given.State.RUNNING))
                .promises()
                .get(0)
                .delay()
                .orElseThrow();

        assertThat(law.earliest(n)).isEqualTo(Durations.parse(earliest));
        assertThat(law.latest(n)).isEqualTo(Durations.parse(latest));
        assertThat(law.resetAfter()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void on_failure_gives_up_after_its_retries() throws IOException {
        Contract twice = builtIn("on-failure").withRetries(1);

        assertThat(twice.fit(death(Cause.SIGNAL, "28.5.2", Given.State.RUNNING))
                        .promises()
                        .get(0)
                        .reacts())
                .isEqualTo(Promise.Reaction.YES);
        assertThat(twice.fit(new Circumstances(
                                Cause.SIGNAL,
                                Optional.of("28.5.2"),
                                Optional.of(Given.State.RUNNING),
                                Optional.empty(),
                                Optional.of(1),
                                Optional.of(false)))
                        .promises())
                .containsExactly(Promise.staysDown());
        assertThat(read(ContractShape.SHAPE.write(twice))).isEqualTo(twice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "unless-stopped", "on-failure"})
    void a_restart_that_cannot_start_ends_the_loop_of_every_policy(String policy) throws IOException {
        Circumstances death = death(Cause.EXIT_NONZERO, "20.10.24", Given.State.RUNNING);

        assertThat(builtIn(policy).fit(death).promises().get(0).reacts()).isEqualTo(Promise.Reaction.YES);
        assertThat(builtIn(policy).fit(death.whoseStartFailed()).promises()).containsExactly(Promise.staysDown());
    }

    @Test
    void a_mistake_says_what_was_wanted() {
        Reading reading = new Reading();

        ContractShape.SHAPE.read(
                node(Map.of(
                        "supervisor",
                        "mine",
                        "rules",
                        List.of(Map.of("cause", "oop", "promise", Map.of("reacts", "no"), "source", "x")))),
                reading);

        assertThat(reading.mistakes().stream().map(Object::toString).toList())
                .containsExactly("contract.yaml:1:1: no cause is named 'oop'; these are: engine-api-restart,"
                        + " engine-api-stop, engine-killed, exit-nonzero, exit-zero, machine-lost, oom, paused, removed, signal,"
                        + " supervisor-stop, unhealthy");
    }

    private static Circumstances death(Cause cause, String engine, Given.State state) {
        return new Circumstances(
                cause, Optional.of(engine), Optional.of(state), Optional.empty(), Optional.of(0), Optional.of(false));
    }

    private static Contract builtIn(String policy) throws IOException {
        try (InputStream in = ContractShape.class.getResourceAsStream("docker/" + policy + ".yaml")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return read(new Load(LoadSettings.builder().build()).loadFromString(text));
        }
    }

    private static Contract read(Object data) {
        Reading reading = new Reading();
        Optional<Contract> contract = ContractShape.SHAPE.read(node(data), reading);
        assertThat(reading.mistakes()).isEmpty();
        return contract.orElseThrow();
    }

    private static Node node(Object data) {
        if (data instanceof Map<?, ?> map) {
            return new Node.Mapping(
                    map.entrySet().stream()
                            .map(e -> new Node.Pair(e.getKey().toString(), SOMEWHERE, node(e.getValue())))
                            .toList(),
                    SOMEWHERE);
        }
        if (data instanceof List<?> list) {
            return new Node.Sequence(list.stream().map(ContractShapeTest::node).toList(), SOMEWHERE);
        }
        return new Node.Scalar(data.toString(), false, SOMEWHERE);
    }
}
