package dev.respawn.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.VersionRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static final DelayLaw LAW = new DelayLaw(
            Duration.ofMillis(100),
            2,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));
    private static final Promise BACK =
            new Promise(Promise.Reaction.YES, Optional.of(Promise.As.SAME_CONTAINER), Optional.of(LAW));
    private static final Rule STOPPED = new Rule(Cause.ENGINE_API_STOP, Given.always(), Promise.staysDown(), "fact");
    private static final Rule NEW = new Rule(Cause.SIGNAL, engine(">=23.0"), BACK, "fact");
    private static final Rule OLD = new Rule(Cause.SIGNAL, engine("<23.0"), Promise.staysDown(), "fact");
    private static final Contract CONTRACT = new Contract("docker:always", List.of(STOPPED, NEW, OLD));

    @Test
    void the_first_rule_that_fits_holds() {
        assertThat(CONTRACT.fit(death(Cause.SIGNAL, "26.1.5+dfsg1"))).isEqualTo(new Fit(List.of(NEW), true));
        assertThat(CONTRACT.fit(death(Cause.SIGNAL, "Docker 20.10.24"))).isEqualTo(new Fit(List.of(OLD), true));
        assertThat(CONTRACT.fit(death(Cause.ENGINE_API_STOP, "26.1.5"))).isEqualTo(new Fit(List.of(STOPPED), true));
    }

    @Test
    void a_cause_without_a_rule_fits_none() {
        assertThat(CONTRACT.fit(death(Cause.OOM, "26.1.5"))).isEqualTo(new Fit(List.of(), false));
    }

    @Test
    void what_is_not_known_leaves_every_rule_that_may_hold() {
        Circumstances unknown = new Circumstances(
                Cause.SIGNAL,
                Optional.of("devel"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        Fit fit = CONTRACT.fit(unknown);

        assertThat(fit).isEqualTo(new Fit(List.of(NEW, OLD), false));
        assertThat(fit.promises()).containsExactly(BACK, Promise.staysDown());
    }

    @Test
    void a_condition_that_certainly_fails_needs_not_know_the_others() {
        Rule both = new Rule(
                Cause.SIGNAL,
                new Given(
                        Optional.of(VersionRange.parse("<23.0")),
                        Optional.of(Given.State.PAUSED),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                BACK,
                "fact");

        Circumstances death = new Circumstances(
                Cause.SIGNAL,
                Optional.of("26.1.5"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(new Contract("x", List.of(both)).fit(death).rules()).isEmpty();
    }

    @Test
    void state_live_restore_and_restarts_are_conditions_too() {
        Rule paused = new Rule(
                Cause.OOM,
                new Given(
                        Optional.empty(),
                        Optional.of(Given.State.PAUSED),
                        Optional.of(true),
                        Optional.of(2),
                        Optional.empty()),
                BACK,
                "fact");
        Contract contract = new Contract("x", List.of(paused));

        assertThat(contract.fit(oom(Given.State.PAUSED, true, 1)).certain()).isTrue();
        assertThat(contract.fit(oom(Given.State.RUNNING, true, 1)).rules()).isEmpty();
        assertThat(contract.fit(oom(Given.State.PAUSED, false, 1)).rules()).isEmpty();
        assertThat(contract.fit(oom(Given.State.PAUSED, true, 2)).rules()).isEmpty();
    }

    @Test
    void a_start_that_failed_is_a_condition_of_its_own() {
        Rule failed = new Rule(
                Cause.SIGNAL,
                new Given(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true)),
                Promise.staysDown(),
                "fact");
        Contract contract = new Contract("x", List.of(failed, NEW));
        Circumstances death = death(Cause.SIGNAL, "26.1.5");

        assertThat(contract.fit(death).promises()).containsExactly(BACK);
        assertThat(contract.fit(death.whoseStartFailed())).isEqualTo(new Fit(List.of(failed), true));
        assertThat(contract.withRetries(2).fit(death.whoseStartFailed()).promises())
                .containsExactly(Promise.staysDown());
    }

    @Test
    void the_code_is_a_condition_whoever_made_it_end() {
        Rule complete = new Rule(Cause.ENGINE_API_STOP, exit(Given.Exit.ZERO), Promise.staysDown(), "fact");
        Rule failed = new Rule(Cause.ENGINE_API_STOP, exit(Given.Exit.NONZERO), BACK, "fact");
        Contract contract = new Contract("x", List.of(complete, failed));

        assertThat(contract.fit(stopped(Optional.of(0)))).isEqualTo(new Fit(List.of(complete), true));
        assertThat(contract.fit(stopped(Optional.of(143)))).isEqualTo(new Fit(List.of(failed), true));
        assertThat(contract.fit(stopped(Optional.empty()))).isEqualTo(new Fit(List.of(complete, failed), false));
        assertThat(contract.withRetries(1).fit(stopped(Optional.of(0))).promises())
                .containsExactly(Promise.staysDown());
        assertThat(contract.withRetries(1)
                        .fit(stopped(Optional.of(143)))
                        .rules()
                        .get(0)
                        .given())
                .isEqualTo(exit(Given.Exit.NONZERO).below(1));
    }

    private static Given exit(Given.Exit exit) {
        return new Given(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(exit));
    }

    private static Circumstances stopped(Optional<Integer> code) {
        return new Circumstances(
                Cause.ENGINE_API_STOP,
                Optional.empty(),
                Optional.of(Given.State.RUNNING),
                Optional.empty(),
                Optional.of(0),
                Optional.of(false),
                code);
    }

    @Test
    void with_retries_a_delayed_start_is_promised_until_they_are_used_up() {
        Contract twice = CONTRACT.withRetries(2);

        assertThat(twice.supervisor()).isEqualTo("docker:always:2");
        assertThat(twice.fit(crash(1)).promises()).containsExactly(BACK);
        assertThat(twice.fit(crash(2)).promises()).containsExactly(Promise.staysDown());
        assertThat(twice.fit(crash(2)).certain()).isTrue();
        assertThat(twice.fit(death(Cause.ENGINE_API_STOP, "26.1.5")).rules()).containsExactly(STOPPED);
    }

    private static Circumstances crash(int restarts) {
        return new Circumstances(
                Cause.SIGNAL,
                Optional.of("26.1.5"),
                Optional.of(Given.State.RUNNING),
                Optional.of(false),
                Optional.of(restarts),
                Optional.of(false));
    }

    private static Circumstances oom(Given.State state, boolean liveRestore, int restarts) {
        return new Circumstances(
                Cause.OOM,
                Optional.empty(),
                Optional.of(state),
                Optional.of(liveRestore),
                Optional.of(restarts),
                Optional.of(false));
    }

    private static Circumstances death(Cause cause, String engine) {
        return new Circumstances(
                cause,
                Optional.of(engine),
                Optional.of(Given.State.RUNNING),
                Optional.of(false),
                Optional.of(0),
                Optional.of(false));
    }

    private static Given engine(String range) {
        return new Given(
                Optional.of(VersionRange.parse(range)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
