package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.HealthResult;
import dev.respawn.docker.NoDoor;
import dev.respawn.journal.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
    private final World world = new World().started();
    private final List<HealthResult> log = new ArrayList<>();
    private final HealthChecks checks = new HealthChecks(
            Set.of(World.WEB),
            new NoDoor() {
                @Override
                public List<HealthResult> healthResults(String id) {
                    return List.copyOf(log.subList(Math.max(0, log.size() - 5), log.size()));
                }
            },
            world.clocks,
            world.journal);

    @Test
    void each_check_is_written_down_once_and_on_the_runs_clock() throws Exception {
        log.add(new HealthResult(World.engine(1000), World.engine(1030), 1, "no page\n"));
        checks.look(world.web);
        checks.look(world.web);
        log.add(new HealthResult(World.engine(2000), World.engine(2030), 0, ""));
        checks.look(world.web);

        assertThat(world.written(Event.HealthChecked.class))
                .containsExactly(
                        new Event.HealthChecked(World.WEB_1, World.ID, World.at(1000), World.at(1030), 1, "no page\n"),
                        new Event.HealthChecked(World.WEB_1, World.ID, World.at(2000), World.at(2030), 0, ""));
    }

    @Test
    void a_log_that_forgets_the_oldest_forgets_them_here_as_well() throws Exception {
        for (int i = 0; i < 20; i++) {
            log.add(new HealthResult(World.engine(i * 100L), World.engine(i * 100L + 1), 0, ""));
            if (i % 3 == 0) {
                checks.look(world.web);
            }
        }
        checks.look(world.web);

        assertThat(world.written(Event.HealthChecked.class))
                .extracting(check -> check.began().toEpochMilli() - World.START.toEpochMilli())
                .doesNotHaveDuplicates()
                .hasSize(20);
    }

    @Test
    void a_log_that_is_empty_for_a_while_does_not_bring_the_old_ones_back() throws Exception {
        HealthResult old = new HealthResult(World.engine(1000), World.engine(1030), 1, "");
        log.add(old);
        checks.look(world.web);
        log.clear();
        checks.look(world.web);
        log.add(old);
        checks.look(world.web);

        assertThat(world.written(Event.HealthChecked.class)).hasSize(1);
    }
}
