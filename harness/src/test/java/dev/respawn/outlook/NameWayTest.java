package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.NoDoor;
import dev.respawn.host.OnlyEngine;
import dev.respawn.journal.Event;
import dev.respawn.probe.Asker;
import dev.respawn.probe.Reach;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class NameWayTest {
    private final World world = new World();
    private final NameWay names = new NameWay(World.RUN, new OnlyEngine(new NoDoor()), world.journal);
    private final Prober prober = new Prober();

    @Test
    void when_the_helper_dies_its_prober_ends_and_nobody_is_asked_any_more() {
        names.through("helper", prober);

        names.heard(World.event("die", "helper", World.WEB_1, Map.of()));

        assertThat(prober.closed).isTrue();
        assertThat(world.written(Event.Noted.class))
                .containsExactly(
                        new Event.Noted("nobody can ask by name here: the helper in the networks of the stack ended"));
        assertThat(names.ask(
                        asker -> asker.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), Duration.ZERO)))
                .isCompletedExceptionally();
    }

    private static final class Prober implements Asker {
        private boolean closed;

        @Override
        public CompletionStage<Reach.HttpAnswer> ask(Reach.HttpAsk ask, Duration deadline) {
            throw new IllegalStateException("it was asked");
        }

        @Override
        public CompletionStage<Reach.TcpAnswer> open(InetSocketAddress to, Duration deadline) {
            return CompletableFuture.completedFuture(new Reach.TcpAnswer(""));
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
