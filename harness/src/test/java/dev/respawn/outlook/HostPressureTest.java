package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.journal.Event;
import dev.respawn.model.HostId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostPressureTest {
    private final World world = new World();
    private Map<String, Duration> waited = Map.of("cpu", Duration.ofSeconds(100), "io", Duration.ofSeconds(7));
    private final HostPressure pressure =
            new HostPressure(new HostId("here"), world.clocks, world.journal, () -> waited);

    @Test
    void what_was_waited_for_most_is_written_down_if_it_was_for_long() throws Exception {
        pressure.look();
        after(250, 100_062, 7_000);
        assertThat(world.written(Event.HostPressed.class)).isEmpty();

        after(250, 100_124, 7_200);
        after(250, 100_187, 7_200);

        assertThat(world.written(Event.HostPressed.class))
                .containsExactly(
                        new Event.HostPressed(
                                new HostId("here"), World.at(250), World.at(500), "io", Duration.ofMillis(200)),
                        new Event.HostPressed(
                                new HostId("here"), World.at(500), World.at(750), "cpu", Duration.ofMillis(63)));
    }

    @Test
    void of_a_kernel_that_counts_nothing_nothing_is_written_down() throws Exception {
        waited = Map.of();
        pressure.look();
        world.timeline.sleepUntil(World.at(250));
        pressure.look();

        assertThat(world.written(Event.HostPressed.class)).isEmpty();
    }

    private void after(long millis, long cpu, long io) throws InterruptedException {
        world.timeline.sleepUntil(world.timeline.now().plusMillis(millis));
        waited = Map.of("cpu", Duration.ofMillis(cpu), "io", Duration.ofMillis(io));
        pressure.look();
    }
}
