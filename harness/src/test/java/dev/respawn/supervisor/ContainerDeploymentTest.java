package dev.respawn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.ContainerUpdate;
import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.Door;
import dev.respawn.docker.TestEngine;
import dev.respawn.host.Executing;
import dev.respawn.host.OnlyEngine;
import dev.respawn.host.Pausing;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.host.Recreating;
import dev.respawn.host.Removing;
import dev.respawn.host.Unreached;
import dev.respawn.host.Updating;
import dev.respawn.host.Witnessing;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.Lookup;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("docker")
class ContainerDeploymentTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String RUN = "run-1";
    private static final Map<String, String> OF_RUN = Map.of(Labels.RUN, RUN);

    @TempDir
    static Path cache;

    private static TestEngine engine;
    private static OnlyEngine host;
    private static Door door;

    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        engine = TestEngine.start(false);
        door = DockerDoor.open(engine.address());
        host = new OnlyEngine(door, new ImageStore(door, new ImageCache(cache), false, Optional.empty()));
        host.images().ready("busybox");
    }

    @AfterAll
    static void stop() {
        door.close();
        engine.close();
    }

    @AfterEach
    void nothing_of_any_run_is_left() throws Exception {
        assertThat(door.containers(Map.of())).isEmpty();
        assertThat(door.networks(Map.of(Labels.RUN, ""))).isEmpty();
        assertThat(door.volumes(Map.of())).isEmpty();
    }

    @Test
    void services_stand_on_their_networks_with_their_volumes_and_ports() throws Exception {
        Service web = idle("web")
                .on("front", "back")
                .listening(8080)
                .publishedAt(18_081)
                .keeping(named("/data", "shared"), own("/own"))
                .withTmpfs("/quick", ByteSize.parse("64KiB"));
        Service db = idle("db")
                .on("back")
                .replicated(2)
                .keeping(new Volume("/kept", Optional.of("shared"), Optional.of(ByteSize.parse("1MiB"))));

        try (ContainerDeployment stack = deploy(web, db)) {
            ContainerFacts facts = facts(stack, "web", 1);
            assertThat(facts.name()).isEqualTo("respawn-run-1-web-1");
            assertThat(facts.addresses()).containsOnlyKeys("respawn-run-1-front", "respawn-run-1-back");
            assertThat(facts.published()).containsEntry(8080, 18_081);
            assertThat(stack.published(new ServiceName("web"), 1)).isEqualTo(OptionalInt.of(18_081));
            assertThat(stack.published(new ServiceName("db"), 1)).isEmpty();
            assertThat(door.networks(OF_RUN)).hasSize(2);
            assertThat(door.volumes(OF_RUN)).hasSize(2).contains("respawn-run-1-shared");

            String second = facts(stack, "db", 2).addresses().get("respawn-run-1-back");
            assertThat(run(stack, "web", "ping", "-c", "1", "db-2")).contains("(" + second + ")");
            assertThat(run(stack, "db", "ping", "-c", "1", "web"))
                    .contains("(" + facts.addresses().get("respawn-run-1-back") + ")");
            assertThat(run(stack, "web", "sh", "-c", "echo told > /data/f")).isEmpty();
            assertThat(run(stack, "db", "cat", "/kept/f")).isEqualTo("told\n");
            // One of the two said its size for both.
            assertThat(run(stack, "web", "sh", "-c", "head -c 2000000 /dev/zero > /data/g; wc -c < /data/g"))
                    .contains("\n")
                    .doesNotContain("2000000");
            assertThat(run(stack, "web", "sh", "-c", "head -c 2000000 /dev/zero > /quick/g; wc -c < /quick/g"))
                    .contains("65536\n");
        }
    }

    @Test
    void a_container_that_is_recreated_is_new_from_the_image_and_keeps_its_place() throws Exception {
        Service web = idle("web")
                .on("front", "back")
                .listening(8080)
                .published()
                .keeping(named("/data", "kept"), own("/own"));

        try (ContainerDeployment stack = deploy(web)) {
            ContainerFacts old = facts(stack, "web", 1);
            run(stack, "web", "sh", "-c", "rm /bin/ls; echo a > /data/f; echo b > /own/f");

            Incarnation now = control(stack, Recreating.class).recreate(life(stack, "web", 1));

            assertThat(now.id()).isNotEqualTo(old.id());
            assertThat(now.pid()).isPositive();
            assertThat(now).isEqualTo(life(stack, "web", 1));
            ContainerFacts facts = facts(stack, "web", 1);
            assertThat(facts.name()).isEqualTo(old.name());
            assertThat(facts.published()).isEqualTo(old.published());
            assertThat(facts.addresses().keySet()).isEqualTo(old.addresses().keySet());
            assertThat(facts.restartPolicy()).isEqualTo("always");
            assertThat(run(stack, "web", "ls", "/data", "/own")).isEqualTo("/data:\nf\n\n/own:\n");
            assertThat(run(stack, "web", "ping", "-c", "1", "web")).contains("1 packets received");
            assertThat(door.volumes(OF_RUN)).hasSize(2).doesNotContainAnyElementsOf(old.volumes());
        }
    }

    @Test
    void a_container_that_is_gone_is_recreated_as_well() throws Exception {
        try (ContainerDeployment stack = deploy(idle("web"))) {
            Incarnation gone = life(stack, "web", 1);
            control(stack, Removing.class).remove(gone, true);
            assertThat(stack.find(new Target.Service(new ServiceName("web"), 1)))
                    .isInstanceOf(Lookup.Absent.class);

            Incarnation now = control(stack, Recreating.class).recreate(gone);

            assertThat(life(stack, "web", 1)).isEqualTo(now);
            assertThatThrownBy(() -> control(stack, Recreating.class)
                            .recreate(new Incarnation(host.id(), "f".repeat(64), 0, Instant.EPOCH, "", "")))
                    .isInstanceOf(Unreached.class)
                    .hasMessage(
                            "container ffffffffffff is not there any more, and nobody knows which service's it was");
        }
    }

    @Test
    void a_removal_says_which_volumes_it_leaves_behind_and_the_stack_takes_those_with_its_label() throws Exception {
        String withVolume =
                engine.imageWithVolume(host.images().ready("busybox").reference(), "/declared");
        try (ContainerDeployment stack = deploy(
                idle("web").keeping(own("/own")), Service.of("db", withVolume).running("sleep", "300"))) {
            Removing removing = control(stack, Removing.class);
            assertThat(facts(stack, "web", 1).volumes()).hasSize(1);
            assertThat(facts(stack, "db", 1).volumes()).hasSize(1);
            String declared = facts(stack, "db", 1).volumes().get(0);

            assertThat(removing.orphans(life(stack, "web", 1)))
                    .isEqualTo(facts(stack, "web", 1).volumes());
            assertThat(removing.orphans(life(stack, "db", 1))).containsExactly(declared);

            removing.remove(life(stack, "web", 1), false);
            removing.remove(life(stack, "db", 1), false);

            assertThat(door.containers(OF_RUN)).isEmpty();
            assertThat(door.volumes(OF_RUN)).hasSize(1);
            assertThat(door.volumes(Map.of())).hasSize(2).contains(declared);
        }
        // What nobody labelled is the fault's to take back, by what it wrote down.
        assertThat(door.volumes(Map.of())).hasSize(1);
        door.removeVolume(door.volumes(Map.of()).get(0));
        door.removeImage(withVolume);
    }

    @Test
    void somebody_is_attached_before_the_start_and_gone_with_the_stack() throws Exception {
        Instant before = door.describe().time();
        try (ContainerDeployment stack = deploy(
                Service.of("web", "busybox")
                        .running("sh", "-c", "echo on; sleep 300")
                        .listenedTo(),
                idle("db"))) {
            String id = life(stack, "web", 1).id();
            assertThat(actions(before, id)).containsExactly("create", "attach", "start");
            assertThat(actions(before, life(stack, "db", 1).id())).containsExactly("create", "start");
            assertThat(attachments()).isEqualTo(1);
            control(stack, Recreating.class).recreate(life(stack, "web", 1));
            assertThat(actions(before, life(stack, "web", 1).id()))
                    .containsExactly("create", "attach", "rename", "start");
        }
        await().atMost(LIMIT).until(() -> attachments() == 0);
    }

    private static List<String> actions(Instant since, String id) throws Exception {
        return door.eventsBetween(since, door.describe().time(), OF_RUN).stream()
                .filter(event -> event.id().equals(id))
                .map(EngineEvent::action)
                .toList();
    }

    private static long attachments() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("respawn-attached"))
                .count();
    }

    // Ground truth 3 to 5.
    @Test
    void a_start_that_the_engine_refuses_is_part_of_the_run_if_the_stack_says_so() throws Exception {
        Service missing = Service.of("missing", "busybox").running("no-such-program");
        Service directory = Service.of("directory", "busybox").running("/etc");
        Service first = idle("first").listening(80).publishedAt(18_082);
        Service second = idle("second").listening(80).publishedAt(18_082);

        try (ContainerDeployment stack = deploy(true, missing, directory, first, second, idle("last"))) {
            assertThat(condition(stack, "missing"))
                    .matches(state -> state.status().equals("created") && state.exitCode() == 127)
                    .matches(state -> state.error().contains("no-such-program"));
            assertThat(condition(stack, "directory"))
                    .matches(state -> state.status().equals("created") && state.exitCode() == 126);
            assertThat(condition(stack, "first").running()).isTrue();
            assertThat(condition(stack, "second"))
                    .matches(state -> state.status().equals("created") && state.exitCode() == 128)
                    .matches(state -> state.error().contains("port is already allocated"));
            assertThat(condition(stack, "last").running()).isTrue();
            assertThat(said).hasSize(3);
            assertThat(said.get(0)).startsWith("missing/1 did not start: ").contains("no-such-program");
            assertThat(said.get(2)).startsWith("second/1 did not start: ").contains("port is already allocated");
        }
    }

    @Test
    void a_start_that_the_engine_refuses_is_the_end_otherwise_and_nothing_is_left() {
        assertThatThrownBy(() -> deploy(
                        idle("web").on("front").keeping(named("/data", "kept")),
                        Service.of("missing", "busybox").running("no-such-program")))
                .isInstanceOf(Unreached.class)
                .hasMessageStartingWith("missing/1 did not start: ")
                .hasMessageContaining("no-such-program");
        assertThat(said).isEmpty();
    }

    @Test
    void a_limit_that_is_too_low_is_refused_in_the_engines_words() throws Exception {
        try (ContainerDeployment stack = deploy(idle("web").limitedTo(ByteSize.parse("32MiB")))) {
            Updating updating = control(stack, Updating.class);
            Incarnation on = life(stack, "web", 1);
            ContainerUpdate low = new ContainerUpdate(Optional.of("no"), 0, Optional.of(ByteSize.parse("1MiB")));

            assertThat(updating.before(on, low))
                    .isEqualTo(new ContainerUpdate(Optional.of("always"), 0, Optional.of(ByteSize.parse("32MiB"))));
            assertThat(updating.before(on, new ContainerUpdate(Optional.empty(), 0, Optional.empty())))
                    .isEqualTo(new ContainerUpdate(Optional.empty(), 0, Optional.empty()));
            assertThatThrownBy(() -> updating.update(on, low))
                    .isInstanceOf(Unreached.class)
                    .hasMessageMatching("update of container " + on.shortId() + " failed: .*[Mm]inimum memory.*6MB.*");
            assertThat(facts(stack, "web", 1).restartPolicy()).isEqualTo("always");
        }
    }

    @Test
    void a_container_is_paused_and_asked_inside() throws Exception {
        try (ContainerDeployment stack = deploy(idle("web"))) {
            Incarnation on = life(stack, "web", 1);
            control(stack, Pausing.class).pause(on);
            assertThat(condition(stack, "web").status()).isEqualTo("paused");
            assertThatThrownBy(() -> control(stack, Executing.class).exec(on, List.of("true"), LIMIT))
                    .isInstanceOf(Unreached.class)
                    .hasMessageStartingWith("exec in container " + on.shortId() + " failed: ");
            door.unpause(on.id());
            assertThat(control(stack, Executing.class)
                            .exec(on, List.of("true"), LIMIT)
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void what_is_to_be_removed_at_its_end_is_gone_with_its_volume() throws Exception {
        Service web = Service.of("web", "busybox")
                .running("sh", "-c", "while ! test -f /own/end; do sleep 0.05; done")
                .keeping(own("/own"))
                .removedAtEnd();
        try (ContainerDeployment stack = deploy(ContainerDeployment.Policy.NO, false, web)) {
            assertThat(door.volumes(OF_RUN)).hasSize(1);
            run(stack, "web", "touch", "/own/end");
            await().atMost(LIMIT).until(() -> door.containers(OF_RUN).isEmpty());
            await().atMost(LIMIT).until(() -> door.volumes(OF_RUN).isEmpty());
        }
    }

    @Test
    void what_others_hold_of_a_run_does_not_keep_its_removal_waiting_for_ever() throws Exception {
        String stranger;
        try (ContainerDeployment stack = deploy(idle("web").keeping(named("/data", "kept")))) {
            assertThat(stack.targets()).hasSize(1);
            stranger = door.create(ContainerSpec.plain(
                            "stranger", host.images().ready("busybox").reference(), List.of("sleep", "300"), Map.of())
                    .mounting(new ContainerSpec.Mount.Volume("respawn-run-1-kept", "/mine")));
        }
        assertThat(door.volumes(OF_RUN)).containsExactly("respawn-run-1-kept");
        assertThat(door.containers(Map.of())).containsExactly(stranger);
        door.remove(stranger);
        door.removeVolume("respawn-run-1-kept");
    }

    private static Service idle(String name) {
        return Service.of(name, "busybox").running("sleep", "300");
    }

    private static Volume named(String path, String name) {
        return new Volume(path, Optional.of(name), Optional.empty());
    }

    private static Volume own(String path) {
        return new Volume(path, Optional.empty(), Optional.empty());
    }

    private ContainerDeployment deploy(Service... services) throws Exception {
        return deploy(false, services);
    }

    private ContainerDeployment deploy(boolean startsMayFail, Service... services) throws Exception {
        return deploy(new ContainerDeployment.Policy("always", 0), startsMayFail, services);
    }

    private ContainerDeployment deploy(ContainerDeployment.Policy policy, boolean startsMayFail, Service... services)
            throws Exception {
        return ContainerDeployment.deploy(
                new Stack(RUN, List.of(services), startsMayFail),
                new Site(List.of(host), new Unseeing(), new Unkept()),
                policy,
                service -> BuiltInContracts.named("docker/no"),
                said::add);
    }

    private static Incarnation life(ContainerDeployment stack, String service, int replica) throws Exception {
        Lookup lookup = stack.find(new Target.Service(new ServiceName(service), replica));
        assertThat(lookup).isInstanceOf(Lookup.Found.class);
        return ((Lookup.Found) lookup).lives().get(0);
    }

    private static ContainerFacts facts(ContainerDeployment stack, String service, int replica) throws Exception {
        return door.inspect(life(stack, service, replica).id()).orElseThrow();
    }

    private static Condition condition(ContainerDeployment stack, String service) throws Exception {
        return facts(stack, service, 1).condition();
    }

    private static <C> C control(ContainerDeployment stack, Class<C> control) {
        assertThat(stack.offers()).contains(control);
        return stack.controls(new Incarnation(host.id(), "any", 0, Instant.EPOCH, "", ""))
                .get(control);
    }

    private static String run(ContainerDeployment stack, String service, String... command) throws Exception {
        return control(stack, Executing.class)
                .exec(life(stack, service, 1), List.of(command), LIMIT)
                .output();
    }

    private static final class Unseeing implements Witnessing {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit) {
            return Optional.empty();
        }

        @Override
        public Optional<Condition> inspect(Incarnation on) {
            return Optional.empty();
        }
    }

    private static final class Unkept implements ProcessKeeper {
        @Override
        public void keep(ProcessHandle leader) {}

        @Override
        public void release(ProcessHandle leader) {}
    }
}
