package dev.respawn.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.Executed;
import dev.respawn.host.Executing;
import dev.respawn.host.Starving;
import dev.respawn.host.Witnessing;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What proves that a child was killed, and not the main process. */
class OutOfMemoryTest {
    private static final Incarnation ON =
            new Incarnation(new HostId("here"), "c".repeat(64), 7, Instant.EPOCH.plusSeconds(1), "", "");

    private List<String> said = List.of("oom");
    private Optional<Boolean> lives = Optional.empty();
    private List<Long> killed = List.of();

    @Test
    void a_child_was_killed_if_the_main_process_is_seen_to_live() throws Exception {
        lives = Optional.of(true);

        assertThat(child()).isInstanceOf(Witness.Arrived.class);
    }

    @Test
    void a_child_was_killed_if_the_kernel_says_which_process_it_was() throws Exception {
        killed = List.of(99L);
        assertThat(child()).isInstanceOf(Witness.Arrived.class);

        killed = List.of(99L, 7L);
        assertThat(child()).isInstanceOf(Witness.NotSeen.class);
    }

    @Test
    void where_no_process_is_seen_nobody_can_tell_which_was_killed() throws Exception {
        assertThat(child())
                .isEqualTo(new Witness.NotSeen(
                        "memory ran out, but nobody can see from here which process was killed: engine event: oom"));
    }

    @Test
    void a_container_that_ended_has_lost_its_main_process() throws Exception {
        said = List.of("oom", "die");
        killed = List.of(99L);

        assertThat(child())
                .isEqualTo(new Witness.NotSeen("memory ran out, but it was the main process that was killed:"
                        + " engine event: oom; the kernel tells"));
    }

    private Witness child() throws Exception {
        return new OutOfMemory(OutOfMemory.Of.CHILD).inject(ON, new All(), new Forgets());
    }

    private final class All implements Controls {
        @Override
        public <C> C get(Class<C> control) {
            // Whoever fills the memory is killed for it.
            Executing executing = (on, command, limit) -> new Executed(137, "");
            return Stream.<Object>of(executing, new Tells(), new Sees())
                    .filter(control::isInstance)
                    .findFirst()
                    .map(control::cast)
                    .orElseThrow();
        }
    }

    private final class Tells implements Starving {
        @Override
        public Optional<ByteSize> limit(Incarnation on) {
            return Optional.of(new ByteSize(16 << 20));
        }

        @Override
        public Optional<ByteSize> hostLeft(Incarnation on) {
            return Optional.empty();
        }

        @Override
        public Before before(Incarnation on) {
            return new Before(0, Optional.empty(), Optional.empty());
        }

        @Override
        public Kills kills(Incarnation on, Before before) {
            return new Kills(killed, killed.isEmpty() ? List.of() : List.of("the kernel tells"));
        }

        @Override
        public Optional<Boolean> lives(Incarnation on) {
            return lives;
        }

        @Override
        public Hog hog(Incarnation on, ByteSize size, long times, boolean first, Duration limit) {
            throw new AssertionError();
        }
    }

    private final class Sees implements Witnessing {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit) {
            return said.stream()
                    .map(action -> new EngineEvent(since, "container", action, on.id(), Map.of(), false))
                    .filter(fits)
                    .findFirst();
        }

        @Override
        public Optional<Condition> inspect(Incarnation on) {
            return Optional.empty();
        }
    }

    private static final class Forgets implements UndoLog {
        @Override
        public void before(WayBack wayBack) {}

        @Override
        public String keep(byte[] content) {
            throw new AssertionError();
        }
    }
}
