package dev.respawn.supervisor.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.host.OnlyEngine;
import dev.respawn.host.Unreached;
import org.junit.jupiter.api.Test;

class MembershipTest {
    @Test
    void the_first_run_makes_the_swarm_and_the_last_one_leaves_it() throws Exception {
        SmallSwarm engine = new SmallSwarm("unix:///shared");

        Membership one = Membership.of(new OnlyEngine(engine));
        Membership other = Membership.of(new OnlyEngine(engine));
        one.close();
        assertThat(engine.done).containsExactly("begin at 127.0.0.1");
        other.close();

        assertThat(engine.done).containsExactly("begin at 127.0.0.1", "leave");
    }

    @Test
    void a_new_engine_at_an_old_address_is_nobodys_yet() throws Exception {
        Membership gone = Membership.of(new OnlyEngine(new SmallSwarm("unix:///again")));
        SmallSwarm engine = new SmallSwarm("unix:///again");

        Membership.of(new OnlyEngine(engine)).close();

        assertThat(engine.done).containsExactly("begin at 127.0.0.1", "leave");
        gone.close();
    }

    @Test
    void an_engine_that_becomes_no_swarm_says_why() {
        SmallSwarm engine = new SmallSwarm("unix:///live-restore");
        engine.refuses = true;

        assertThatThrownBy(() -> Membership.of(new OnlyEngine(engine)))
                .isInstanceOf(Unreached.class)
                .hasMessage("no swarm on host 'here': live-restore");
    }

    @Test
    void it_is_left_although_the_run_was_interrupted() throws Exception {
        SmallSwarm engine = new SmallSwarm("unix:///interrupted");
        Membership run = Membership.of(new OnlyEngine(engine));

        Thread.currentThread().interrupt();
        run.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(engine.done).endsWith("leave");
    }
}
