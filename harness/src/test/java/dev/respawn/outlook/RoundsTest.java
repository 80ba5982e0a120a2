package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final World world = new World().started();
    private final CountDownLatch looks = new CountDownLatch(3);

    @Test
    void a_look_that_breaks_is_told_once_and_those_after_it_are_taken() throws Exception {
        Gatherer breaking = new Gatherer() {
            @Override
            public String what() {
                return "the memory";
            }

            @Override
            public Duration every() {
                return Duration.ofMillis(1);
            }

            @Override
            public boolean wakes(EngineEvent event) {
                return false;
            }

            @Override
            public void look(RunContainers.Known container) {
                looks.countDown();
                throw new IllegalStateException("an answer that nobody foresaw");
            }
        };

        Rounds rounds = new Rounds(World.RUN, breaking, world.containers, world.journal);
        try {
            assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            rounds.close();
        }

        assertThat(world.written(Event.Noted.class))
                .containsExactly(
                        new Event.Noted("the gathering of the memory broke: java.lang.IllegalStateException: an"
                                + " answer that nobody foresaw"));
    }
}
