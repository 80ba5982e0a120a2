package dev.respawn.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.host.Removing;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.scenario.testwords.Only;
import dev.respawn.supervisor.Controls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemoveTest {
    private static final Incarnation WEB =
            new Incarnation(new HostId("here"), "c".repeat(64), 0, Instant.EPOCH, "image", "");

    /** What was written down, and when the removal was asked for. */
    private final List<String> happened = new ArrayList<>();

    private final UndoLog log = new UndoLog() {
        @Override
        public void before(WayBack wayBack) {
            happened.add(
                    wayBack instanceof WayBack.Undo undo
                            ? undo.act() + " " + undo.locator().get(WayBack.Undo.VOLUMES)
                            : wayBack.getClass().getSimpleName());
        }

        @Override
        public String keep(byte[] content) {
            throw new AssertionError("a removal keeps nothing");
        }
    };

    private final Removing removing = new Removing() {
        @Override
        public List<String> orphans(Incarnation on) {
            return List.of("one", "two");
        }

        @Override
        public void remove(Incarnation on, boolean volumes) throws Unreached {
            happened.add("removed");
            throw new Unreached("that is all the test wants to see");
        }
    };

    private final Controls controls = new Controls() {
        @Override
        public <C> C get(Class<C> control) {
            return control.cast(
                    control == Removing.class
                            ? removing
                            : Only.of(Witnessing.class, Map.of("now", a -> Instant.EPOCH)));
        }
    };

    @Test
    void volumes_that_it_leaves_behind_are_written_down_before_the_container_goes() {
        assertThatThrownBy(() -> new Remove(false).inject(WEB, controls, log)).isInstanceOf(Unreached.class);

        assertThat(happened).containsExactly("Irreversible", "remove-volumes one,two", "removed");
    }

    @Test
    void volumes_that_go_with_it_need_no_way_back() {
        assertThatThrownBy(() -> new Remove(true).inject(WEB, controls, log)).isInstanceOf(Unreached.class);

        assertThat(happened).containsExactly("Irreversible", "removed");
    }
}
