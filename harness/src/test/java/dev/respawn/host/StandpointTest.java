package dev.respawn.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineFacts;
import dev.respawn.docker.NoDoor;
import dev.respawn.host.Standpoint.Sight;
import dev.respawn.model.Condition;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StandpointTest {
    // This very process, said to be a container's: whoever looks sees that it is not in it.
    private static final Incarnation ELSEWHERE = new Incarnation(
            new HostId("there"), "a".repeat(64), ProcessHandle.current().pid(), Instant.EPOCH, "busybox", "");

    /** What is said beforehand is what is said when it comes to it, by root and by anybody else. */
    @Test
    void every_control_past_the_engine_refuses_in_the_words_that_were_said_beforehand() {
        LocalFiling filing = new LocalFiling(new NoDoor());
        LocalStarving starving = new LocalStarving(new NoDoor());
        LocalFreezing freezing = new LocalFreezing();
        Map<Class<?>, ThrowingCallable> calls = Map.of(
                Culling.class, () -> new LocalCulling().children(ELSEWHERE),
                Filing.class, () -> filing.find(ELSEWHERE, "/etc/hostname", true),
                Freezing.class, () -> freezing.frozen(ELSEWHERE),
                Scoring.class, () -> starving.score(ELSEWHERE));

        calls.forEach((control, call) -> {
            String why = new Standpoint(ProcessTable.root(), Sight.UNSEEN, true)
                    .refuses(control)
                    .orElseThrow();
            assertThatThrownBy(call)
                    .isInstanceOf(Unreached.class)
                    .hasMessage("process " + ELSEWHERE.pid() + " of container " + ELSEWHERE.shortId() + " " + why);
        });
    }

    @Test
    void without_root_the_same_control_is_refused_although_its_process_is_seen() {
        Optional<String> refused = new Standpoint(false, Sight.SEEN, true).refuses(Filing.class);

        assertThatThrownBy(() -> Local.demand(ELSEWHERE, refused))
                .isInstanceOf(Unreached.class)
                .hasMessageEndingWith(" can be reached only by root; run Respawn as root on the engine's own host");
    }

    @Test
    void a_limit_that_the_kernel_cannot_give_is_not_asked_of_the_author() {
        assertThatThrownBy(() -> new LocalStarving(engine("unix:///x", false)).limit(ELSEWHERE))
                .isInstanceOf(Unreached.class)
                .hasMessage("the processes of container " + ELSEWHERE.shortId()
                        + " have no memory limit: the kernel below the engine has none to give");
    }

    @Test
    void a_limit_that_nobody_set_is_no_limit() throws Exception {
        assertThat(new LocalStarving(engine("unix:///x", true)).limit(ELSEWHERE))
                .isEmpty();
    }

    @Test
    void a_process_of_the_engines_that_is_not_seen_tells_that_it_is_elsewhere() throws Exception {
        ContainerFacts down = container("d".repeat(64), 0);
        ContainerFacts up = container(ELSEWHERE.id(), ELSEWHERE.pid());

        assertThat(Standpoint.towards(engine("unix:///var/run/docker.sock", true, down, up))
                        .sight())
                .isEqualTo(Sight.UNSEEN);
    }

    /** 127.0.0.1 may be the end of a tunnel, and any other address one of this machine's own. */
    @Test
    void an_address_does_not_tell_on_which_machine_an_engine_is() throws Exception {
        ContainerFacts elsewhere = container(ELSEWHERE.id(), ELSEWHERE.pid());

        for (String address : List.of("tcp://127.0.0.1:2375", "tcp://192.0.2.9:2375", "ssh://me@there")) {
            assertThat(Standpoint.towards(engine(address, true)).sight()).isEqualTo(Sight.UNKNOWN);
            assertThat(Standpoint.towards(engine(address, true, elsewhere)).sight())
                    .isEqualTo(Sight.UNSEEN);
        }
    }

    @Test
    void a_controller_is_offered_by_either_version_of_control_groups() {
        String one = "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
        String two = "28 22 0:25 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

        assertThat(ControlGroups.offered(one, "memory", top -> "")).isTrue();
        assertThat(ControlGroups.offered(one, "pids", top -> "")).isFalse();
        assertThat(ControlGroups.offered(
                        two, "memory", top -> top.equals(Path.of("/sys/fs/cgroup")) ? "cpu memory\n" : ""))
                .isTrue();
        assertThat(ControlGroups.offered(two, "memory", top -> "cpu io\n")).isFalse();
    }

    private static ContainerFacts container(String id, long pid) {
        Condition condition = new Condition(
                pid == 0 ? "exited" : "running",
                0,
                false,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                "");
        return new ContainerFacts(
                id,
                "web",
                "busybox",
                pid,
                condition,
                Map.of(),
                Map.of(),
                Map.of(),
                "no",
                0,
                Optional.empty(),
                List.of());
    }

    private static NoDoor engine(String address, boolean memoryLimits, ContainerFacts... there) {
        List<ContainerFacts> containers = List.of(there);
        return new NoDoor() {
            @Override
            public URI address() {
                return URI.create(address);
            }

            @Override
            public EngineFacts describe() {
                return new EngineFacts(
                        "", "", "", "", "", "", "", "", "", "", false, "", "", Instant.EPOCH, "", "", memoryLimits);
            }

            @Override
            public List<String> containers(Map<String, String> labels) {
                return containers.stream().map(ContainerFacts::id).toList();
            }

            @Override
            public Optional<ContainerFacts> inspect(String id) {
                return containers.stream()
                        .filter(container -> container.id().equals(id))
                        .findFirst();
            }
        };
    }
}
