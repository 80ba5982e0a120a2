package dev.respawn.supervisor.found;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Contract;
import dev.respawn.docker.NoDoor;
import dev.respawn.host.OnlyEngine;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.supervisor.Adopted;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FoundDeploymentTest {
    private static final Incarnation LIFE =
            new Incarnation(new HostId("here"), "c".repeat(64), 1, Instant.EPOCH, "image", "");

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

    @Test
    void every_control_that_is_offered_on_an_adopted_container_is_there() {
        FoundDeployment found = new FoundDeployment(
                Adopted.NONE,
                new Stack("run-1", List.of(), false),
                new Site(List.of(new OnlyEngine(new NoDoor())), NOTHING, NOBODY),
                service -> new Contract("none", List.of()));

        assertThat(AsFound.OFFERS)
                .allSatisfy(
                        control -> assertThat(found.controls(LIFE).get(control)).isInstanceOf(control));
    }
}
