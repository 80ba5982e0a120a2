package dev.respawn.supervisor.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.docker.NoDoor;
import dev.respawn.expect.KeepsContract;
import dev.respawn.host.OnlyEngine;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.supervisor.HealthCheck;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SwarmSupervisorTest {
    private static final Service WEB = Service.of("web", "nginx");

    @Test
    void each_restart_condition_has_a_contract_of_its_own() {
        assertThat(contract("swarm").supervisor()).isEqualTo("swarm");
        assertThat(reaction("swarm", Cause.EXIT_ZERO)).isEqualTo(Promise.Reaction.YES);
        assertThat(reaction("swarm:on-failure", Cause.EXIT_ZERO)).isEqualTo(Promise.Reaction.NO);
        assertThat(reaction("swarm:on-failure", Cause.SIGNAL)).isEqualTo(Promise.Reaction.YES);
        assertThat(reaction("swarm:none", Cause.SIGNAL)).isEqualTo(Promise.Reaction.NO);
        assertThatThrownBy(() -> Supervisors.check("swarm:any"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("swarm has no restart condition 'any'; these are: none, on-failure, and 'swarm' alone for"
                        + " any");
    }

    @Test
    void an_unhealthy_task_may_take_as_long_to_stop_as_it_is_given() {
        Service checked = WEB.checkedBy(
                new HealthCheck(List.of("true"), Duration.ofSeconds(1), Duration.ofSeconds(1), 2, Duration.ZERO));

        assertThat(latest(checked)).isEqualTo(Duration.ofSeconds(19));
        assertThat(latest(checked.stoppedWithin(Duration.ofSeconds(30)))).isEqualTo(Duration.ofSeconds(39));
        assertThat(latest(checked.stoppedWithin(Duration.ofSeconds(1)))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void of_one_that_nobody_checks_nothing_is_promised_and_no_run_waits_for_it() {
        assertThat(reaction("swarm", Cause.UNHEALTHY)).isEqualTo(Promise.Reaction.UNSPECIFIED);
        // 5 s to wait, 2 s of slack, as much again on a busy machine, and 2 s for the death itself.
        assertThat(new KeepsContract().window(List.of(contract("swarm")))).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void it_makes_a_swarm_of_no_engine_but_the_runs_own() {
        assertThat(swarm("swarm").refusesHost("private")).isEmpty();
        assertThat(swarm("swarm").refusesHost("machine")).isEmpty();
        assertThat(swarm("swarm").refusesHost("user"))
                .contains("makes a swarm of the engine that it works on, which it does to an engine of the run's own"
                        + " only, and that of host 'user' is not; run it with --host private or --host machine");
        assertThat(swarm("swarm").refusesHost("private:live-restore=true"))
                .contains("works on no engine with live-restore, because engines refuse the two together, and host"
                        + " 'private:live-restore=true' has it; leave it out");
        assertThat(swarm("swarm").refusesHost("machine:live-restore")).isPresent();
        assertThat(swarm("swarm").refusesHost("private:live-restore=false")).isEmpty();
    }

    /** Whatever a plan says: the door of this host answers to nothing, so that any call to it would be seen. */
    @Test
    void an_engine_that_is_not_the_runs_own_is_not_even_asked() {
        Site site = new Site(List.of(new OnlyEngine(new NoDoor())), NOTHING, NOBODY);

        assertThatThrownBy(() -> swarm("swarm").deploy(new Stack("run-1", List.of(WEB), false), site, line -> {}))
                .isInstanceOf(Unreached.class)
                .hasMessage(
                        "supervisor 'swarm' makes a swarm of the engine that it works on, and that of host 'here' is"
                                + " not the run's own");
    }

    @Test
    void what_no_task_can_do_is_refused_of_subjects_only() {
        Service removed = WEB.removedAtEnd();

        assertThat(swarm("swarm").refuses(WEB)).isEmpty();
        assertThat(swarm("swarm").refuses(removed))
                .contains("has 'auto-remove', which no task of a swarm has; leave it out, or make it a fixture");
        assertThat(swarm("swarm").refuses(removed.asFixture())).isEmpty();
    }

    private static final Witnessing NOTHING = new Witnessing() {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit) {
            return Optional.empty();
        }

        @Override
        public Optional<Condition> inspect(Incarnation on) {
            return Optional.empty();
        }
    };

    private static final ProcessKeeper NOBODY = new ProcessKeeper() {
        @Override
        public void keep(ProcessHandle leader) {}

        @Override
        public void release(ProcessHandle leader) {}
    };

    private static Supervisor swarm(String name) {
        return Supervisors.named(name, Path.of(""));
    }

    private static Contract contract(String name) {
        return swarm(name).contract(WEB);
    }

    private static Promise.Reaction reaction(String name, Cause cause) {
        return contract(name).rules().stream()
                .filter(rule -> rule.cause().equals(cause))
                .map(rule -> rule.promise().reacts())
                .findFirst()
                .orElseThrow();
    }

    private static Duration latest(Service service) {
        return swarm("swarm").contract(service).rules().stream()
                .filter(rule -> rule.cause().equals(Cause.UNHEALTHY))
                .map(Rule::promise)
                .flatMap(promise -> promise.delay().stream())
                .map(law -> law.latest(1))
                .findFirst()
                .orElseThrow();
    }
}
