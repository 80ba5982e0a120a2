package dev.respawn.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.host.Operating;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LeavingClientTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Incarnation ON =
            new Incarnation(new HostId("local"), "0123456789abcdef", 100, NOW, "sha256:0", "172.17.0.2");
    private static final EngineEvent KILL =
            new EngineEvent(NOW, "container", "kill", ON.id(), Map.of("signal", "15"), false);
    private static final OperatorStop STOP =
            new OperatorStop(Optional.of(Duration.ofSeconds(4)), Optional.of(Duration.ofMillis(500)));
    private static final OperatorRestart RESTART =
            new OperatorRestart(Optional.empty(), Optional.of(Duration.ofSeconds(1)));

    private final List<String> asked = new ArrayList<>();
    private final List<WayBack> waysBack = new ArrayList<>();
    private final List<EngineEvent> events = new ArrayList<>();
    private boolean leaves = true;

    @Test
    void it_arrived_if_the_engine_was_at_it_when_its_client_left() throws Exception {
        events.add(KILL);

        assertThat(inject(STOP))
                .isEqualTo(new Witness.Arrived(List.of(
                        "engine event: kill with signal 15",
                        "the client closed its connection after 500ms, without an answer")));
        assertThat(inject(RESTART)).isInstanceOf(Witness.Arrived.class);
        assertThat(asked).containsExactly("stop in PT4S, leaving after PT0.5S", "restart, leaving after PT1S");
        assertThat(waysBack)
                .containsExactly(
                        new WayBack.Irreversible("container 0123456789ab is stopped by hand"),
                        new WayBack.Irreversible("container 0123456789ab is restarted by hand"));
    }

    @Test
    void a_client_that_got_its_answer_did_not_leave() throws Exception {
        events.add(KILL);
        leaves = false;

        assertThat(inject(STOP))
                .isEqualTo(new Witness.NotSeen("the engine was done before its client left after 500ms"));
    }

    @Test
    void without_a_sign_of_the_engine_the_wish_may_never_have_come_to_it() throws Exception {
        assertThat(inject(STOP))
                .isEqualTo(new Witness.NotSeen("the client left after 500ms, and the engine's events showed no kill:"
                        + " it may never have heard of the wish"));
    }

    @Test
    void who_waits_is_asked_for_as_before() throws Exception {
        events.add(new EngineEvent(NOW, "container", "stop", ON.id(), Map.of(), false));

        assertThat(inject(new OperatorStop(Optional.empty())))
                .isEqualTo(new Witness.Arrived(List.of("engine event: stop")));
        assertThat(asked).containsExactly("stop");
    }

    @Test
    void it_is_said_in_words_and_has_to_be_possible() {
        assertThat(STOP.inWords())
                .isEqualTo("an operator's stop with a timeout of 4s, whose client leaves after 500ms");
        assertThat(RESTART.inWords()).isEqualTo("an operator's restart, whose client leaves after 1s");
        assertThatThrownBy(() ->
                        new OperatorRestart(Optional.of(Duration.ofSeconds(1)), Optional.of(Duration.ofSeconds(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'operator-restart' has a timeout of 1s, so a client that leaves after 1s finds it done;"
                        + " let it leave sooner");
    }

    private Witness inject(Fault fault) throws Unreached, InterruptedException {
        return fault.inject(
                ON,
                new Controls() {
                    @Override
                    public <C> C get(Class<C> control) {
                        return control.cast(control == Witnessing.class ? new Told() : new Asked());
                    }
                },
                new UndoLog() {
                    @Override
                    public void before(WayBack wayBack) {
                        waysBack.add(wayBack);
                    }

                    @Override
                    public String keep(byte[] content) {
                        throw new AssertionError("there is nothing to keep");
                    }
                });
    }

    /** What the engine told is known at once. */
    private final class Told implements Witnessing {
        @Override
        public Instant now() {
            return NOW;
        }

        @Override
        public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit) {
            return events.stream().filter(fits).findFirst();
        }

        @Override
        public Optional<Condition> inspect(Incarnation on) {
            return Optional.empty();
        }
    }

    private final class Asked implements Operating {
        @Override
        public void stop(Incarnation on, Optional<Duration> timeout) {
            asked.add("stop" + timeout.map(t -> " in " + t).orElse(""));
        }

        @Override
        public void restart(Incarnation on, Optional<Duration> timeout) {
            asked.add("restart" + timeout.map(t -> " in " + t).orElse(""));
        }

        @Override
        public boolean stopAndLeave(Incarnation on, Optional<Duration> timeout, Duration after) {
            stop(on, timeout);
            return left(after);
        }

        @Override
        public boolean restartAndLeave(Incarnation on, Optional<Duration> timeout, Duration after) {
            restart(on, timeout);
            return left(after);
        }

        private boolean left(Duration after) {
            asked.add(asked.remove(asked.size() - 1) + ", leaving after " + after);
            return leaves;
        }

        @Override
        public void kill(Incarnation on, Signal signal) {
            throw new AssertionError("nobody asked for a kill");
        }

        @Override
        public void start(Incarnation on) {
            throw new AssertionError("nobody asked for a start");
        }
    }
}
