package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.host.KernelLog;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.HostId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class KernelKillsTest {
    private final World world = new World();
    private final KernelKills kills =
            new KernelKills(new HostId("here"), world.containers, world.clocks, world.journal);

    @Test
    void a_kill_in_a_container_of_the_run_is_written_down() {
        world.started();

        kills.told(kill(World.ID));

        assertThat(world.written(Event.KernelKilled.class)).singleElement().satisfies(killed -> {
            assertThat(killed.target()).isEqualTo(Optional.of(World.WEB_1));
            assertThat(killed.container()).isEqualTo(World.ID);
            assertThat(killed.pid()).isEqualTo(77);
            assertThat(killed.source()).isEqualTo("the kernel's log");
            assertThat(killed.at()).isBetween(World.START.minusSeconds(5), World.START);
        });
    }

    @Test
    void a_kill_that_is_read_before_its_container_was_heard_of_is_kept() {
        kills.told(kill(World.ID));
        assertThat(world.written(Event.KernelKilled.class)).isEmpty();

        world.started();
        kills.writeKnown();
        kills.writeKnown();

        assertThat(world.written(Event.KernelKilled.class)).hasSize(1);
    }

    @Test
    void a_kill_that_the_journal_refused_is_written_down_when_it_takes_it() {
        AtomicBoolean full = new AtomicBoolean(true);
        Journal refusing = new Journal() {
            @Override
            public long append(Event event) {
                if (full.get()) {
                    throw new IllegalStateException("full");
                }
                return world.journal.append(event);
            }

            @Override
            public long appendDurably(Event event) {
                return append(event);
            }
        };
        KernelKills told = new KernelKills(new HostId("here"), world.containers, world.clocks, refusing);
        world.started();

        assertThatThrownBy(() -> told.told(kill(World.ID))).hasMessage("full");
        full.set(false);
        told.writeKnown();

        assertThat(world.written(Event.KernelKilled.class)).hasSize(1);
    }

    @Test
    void what_the_kernel_kills_elsewhere_is_nobodys_business() {
        world.started();

        kills.told(kill("e".repeat(64)));
        kills.told(new KernelLog.Kill(1, 0, 77, "x", "/user.slice", "/user.slice"));
        kills.writeKnown();

        assertThat(world.written(Event.KernelKilled.class)).isEmpty();
    }

    private static KernelLog.Kill kill(String container) {
        String group = "/docker/" + container;
        return new KernelLog.Kill(1, System.nanoTime() / 1_000 - 1_000, 77, "sh", group, group);
    }
}
