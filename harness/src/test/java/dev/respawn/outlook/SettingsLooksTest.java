package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.NoDoor;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.Veil;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsLooksTest {
    private final World world = new World().started();
    private Optional<Instant> startedAt = Optional.of(World.engine(0));
    private final SettingsLooks looks = new SettingsLooks(
            Set.of(World.WEB),
            new Veil(new byte[] {1}),
            new NoDoor() {
                @Override
                public Optional<ContainerFacts> inspect(String id) {
                    return Optional.of(new ContainerFacts(
                            id,
                            "web",
                            "sha256:0",
                            0,
                            new Condition("exited", 0, false, 0, startedAt, Optional.empty(), Optional.empty(), 0, ""),
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            "no",
                            0,
                            Optional.empty(),
                            List.of()));
                }

                @Override
                public Optional<Map<String, String>> settings(String id, Veil veil) {
                    return Optional.of(Map.of("environment KEY", veil.over("secret")));
                }
            },
            world.journal);

    @Test
    void a_container_that_has_lived_is_looked_at_under_one_veil() throws Exception {
        looks.look(world.web);
        looks.look(world.web);

        Event.SettingsSeen seen = new Event.SettingsSeen(
                World.WEB_1, World.ID, Map.of("environment KEY", new Veil(new byte[] {1}).over("secret")));
        assertThat(world.written(Event.SettingsSeen.class)).containsExactly(seen, seen);
    }

    @Test
    void one_that_was_never_started_may_be_half_made_and_is_not() throws Exception {
        startedAt = Optional.empty();
        looks.look(world.web);

        assertThat(world.journal.entries()).isEmpty();
    }

    @Test
    void nobody_elses_are_looked_at() throws Exception {
        looks.look(new RunContainers.Known(new Target.Service(new ServiceName("db"), 1), "d1"));

        assertThat(world.journal.entries()).isEmpty();
    }

    @Test
    void it_looks_when_one_was_started_or_changed() {
        assertThat(List.of("start", "update", "rename")).allMatch(action -> looks.wakes(World.event(action)));
        assertThat(looks.wakes(World.event("die"))).isFalse();
    }
}
