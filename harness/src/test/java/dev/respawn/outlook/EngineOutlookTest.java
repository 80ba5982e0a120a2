package dev.respawn.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.respawn.docker.DockerDoor;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.TestEngine;
import dev.respawn.engine.SystemTimeline;
import dev.respawn.expect.Need;
import dev.respawn.expect.Needing;
import dev.respawn.host.Host;
import dev.respawn.host.OnlyEngine;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.image.ImageCache;
import dev.respawn.image.ImageStore;
import dev.respawn.journal.Event;
import dev.respawn.memory.MemoryJournal;
import dev.respawn.model.ByteSize;
import dev.respawn.model.FileState;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Signal;
import dev.respawn.model.Target;
import dev.respawn.probe.Answer;
import dev.respawn.probe.Archive;
import dev.respawn.probe.Asker;
import dev.respawn.probe.ContainerState;
import dev.respawn.probe.Exec;
import dev.respawn.probe.HttpGet;
import dev.respawn.probe.LocalAsker;
import dev.respawn.probe.Probe;
import dev.respawn.probe.RemoteAsker;
import dev.respawn.probe.TcpOpen;
import dev.respawn.probe.Via;
import dev.respawn.scenario.Begins;
import dev.respawn.scenario.Form;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Watch;
import dev.respawn.supervisor.ContainerDeployment;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.HealthCheck;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is seen, asked and gathered of a stack on a real engine. */
@Tag("docker")
@Timeout(120)
class EngineOutlookTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ServiceName WEB = World.WEB;
    private static final Target.Service WEB_1 = World.WEB_1;

    @TempDir
    static Path cache;

    private static TestEngine engine;
    private static DockerDoor door;
    private static Host host;
    private static Asker inside;
    private static Asker direct;
    private static int runs;

    private final SystemTimeline timeline = new SystemTimeline();
    private final MemoryJournal journal = new MemoryJournal(timeline);
    private final String run = "outlook-" + ++runs;
    private @Nullable EngineOutlook outlook;
    private @Nullable Deployment deployment;

    @BeforeAll
    static void start() throws Exception {
        engine = TestEngine.start(false);
        door = DockerDoor.open(engine.address());
        host = new OnlyEngine(door, new ImageStore(door, new ImageCache(cache), false, Optional.empty()));
        direct = new LocalAsker();
        inside = RemoteAsker.start(Path.of("/proc", String.valueOf(engine.pid()), "ns", "net"), Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        inside.close();
        direct.close();
        door.close();
        engine.close();
    }

    @AfterEach
    void nothing_is_left_of_the_run() throws Exception {
        if (outlook != null) {
            outlook.conclude();
            if (deployment != null) {
                deployment.close();
            }
            assertThat(outlook.left(run)).isEmpty();
            outlook.close();
        }
        timeline.close();
    }

    // --- ways of probes

    @Test
    void the_pressure_on_the_machine_is_looked_at_while_it_is_open() throws Exception {
        deploy("no", List.of(), web());
        assertThat(threads()).contains("pressure-" + run);

        outlook().conclude();

        assertThat(threads()).doesNotContain("pressure-" + run);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    @Test
    void a_service_is_asked_by_its_name_and_by_its_address_inside_its_networks() throws Exception {
        deploy("always", List.of(byName()), web().on("front", "back"));
        Probe get = new HttpGet(WEB, "/", Optional.empty(), 1, Via.NAME, 200, Optional.of("hello"), true);
        Probe opened = new TcpOpen(WEB, Optional.empty(), 1, Via.NAME);

        awaitGood(get);
        assertThat(ask(opened)).isEqualTo(Answer.ofGood());
        awaitGood(new TcpOpen(WEB, Optional.empty(), 1, Via.CONTAINER));
        assertThat(ask(new TcpOpen(WEB, Optional.of(81), 1, Via.NAME))).isEqualTo(Answer.bad("connection refused"));
        assertThat(door.containers(Map.of(Labels.RUN, run, Labels.HELPER, ""))).hasSize(1);

        door.stop(container(), Optional.of(Duration.ZERO));

        // A prober that had no processor for a moment is late, and what it then says is unknown and not bad. That alone
        // is
        // asked again: a wrong answer is one the first time.
        Answer gone = await().atMost(LIMIT)
                .ignoreExceptionsMatching(
                        late -> String.valueOf(late.getMessage()).contains("did not answer"))
                .until(() -> ask(opened, Duration.ofMillis(500)), answer -> true);
        // Engines before 23.0 say nothing at all when nobody knows the name.
        assertThat(gone.detail()).matches("'web' (was not resolved within 500ms|does not resolve: .*)");

        door.start(container());

        awaitGood(get);
    }

    @Test
    void a_helper_that_is_gone_makes_names_unknown_and_not_bad() throws Exception {
        deploy("always", List.of(byName()), web().on("front"));
        Probe get = new HttpGet(WEB, "/", Optional.empty(), 1, Via.NAME, 200, Optional.of("hello"), true);
        awaitGood(get);

        door.kill(door.containers(Map.of(Labels.RUN, run, Labels.HELPER, "")).get(0), Signal.KILL);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThatThrownBy(() -> ask(get))
                        .hasRootCauseMessage(
                                "nobody can ask by name here: the helper in the networks of the stack ended"));
    }

    @Test
    void a_program_inside_tells_the_truth_about_its_container() throws Exception {
        deploy("no", List.of(), web());
        awaitRunning();

        assertThat(ask(new Exec(WEB, 1, List.of("sh", "-c", "echo hi; exit 3"), 3, Optional.of("hi"))))
                .isEqualTo(Answer.ofGood());
        assertThat(ask(Exec.of(WEB, "false"))).isEqualTo(Answer.bad("it ended with 1, wanted 0; it printed nothing"));
        assertThat(ask(Exec.of(WEB, "there-is-none")).detail()).matches("it ended with 12[67], wanted 0.*");
        assertThat(ask(Exec.of(WEB, "sleep", "3"), Duration.ofMillis(600)))
                .isEqualTo(Answer.bad("it was not over within 600ms"));

        door.pause(container());
        assertThat(ask(Exec.of(WEB, "true")).detail()).contains("409").contains("paused");
        door.unpause(container());

        door.kill(container(), Signal.KILL);
        await().atMost(LIMIT).until(() -> ask(Exec.of(WEB, "true")).detail().contains("not running"));

        door.remove(container());
        assertThat(ask(Exec.of(WEB, "true")).detail()).contains("404");
    }

    @Test
    void while_the_engine_is_silent_nothing_is_known() throws Exception {
        deploy("no", List.of(), web());
        awaitRunning();
        ContainerState running = new ContainerState(WEB, 1, ContainerState.Is.RUNNING);
        assertThat(ask(running)).isEqualTo(Answer.ofGood());

        engine.freeze();
        try {
            assertThatThrownBy(() -> ask(Exec.of(WEB, "true"), Duration.ofMillis(500)))
                    .hasRootCauseMessage("the engine did not answer within 500ms");
            assertThatThrownBy(() -> ask(running, Duration.ofMillis(500)))
                    .hasRootCauseMessage("the engine did not answer within 500ms");
        } finally {
            engine.thaw();
        }

        awaitGood(running);
    }

    @Test
    void a_container_is_exported_while_it_runs_is_paused_and_is_dead() throws Exception {
        deploy("no", List.of(), web());
        awaitRunning();
        Archive page = new Archive(WEB, 1, Optional.of("/www/index.html"), Optional.of("hello"), Optional.of(1));
        Duration ample = Duration.ofSeconds(60);

        assertThat(ask(page, ample)).isEqualTo(Answer.ofGood());
        door.pause(container());
        assertThat(ask(page, ample)).isEqualTo(Answer.ofGood());
        door.unpause(container());
        door.kill(container(), Signal.KILL);
        awaitGood(new ContainerState(WEB, 1, ContainerState.Is.EXITED));
        assertThat(ask(page, ample)).isEqualTo(Answer.ofGood());

        assertThat(ask(new Archive(WEB, 1, Optional.of("/www/none"), Optional.empty(), Optional.empty()), ample))
                .isEqualTo(Answer.bad("the archive has no '/www/none'"));
        assertThat(ask(new Archive(WEB, 1, Optional.of("/www"), Optional.empty(), Optional.of(2)), ample))
                .isEqualTo(Answer.bad("'/www' is a directory in the archive, wanted a file"));
        assertThat(ask(new Archive(WEB, 1, Optional.empty(), Optional.empty(), Optional.of(2)), ample))
                .isEqualTo(Answer.bad("imported, it has 1 step of history, wanted 2"));
        door.remove(container());
        assertThat(ask(page, ample).detail()).contains("404");
    }

    @Test
    void states_that_last_for_a_moment_are_seen() throws Exception {
        deploy("always", List.of(), Service.of("web", "busybox").running("sh", "-c", "sleep 0.2; exit 1"));
        Duration period = Duration.ofMillis(25);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        ContainerState restarting = new ContainerState(WEB, 1, ContainerState.Is.RESTARTING);
        long slowest = 0;
        boolean seen = false;

        while (!seen && System.nanoTime() < end) {
            long begin = System.nanoTime();
            seen = ask(restarting).good();
            slowest = Math.max(slowest, System.nanoTime() - begin);
            timeline.sleepUntil(timeline.now().plus(period));
        }

        assertThat(seen).isTrue();
        System.out.printf("container-state took %dms at most%n", slowest / 1_000_000);
    }

    // --- what is gathered

    @Test
    void what_a_claim_asks_for_is_gathered_through_a_death_and_a_restart() throws Exception {
        Service talking = Service.of("web", "busybox")
                .running(
                        "sh",
                        "-c",
                        "echo begins; echo wrong >&2; date > /data; while true; do echo beat; sleep 0.3; done")
                .checkedBy(new HealthCheck(
                        List.of("sh", "-c", "echo checked; exit 1"),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(2),
                        2,
                        Duration.ZERO))
                .limitedTo(new ByteSize(64L << 20));
        deploy(
                "always",
                List.of(),
                Set.of(
                        new Need.Output(WEB),
                        new Need.HealthLog(WEB),
                        new Need.Memory(WEB),
                        new Need.Content(WEB, "/data"),
                        new Need.Content(WEB, "/etc/none"),
                        new Need.EventsAgain()),
                talking);
        awaitRunning();
        String id = container();
        outlook().gather();
        await().atMost(LIMIT).until(() -> written(Event.HealthChecked.class).size() >= 3);

        host.signalling().signal(deployed(), Signal.KILL);
        await().atMost(LIMIT)
                .until(() -> lines().filter("begins"::equals).count() == 2
                        && written(Event.FileSeen.class).size() >= 4);
        door.stop(id, Optional.of(Duration.ZERO));
        outlook().gather();
        outlook().conclude();

        // Each line once, and no more of them than the container printed.
        List<Event.Printed> printed = written(Event.Printed.class);
        assertThat(printed).extracting(Event.Printed::at).doesNotHaveDuplicates();
        assertThat(printed)
                .hasSameSizeAs(door.printed(id, Instant.EPOCH).orElseThrow().lines());
        assertThat(printed)
                .filteredOn(Event.Printed::stderr)
                .extracting(Event.Printed::line)
                .containsExactly("wrong", "wrong");
        // Only what was read after the end of the container tells that this is all.
        List<Event.OutputRead> read = written(Event.OutputRead.class);
        assertThat(read).isNotEmpty().allMatch(Event.OutputRead::whole);
        assertThat(read.get(read.size() - 1).until())
                .isAfter(printed.get(printed.size() - 1).at());
        assertThat(printed).allSatisfy(line -> assertThat(line.at()).isBetween(began(), timeline.now()));
        // Each check once.
        List<Event.HealthChecked> checks = written(Event.HealthChecked.class);
        assertThat(checks).extracting(Event.HealthChecked::began).doesNotHaveDuplicates();
        assertThat(checks).allSatisfy(check -> {
            assertThat(check.exitCode()).isEqualTo(1);
            assertThat(check.output()).isEqualTo("checked\n");
            assertThat(check.began()).isBetween(began(), timeline.now());
            assertThat(check.ended()).isAfter(check.began());
        });
        // The file of before, of after the restart and of the dead container.
        List<FileState> data = files("/data");
        assertThat(data.get(0)).isInstanceOf(FileState.There.class);
        assertThat(data.get(data.size() - 1))
                .isInstanceOf(FileState.There.class)
                .isNotEqualTo(data.get(0));
        assertThat(files("/etc/none")).isNotEmpty().containsOnly(new FileState.Missing());
        // Memory, while it ran.
        assertThat(written(Event.MemorySeen.class)).isNotEmpty().allSatisfy(seen -> {
            assertThat(seen.bytes()).isPositive();
            assertThat(seen.limit()).contains(64L << 20);
        });
        // The events again, those of the run's own containers only.
        Event.ToldAgain again = written(Event.ToldAgain.class).get(0);
        assertThat(again.events())
                .filteredOn(event -> event.is("die"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.id()).isEqualTo(id));
        assertThat(written(Event.Noted.class)).isEmpty();
    }

    @Test
    void nothing_is_gathered_that_no_claim_asks_for() throws Exception {
        deploy("no", List.of(), web());
        awaitRunning();
        outlook().gather();
        outlook().conclude();

        assertThat(journal.entries())
                .noneMatch(entry -> entry.event() instanceof Event.Printed
                        || entry.event() instanceof Event.HealthChecked
                        || entry.event() instanceof Event.FileSeen
                        || entry.event() instanceof Event.MemorySeen
                        || entry.event() instanceof Event.ToldAgain);
    }

    @Test
    void a_kill_for_want_of_memory_that_nobody_planned_is_written_down() throws Exception {
        Service hungry = Service.of("web", "busybox")
                .running("sh", "-c", "sleep 0.5; x=$(head -c 100m /dev/zero | tr '\\0' x); echo ${#x}; sleep 60")
                .limitedTo(new ByteSize(16L << 20));
        deploy("no", List.of(), hungry);

        await().atMost(LIMIT).until(() -> !written(Event.KernelKilled.class).isEmpty());

        Event.KernelKilled killed = written(Event.KernelKilled.class).get(0);
        assertThat(killed.target()).isEqualTo(Optional.of(WEB_1));
        assertThat(killed.container()).isEqualTo(container());
        assertThat(killed.pid()).isPositive();
        assertThat(killed.at()).isBetween(began().minusMillis(100), timeline.now());
    }

    // --- what stands

    private void deploy(String policy, List<Watch> watch, Service service) throws Exception {
        deploy(policy, watch, Set.of(), service);
    }

    private void deploy(String policy, List<Watch> watch, Set<Need> needs, Service service) throws Exception {
        Scenario scenario = new Scenario(
                "outlook",
                Form.CORPUS,
                "",
                List.of(),
                Begins.WELL,
                Duration.ofMinutes(1),
                List.of(service),
                watch,
                List.of(),
                List.of(new Needing(needs)));
        EngineOutlook opened = new EngineOutlook(run, host, timeline, InstantSource.system(), journal, direct, inside);
        outlook = opened;
        opened.open(scenario);
        Deployment standing = ContainerDeployment.deploy(
                new Stack(run, List.of(service), false),
                new Site(List.of(host), opened, new NoKeeper()),
                new ContainerDeployment.Policy(policy, 0),
                s -> {
                    throw new UnsupportedOperationException("no contract is asked for");
                },
                text -> {});
        deployment = standing;
        opened.standing(standing);
        opened.lookAtAll();
    }

    private static Service web() {
        return Service.of("web", "busybox")
                .running("sh", "-c", "mkdir -p /www; echo hello > /www/index.html; exec httpd -f -p 80 -h /www")
                .listening(80);
    }

    private static Watch byName() {
        return new Watch(
                "by-name",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                10,
                new TcpOpen(WEB, Optional.of(80), 1, Via.NAME));
    }

    private EngineOutlook outlook() {
        return Objects.requireNonNull(outlook);
    }

    private String container() throws EngineException, InterruptedException {
        return journal.events(Event.EngineSaid.class).stream()
                .filter(said -> said.said().is("create"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .said()
                .id();
    }

    private Incarnation deployed() {
        return journal.events(Event.Seen.class).stream()
                .filter(seen -> seen.incarnation().pid() != 0)
                .reduce((first, second) -> second)
                .orElseThrow()
                .incarnation();
    }

    private Instant began() {
        return journal.entries().get(0).at();
    }

    private <E extends Event> List<E> written(Class<E> kind) {
        return journal.events(kind);
    }

    private Stream<String> lines() {
        return written(Event.Printed.class).stream().map(Event.Printed::line);
    }

    private List<FileState> files(String path) {
        return written(Event.FileSeen.class).stream()
                .filter(seen -> seen.path().equals(path))
                .map(Event.FileSeen::state)
                .toList();
    }

    private void awaitRunning() {
        awaitGood(new ContainerState(WEB, 1, ContainerState.Is.RUNNING));
    }

    private void awaitGood(Probe probe) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(ask(probe)).isEqualTo(Answer.ofGood()));
    }

    private Answer ask(Probe probe) throws Exception {
        return ask(probe, LIMIT);
    }

    private Answer ask(Probe probe, Duration deadline) throws Exception {
        return probe.ask(outlook(), deadline).toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    private static final class NoKeeper implements ProcessKeeper {
        @Override
        public void keep(ProcessHandle leader) {}

        @Override
        public void release(ProcessHandle leader) {}
    }
}
