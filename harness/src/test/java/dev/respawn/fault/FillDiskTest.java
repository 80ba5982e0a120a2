package dev.respawn.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.Content;
import dev.respawn.host.Filing;
import dev.respawn.host.Unreached;
import dev.respawn.model.ByteSize;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.supervisor.Controls;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FillDiskTest {
    private static final FillDisk FAULT = new FillDisk("/data", new ByteSize(0));
    private static final Incarnation ON =
            new Incarnation(new HostId("here"), "c".repeat(64), 7, Instant.EPOCH.plusSeconds(1), "", "");

    @Test
    void it_is_in_force_as_long_as_the_ballast_leaves_nothing() throws Exception {
        assertThat(look(Optional.of(0L))).isEqualTo(Fault.Look.IN_FORCE);
        assertThat(look(Optional.of(1L << 20))).isEqualTo(Fault.Look.LOST);
        assertThat(look(Optional.empty())).isEqualTo(Fault.Look.LOST);
    }

    @Test
    void where_nobody_could_look_it_is_not_lost() throws Exception {
        Looks blind = new Looks(() -> {
            throw new Unreached("nothing happened within 30s");
        });

        assertThat(FAULT.look(ON, controls(blind))).isEqualTo(Fault.Look.UNKNOWN);
    }

    private static Fault.Look look(Optional<Long> free) throws InterruptedException {
        return FAULT.look(
                ON,
                controls(new Looks(
                        () -> free.map(left -> new Filing.Filled(new ByteSize(1), new ByteSize(left), left == 0)))));
    }

    private static Controls controls(Filing filing) {
        return new Controls() {
            @Override
            public <C> C get(Class<C> control) {
                return control.cast(filing);
            }
        };
    }

    /** What may be filled is not asked: of a host whose memory the ballast has taken, that would be refused. */
    private static final class Looks implements Filing {
        private final Look look;

        interface Look {
            Optional<Filing.Filled> at() throws Unreached;
        }

        Looks(Look look) {
            this.look = look;
        }

        @Override
        public Optional<Filing.Filled> filled(Incarnation on, String path, String ballast) throws Unreached {
            return look.at();
        }

        @Override
        public Room room(Incarnation on, String path) throws Unreached {
            throw new Unreached("its host has only 1MiB left; it is not filled");
        }

        @Override
        public Found find(Incarnation on, String path, boolean follow) {
            throw new AssertionError();
        }

        @Override
        public void delete(Incarnation on, Found file) {
            throw new AssertionError();
        }

        @Override
        public void write(Incarnation on, Found file, Content content) {
            throw new AssertionError();
        }

        @Override
        public void chmod(Incarnation on, Found file, int mode) {
            throw new AssertionError();
        }

        @Override
        public Sight look(Incarnation on, Found file) {
            throw new AssertionError();
        }

        @Override
        public Optional<Boolean> asLeft(Incarnation on, String path) {
            throw new AssertionError();
        }

        @Override
        public void fill(Incarnation on, Room room, String ballast, ByteSize leave) {
            throw new AssertionError();
        }
    }
}
