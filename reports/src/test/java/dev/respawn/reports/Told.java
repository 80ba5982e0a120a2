package dev.respawn.reports;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.expect.Finding;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.Ending;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Interval;
import dev.respawn.model.Outcome;
import dev.respawn.model.Phase;
import dev.respawn.model.Sample;
import dev.respawn.model.Selector;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.VersionRange;
import dev.respawn.plan.Move;
import dev.respawn.plan.Plan;
import dev.respawn.plan.Setting;
import dev.respawn.report.Report;
import dev.respawn.scenario.Begins;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Form;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Watch;
import dev.respawn.scenario.When;
import dev.respawn.supervisor.Service;
import dev.respawn.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run as its journal tells it, put together by hand: times are milliseconds from its begin. */
public final class Told {
    public static final Instant BEGIN = Instant.parse("2026-11-22T09:00:00Z");
    public static final HostId HOST = new HostId("private");
    public static final Target WEB = new Target.Service(new ServiceName("web"), 1);
    public static final String ID = "4f2a9c81d07e55b3a6c1d2e3f4051627384950617283940a1b2c3d4e5f607182";
    public static final String OTHER_ID = "b7c9e0d1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";

    // Scenario before Disruption: whichever class is first loaded second sees the other's shapes unset.
    private static final Duration LIMIT = Scenario.LIMIT_DEFAULT;

    private final List<Entry> entries = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Disruption> disruptions = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private String name = "the main process is killed";
    private String because = "restart=always must bring the same container back";
    private String run = "2026-11-22-0900-main-process-killed";
    private String supervisor = "docker:always";

    public static Instant at(double milliseconds) {
        return BEGIN.plusNanos((long) (milliseconds * 1_000_000));
    }

    public Told named(String name, String because) {
        this.name = name;
        this.because = because;
        return this;
    }

    public Told run(String run, String supervisor) {
        this.run = run;
        this.supervisor = supervisor;
        return this;
    }

    /** Writes an entry. */
    public long says(double milliseconds, Event event) {
        entries.add(new Entry(entries.size() + 1L, at(milliseconds), event));
        return entries.size();
    }

    public long engine(double milliseconds, String action, String id, Map<String, String> attributes) {
        return says(
                milliseconds + 2,
                new Event.EngineSaid(
                        HOST,
                        at(milliseconds),
                        Optional.of(WEB),
                        new EngineEvent(at(milliseconds + 0.4), "container", action, id, attributes, false)));
    }

    public long engine(double milliseconds, String action) {
        return engine(milliseconds, action, ID, Map.of("image", "nginx:1.22"));
    }

    public long dies(double milliseconds, String id, int code) {
        return engine(milliseconds, "die", id, Map.of("exitCode", Integer.toString(code), "image", "nginx:1.22"));
    }

    /** Samples of a probe at its period, from the first moment up to before the second. */
    public long[] samples(String probe, double every, double from, double to, Sample.State state) {
        long first = entries.size() + 1L;
        for (double at = from; at < to - 0.001; at += every) {
            sample(probe, at, state);
        }
        return new long[] {first, entries.size()};
    }

    public long sample(String probe, double at, Sample.State state) {
        boolean never = state instanceof Sample.Missing;
        double took = never ? 0 : 0.8 + (entries.size() % 7) * 0.11;
        return says(at + took, new Event.Sampled(probe, new Sample(at(at), at(at), at(at + took), state)));
    }

    public static Incarnation life(String id, long pid, double startedAt) {
        return new Incarnation(
                HOST,
                id,
                pid,
                pid == 0 ? Instant.EPOCH : at(startedAt),
                "sha256:1f5c2ad0b7e943d1c0a8f3e2d1b0a9f8e7d6c5b4a39281706f5e4d3c2b1a0908",
                "172.17.0.2");
    }

    public static Condition running(int restarts) {
        return new Condition(
                "running", 0, false, restarts, Optional.of(BEGIN), Optional.empty(), Optional.empty(), 0, "");
    }

    public static Condition exited(int code, boolean oom, int restarts) {
        return new Condition(
                "exited", code, oom, restarts, Optional.of(BEGIN), Optional.of(BEGIN), Optional.empty(), 0, "");
    }

    public Told begins() {
        says(0, new Event.RunBegan(run, name, supervisor, 7, "0.1.0"));
        says(1, new Event.PhaseBegan(Phase.PREPARE));
        says(
                60,
                new Event.HostFound(
                        HOST,
                        Map.of(
                                "engine",
                                "20.10.24",
                                "api",
                                "1.41",
                                "kernel",
                                "6.1.0-18-amd64",
                                "cgroup",
                                "2",
                                "storage",
                                "overlay2",
                                "live-restore",
                                "false"),
                        Duration.ofNanos(412_000)));
        says(
                2_400,
                new Event.ImageReady(
                        HOST,
                        "nginx",
                        "sha256:1f5c2ad0b7e943d1c0a8f3e2d1b0a9f8e7d6c5b4a39281706f5e4d3c2b1a0908",
                        "built from Debian's nginx-light 1.22.1-9"));
        says(2_401, new Event.PhaseBegan(Phase.DEPLOY));
        engine(2_520, "create");
        engine(2_700, "start");
        says(2_760, new Event.Deployed(WEB, life(ID, 4_711, 2_700)));
        says(2_761, new Event.PhaseBegan(Phase.BEGIN));
        return this;
    }

    /** The run is taken down and ends well. */
    public Told ends(double from) {
        says(from, new Event.PhaseBegan(Phase.UNDO));
        says(from + 5, new Event.PhaseBegan(Phase.REMOVE));
        engine(from + 20, "kill", ID, Map.of("signal", "15"));
        dies(from + 60, ID, 0);
        engine(from + 90, "destroy");
        says(
                from + 160,
                new Event.ResidueChecked(
                        List.of("containers", "networks", "mounts", "links", "iptables", "processes"), left));
        says(from + 161, new Event.RunEnded(Ending.COMPLETED, ""));
        return this;
    }

    public Told finds(Finding finding) {
        findings.add(finding);
        return this;
    }

    public Told leaves(String what) {
        left.add(what);
        return this;
    }

    public Told watches(String probe, Duration every) {
        watches.add(new Watch(probe, every, Duration.ofSeconds(1), 100, new TestProbe("GET / of web")));
        return this;
    }

    public Told plans(String disruption, Duration at, String fault) {
        disruptions.add(new Disruption(
                disruption,
                When.at(at),
                new TestFault(fault, false),
                Selector.all(new ServiceName("web")),
                Optional.empty(),
                Disruption.WhenTargetRestarts.UNPROVEN));
        return this;
    }

    public Told plansLasting(String disruption, Duration at, String fault, Duration lasts) {
        disruptions.add(new Disruption(
                disruption,
                When.at(at),
                new TestFault(fault, true),
                Selector.all(new ServiceName("web")),
                Optional.of(lasts),
                Disruption.WhenTargetRestarts.UNPROVEN));
        return this;
    }

    public int entries() {
        return entries.size();
    }

    public List<Entry> journal() {
        return List.copyOf(entries);
    }

    public static Finding.Measure measure(String what, double from, double to, Duration limit) {
        return new Finding.Measure(
                what,
                Interval.between(Duration.ofNanos((long) (from * 1e6)), Duration.ofNanos((long) (to * 1e6))),
                Optional.of(limit));
    }

    public Report report(String reason) {
        return report(Ending.COMPLETED, reason);
    }

    public Report report(Ending ending, String reason) {
        // The list of supervisors stays empty: the test class path lists none.
        Scenario scenario = new Scenario(
                name,
                Form.CORPUS,
                because,
                List.of(),
                Begins.WELL,
                LIMIT,
                List.of(service()),
                watches,
                disruptions,
                List.of(new TestExpectation("the contract is kept")));
        Plan plan = new Plan(
                scenario,
                new Setting(supervisor, "private"),
                7,
                Map.of(new ServiceName("web"), contract(supervisor)),
                disruptions.stream().map(d -> new Move(d, List.of(WEB))).toList(),
                Duration.ofSeconds(8));
        Outcome outcome = Outcome.all(findings.stream().map(Finding::outcome).toList());
        return new Report(run, plan, entries, new Verdict(outcome, ending, reason, findings, left));
    }

    private static Service service() {
        return new Service(
                new ServiceName("web"),
                Service.Role.SUBJECT,
                "nginx",
                List.of(),
                Map.of(),
                Optional.of(80),
                false,
                1,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    private static Contract contract(String supervisor) {
        Promise restarts = new Promise(
                Promise.Reaction.YES,
                Optional.of(Promise.As.SAME_CONTAINER),
                Optional.of(new DelayLaw(
                        Duration.ofMillis(100),
                        2,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(1))));
        return new Contract(
                supervisor,
                List.of(
                        new Rule(
                                Cause.ENGINE_API_STOP,
                                Given.always(),
                                Promise.staysDown(),
                                "ground truth 40: a stop through the API switches the policy off"),
                        new Rule(Cause.SIGNAL, Given.always(), restarts, "ground truth 39, 44 to 47"),
                        new Rule(
                                Cause.OOM,
                                new Given(
                                        Optional.of(VersionRange.parse(">=20.10")),
                                        Optional.of(Given.State.RUNNING),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                restarts,
                                "ground truth 53"),
                        new Rule(
                                Cause.ENGINE_KILLED,
                                Given.always(),
                                new Promise(Promise.Reaction.UNSPECIFIED, Optional.empty(), Optional.empty()),
                                "the manual says nothing")));
    }
}
