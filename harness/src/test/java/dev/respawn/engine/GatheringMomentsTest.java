package dev.respawn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.DelayLaw;
import dev.respawn.fault.Crash;
import dev.respawn.host.ProcessKeeper;
import dev.respawn.host.Unreached;
import dev.respawn.journal.Event;
import dev.respawn.memory.MemoryHost;
import dev.respawn.memory.MemoryJournal;
import dev.respawn.memory.MemoryOutlook;
import dev.respawn.memory.MemorySupervisor;
import dev.respawn.model.Condition;
import dev.respawn.model.Ending;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Phase;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.model.UndoResult;
import dev.respawn.plan.Plan;
import dev.respawn.plan.Planner;
import dev.respawn.plan.Setting;
import dev.respawn.probe.HttpGet;
import dev.respawn.probe.Via;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.testwords.TestHolds;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a run has what claims ask for gathered, and that nothing of it keeps the stack from being removed. */
@Timeout(30)
class GatheringMomentsTest {
    private static final ServiceName WEB = new ServiceName("web");
    private static final String GATHERED = "gathered";
    private static final String CONCLUDED = "concluded";
    private static final DelayLaw LAW = new DelayLaw(
            Duration.ofMillis(100),
            2,
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(1));

    private final VirtualTimeline timeline = new VirtualTimeline(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryJournal journal = new MemoryJournal(timeline);
    private final MemorySupervisor supervisor = MemorySupervisor.always(timeline, LAW);
    private boolean breaks;

    @Test
    void it_is_gathered_before_the_first_fault_after_each_and_at_the_end() {
        Ending ending = run();

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(told())
                .containsExactly(
                        "began well",
                        GATHERED,
                        "first",
                        GATHERED,
                        "second",
                        GATHERED,
                        GATHERED,
                        "UNDO",
                        CONCLUDED,
                        "REMOVE",
                        "residue [] [left behind: 0]");
    }

    @Test
    void a_gathering_that_breaks_neither_breaks_the_run_nor_its_removal() {
        breaks = true;

        Ending ending = run();

        assertThat(ending).isEqualTo(Ending.COMPLETED);
        assertThat(told())
                .containsExactly(
                        "began well",
                        "the gathering broke: java.lang.IllegalStateException: a bug",
                        "first",
                        "the gathering broke: java.lang.IllegalStateException: a bug",
                        "second",
                        "the gathering broke: java.lang.IllegalStateException: a bug",
                        "the gathering broke: java.lang.IllegalStateException: a bug",
                        "UNDO",
                        "the last gathering broke: java.lang.IllegalStateException: a bug",
                        "REMOVE",
                        "residue [] [left behind: 0]");
        assertThat(journal.events(Event.FaultFailed.class)).isEmpty();
    }

    private Ending run() {
        Scenario scenario = Scenario.named("a test")
                .on("docker:always")
                .limit(Duration.ofMinutes(2))
                .service(Service.of("web", "nginx").listening(80))
                .watch("home", Duration.ofMillis(50), HttpGet.of(WEB, "/"))
                .disrupt("first", Duration.ofSeconds(2), new Crash(), Selector.all(WEB))
                .disrupt("second", Duration.ofSeconds(6), new Crash(), Selector.all(WEB))
                .expect(new TestHolds())
                .build();
        Plan plan = Planner.plan(scenario, supervisor, new Setting(supervisor.name(), "memory"), 1);
        Outlook outlook = new Told(new MemoryOutlook(supervisor, scenario.services(), timeline, journal));
        return new Runner(
                        "test",
                        plan,
                        supervisor,
                        new Site(List.of(new MemoryHost()), outlook, new NoKeeper()),
                        outlook,
                        journal,
                        timeline,
                        undo -> new UndoResult.Undone("as asked"),
                        line -> {})
                .run();
    }

    private List<String> told() {
        return journal.entries().stream()
                .map(entry -> entry.event())
                .map(event -> {
                    if (event instanceof Event.BeganWell) {
                        return "began well";
                    } else if (event instanceof Event.FaultInjected injected) {
                        return injected.disruption();
                    } else if (event instanceof Event.Noted noted) {
                        return noted.text().lines().findFirst().orElse("");
                    } else if (event instanceof Event.PhaseBegan began
                            && (began.phase() == Phase.UNDO || began.phase() == Phase.REMOVE)) {
                        return began.phase().name();
                    } else if (event instanceof Event.ResidueChecked checked) {
                        return "residue " + checked.left() + " [left behind: "
                                + checked.left().size() + "]";
                    }
                    return "";
                })
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static final class NoKeeper implements ProcessKeeper {
        @Override
        public void keep(ProcessHandle leader) {}

        @Override
        public void release(ProcessHandle leader) {}
    }

    /** Another outlook, whose gathering is told in the journal. */
    private final class Told implements Outlook {
        private final Outlook of;

        Told(Outlook of) {
            this.of = of;
        }

        @Override
        public void gather() {
            tell(GATHERED);
        }

        @Override
        public void conclude() {
            tell(CONCLUDED);
        }

        private void tell(String what) {
            if (breaks) {
                throw new IllegalStateException("a bug");
            }
            journal.append(new Event.Noted(what));
        }

        @Override
        public void open(Scenario scenario) throws Unreached, InterruptedException {
            of.open(scenario);
        }

        @Override
        public void standing(Deployment deployment) throws InterruptedException {
            of.standing(deployment);
        }

        @Override
        public void lookAtAll() throws InterruptedException {
            of.lookAtAll();
        }

        @Override
        public List<String> left(String run) throws Unreached, InterruptedException {
            return of.left(run);
        }

        @Override
        public void close() {
            of.close();
        }

        @Override
        public Instant now() {
            return of.now();
        }

        @Override
        public Optional<EngineEvent> event(Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit)
                throws InterruptedException {
            return of.event(on, since, fits, limit);
        }

        @Override
        public Optional<Condition> inspect(Incarnation on) throws Unreached, InterruptedException {
            return of.inspect(on);
        }

        @Override
        public Optional<InetSocketAddress> address(ServiceName service, int replica, int port, Via via) {
            return of.address(service, replica, port, via);
        }

        @Override
        public Optional<Integer> port(ServiceName service) {
            return of.port(service);
        }

        @Override
        public CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline) {
            return of.http(ask, via, deadline);
        }

        @Override
        public CompletionStage<TcpAnswer> tcp(InetSocketAddress to, Via via, Duration deadline) {
            return of.tcp(to, via, deadline);
        }

        @Override
        public CompletionStage<Optional<Condition>> condition(ServiceName service, int replica, Duration deadline) {
            return of.condition(service, replica, deadline);
        }

        @Override
        public CompletionStage<ExecAnswer> exec(
                ServiceName service, int replica, List<String> command, Duration deadline) {
            return of.exec(service, replica, command, deadline);
        }

        @Override
        public CompletionStage<ArchiveAnswer> archive(ArchiveAsk ask, Duration deadline) {
            return of.archive(ask, deadline);
        }
    }
}
