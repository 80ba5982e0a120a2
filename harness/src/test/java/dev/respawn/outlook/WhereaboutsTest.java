package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.Access;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WhereaboutsTest {
    private static final long SELF = ProcessHandle.current().pid();

    private static Whereabouts of(String address) {
        return new Whereabouts(Access.plain(URI.create(address)));
    }

    private static Incarnation life(String container) {
        return new Incarnation(new HostId("there"), container, SELF, Instant.EPOCH, "busybox", "");
    }

    @Test
    void an_address_on_another_machine_means_somebody_else_on_this_one() {
        Whereabouts there = of("tcp://127.0.0.1:2375");
        // This very process, said to be a container's.
        there.seen(life("a".repeat(64)));

        assertThat(there.elsewhere())
                .contains(
                        "no process of the engine at tcp://127.0.0.1:2375 is seen on this machine; 'via: published' asks"
                                + " from here");
        assertThat(of("ssh://me@there").elsewhere()).isPresent();
        assertThat(of("unix:///e.sock").elsewhere()).isEmpty();
    }

    @Test
    void a_process_that_is_seen_proves_that_it_is_this_one() {
        // Whatever this process's group is called, it is in it.
        String group = Arrays.stream(ProcessTable.cgroups(SELF).split("\n"))
                .findFirst()
                .orElse("");
        Whereabouts back = of("ssh://me@there");

        back.seen(life(group));

        assertThat(back.elsewhere()).isEmpty();
    }
}
