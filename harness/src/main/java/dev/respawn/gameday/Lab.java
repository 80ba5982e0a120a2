package dev.respawn.gameday;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineClock;
import dev.respawn.docker.EngineException;
import dev.respawn.engine.Audit;
import dev.respawn.engine.Narrator;
import dev.respawn.engine.Runner;
import dev.respawn.engine.SystemTimeline;
import dev.respawn.engine.Undoer;
import dev.respawn.host.EngineKeeper;
import dev.respawn.host.Host;
import dev.respawn.host.Hosts;
import dev.respawn.host.PrivateRecipe;
import dev.respawn.host.RunKeeper;
import dev.respawn.host.Unreached;
import dev.respawn.image.Images;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.journal.json.JsonJournal;
import dev.respawn.model.Ending;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Secrets;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.outlook.EngineOutlook;
import dev.respawn.plan.Masked;
import dev.respawn.plan.Plan;
import dev.respawn.plan.PlanFile;
import dev.respawn.plan.Planner;
import dev.respawn.plan.RunDirectory;
import dev.respawn.plan.Setting;
import dev.respawn.probe.Asker;
import dev.respawn.report.Report;
import dev.respawn.report.Reporters;
import dev.respawn.scenario.Premise;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.supervisor.Adopted;
import dev.respawn.supervisor.Service;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Supervisor;
import dev.respawn.supervisor.Supervisors;
import dev.respawn.undo.Acts;
import dev.respawn.undo.HostAudit;
import dev.respawn.undo.OpenWays;
import dev.respawn.undo.RunAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/** A host that is ready, on which scenarios are run, several at a time if need be. */
public final class Lab implements AutoCloseable {
    // Deployment and removal have deadlines of their own, call by call; together they stay well below this.
    private static final Duration BESIDE_THE_LIMIT = Duration.ofMinutes(5);

    private final String hostText;
    private final Host host;
    private final EngineKeeper keeper;
    private final Asker direct;
    private final Asker inside;
    private final Path runs;
    private final HostAudit audit;
    private final SystemTimeline timeline = new SystemTimeline();
    private final Consents consents = new Consents();
    private volatile boolean secrets;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    // What is hidden of each as well: what is found on the machine at the end is told in their journals.
    private final Map<RunDirectory, UnaryOperator<String>> over = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile HostAudit.Result compared = new HostAudit.Result(List.of(), List.of(), List.of(), "");

    /**
     * A lab on this host, which it closes at its end, and the keeper with it.
     *
     * @param hostText the host as it is written
     * @param name by which its processes and helpers are known
     * @param direct asks over HTTP from where the harness is
     * @param inside asks over HTTP from the host's network namespace
     * @param runs where the directories of runs go
     * @param audit has looked at the machine before the keeper was there
     */
    Lab(
            String hostText,
            String name,
            Host host,
            EngineKeeper keeper,
            Asker direct,
            Asker inside,
            Path runs,
            HostAudit audit) {
        this.hostText = hostText;
        this.audit = audit;
        names.add(name);
        this.host = host;
        this.keeper = keeper;
        this.direct = direct;
        this.inside = inside;
        this.runs = runs;
    }

    /** The host. */
    public Host host() {
        return host;
    }

    /** From now on the values of environment variables that hold secrets stand in journals and reports as they are. */
    public void showSecrets() {
        secrets = true;
    }

    /** Who gave leave to break what runs here already. */
    public Consents consents() {
        return consents;
    }

    /**
     * A plan, and what of it is there already.
     *
     * @param supervisor the one that carries it out
     */
    record Planned(Plan plan, Supervisor supervisor, Exposed exposed) {}

    /** Why a job says nothing about this host, and is not run on it; empty if it does. */
    public Optional<String> unfit(Job job) throws InterruptedException {
        Premise given = job.scenario().given();
        return given.equals(Premise.NONE) ? Optional.empty() : given.unmetBy(host.facts());
    }

    /**
     * Why a job means nothing on this host: it says nothing about it, or is for what this host or its supervisor cannot do.
     * Empty if it can be run.
     */
    public Optional<String> inapplicable(Job job, long seed) throws InterruptedException {
        Optional<String> unfit = unfit(job);
        if (unfit.isPresent()) {
            return unfit;
        }
        try {
            plan(job, hostText, seed);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The plan of a job on this host, and what it would break of what runs here already; nothing is touched.
     *
     * @throws NotApplicable if it says nothing about this host
     * @throws Refused if that may not be broken
     * @throws NoGo if it is not there
     * @throws IllegalArgumentException if it cannot be planned
     */
    Planned planned(Job job, long seed) throws NoGo, InterruptedException {
        Optional<String> unfit = unfit(job);
        if (unfit.isPresent()) {
            throw new NotApplicable(
                    "'" + job.scenario().name() + "' is not applicable on host '" + hostText + "': " + unfit.get());
        }
        Planned planned = found(job, seed);
        planned.exposed().demandLeave(consents, host.door().address());
        return planned;
    }

    /**
     * What a job would break of what runs here already, whoever gave leave; nothing is touched.
     *
     * @throws NoGo if it is not there
     */
    public Exposed exposed(Job job, long seed) throws NoGo, InterruptedException {
        return found(job, seed).exposed();
    }

    private Planned found(Job job, long seed) throws NoGo, InterruptedException {
        // First what needs no engine.
        plan(job, hostText, seed);
        Adopted adopted = adopted(job, host.door());
        Supervisor supervisor = Supervisors.named(job.supervisor(), job.base()).having(adopted);
        Plan plan = plan(job, supervisor, hostText, seed);
        return new Planned(plan, supervisor, Exposed.of(plan, adopted));
    }

    /** What an engine has of a job's adopted services. */
    static Adopted adopted(Job job, Door door) throws NoGo, InterruptedException {
        try {
            return Adopted.find(job.scenario().services(), door);
        } catch (Unreached e) {
            throw new NoGo(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The plan of a job, with nothing touched.
     *
     * @throws IllegalArgumentException if it cannot be planned
     */
    public static Plan plan(Job job, String hostText, long seed) {
        return plan(job, Supervisors.named(job.supervisor(), job.base()), hostText, seed);
    }

    /** The plan of a job, now that it is known what of it is there. */
    static Plan plan(Job job, Adopted adopted, String hostText, long seed) {
        return plan(job, Supervisors.named(job.supervisor(), job.base()).having(adopted), hostText, seed);
    }

    private static Plan plan(Job job, Supervisor supervisor, String hostText, long seed) {
        for (Service service : job.scenario().services()) {
            service.env().forEach((name, value) -> {
                if (Secrets.isMasked(name, value)) {
                    throw new IllegalArgumentException(job.source() + ": " + name + " of service '" + service.name()
                            + "' is '" + value + "', where " + Secrets.MASK
                            + " stands for a secret that a run's directory does not have; run the scenario's own file,"
                            + " or write the value there");
                }
            });
        }
        if (Hosts.makesItsEngine(hostText)) {
            job.scenario().services().stream()
                    .filter(service -> service.adopt().isPresent())
                    .findFirst()
                    .ifPresent(service -> {
                        throw new IllegalArgumentException("service '" + service.name()
                                + "' is adopted, but host '" + hostText
                                + "' is made for the run, and nothing runs there already; run it with --host user");
                    });
        }
        if (supervisor.needsMachine() && !Hosts.isMachine(hostText)) {
            throw new IllegalArgumentException("supervisor '" + supervisor.name() + "' works on a machine, and host '"
                    + hostText + "' is none; run it with --host machine");
        }
        supervisor.refusesHost(hostText).ifPresent(why -> {
            throw new IllegalArgumentException("supervisor '" + supervisor.name() + "' " + why);
        });
        return Planner.plan(job.scenario(), supervisor, new Setting(job.supervisor(), hostText), seed);
    }

    /**
     * Plans a job, carries it out, judges it and renders its reports.
     *
     * @throws IllegalArgumentException if it cannot be planned; nothing was touched then
     * @throws NoGo if what it would break is not there, or may not be broken; nothing was touched then
     * @throws IOException if the run's directory cannot be written
     */
    public Done run(Job job, long seed, Narrator narrator) throws IOException, NoGo, InterruptedException {
        Planned planned = planned(job, seed);
        Supervisor supervisor = planned.supervisor();
        Plan plan = planned.plan();
        Masked masked = Masked.of(plan);
        Plan written = secrets ? plan : masked.plan();
        String run = RunNames.of(
                written.scenario(), Instant.now(), ThreadLocalRandom.current().nextInt());
        Secrets hidden = masked.secrets().only(value -> !run.contains(value));
        UnaryOperator<String> mask = secrets ? UnaryOperator.identity() : hidden::mask;
        RunDirectory directory = new RunDirectory(runs.resolve(run));
        names.add(run);
        // Whoever takes the run back obeys no journal that others may write, whatever the usual permissions are.
        Files.createDirectories(
                directory.path(),
                PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString(secrets ? "rwx------" : "rwxr-xr-x")));
        Plan.Again again = job.again(Path.of(""), directory.scenario());
        PlanFile.write(
                written.said(new Plan.Again(mask.apply(again.file()), mask.apply(again.on()))), directory.plan());
        Files.writeString(directory.scenario(), ScenarioFile.text(written.scenario()), StandardCharsets.UTF_8);
        Thread carrier = Thread.currentThread();
        AtomicBoolean full = new AtomicBoolean();
        try (JsonJournal onDisk =
                JsonJournal.create(directory.journal(), timeline::now, JsonJournal.Limits.DEFAULT, mask)) {
            LastRoom journal = LastRoom.beside(onDisk, directory.reserve(), why -> {
                full.set(true);
                narrator.tell(
                        "nothing more is injected and all is undone, because the run cannot be written down: " + why);
                carrier.interrupt();
            });
            journal.append(new Event.RunBegan(run, job.scenario().name(), job.supervisor(), seed, Version.ofHarness()));
            EngineClock clock = clock(journal);
            HostClock before = HostClock.read(timeline.now(), Instant.now(), clock);
            prepare(job, before, journal);
            tell(planned.exposed(), journal);
            RunAudit runAudit =
                    new RunAudit(PrivateRecipe.rootDefault(), host.door(), host.ownEngine(), directory.path(), run);
            Journal knowing = knowing(journal, runAudit, planned.exposed().adopted());
            EngineOutlook outlook = new EngineOutlook(
                    run,
                    host,
                    timeline,
                    InstantSource.offset(InstantSource.system(), clock.ahead()),
                    knowing,
                    direct,
                    inside);
            outlook.adopt(planned.exposed().adopted());
            Runner runner = new Runner(
                    run,
                    plan,
                    supervisor,
                    new Site(List.of(host), outlook, keeper),
                    outlook,
                    Steps.halting(knowing, System.getenv()),
                    timeline,
                    undoer(new Acts(host.door(), directory.path(), run)),
                    narrator,
                    auditing(runAudit));
            try {
                leased(directory, plan, journal, run, runner);
                compareClock(before, journal, narrator);
            } finally {
                journal.give();
            }
            if (full.get()) {
                // It was the disk that interrupted, not the user.
                Thread.interrupted();
            }
        }
        Report report = Reports.of(directory);
        over.put(directory, mask);
        if (OpenWays.of(report.journal()).isEmpty() && leftNothing(report)) {
            keeper.endLease(run);
        }
        try {
            return new Done(report, Reporters.writeAll(report, directory.path()));
        } catch (IOException e) {
            // What the run proved stands in its journal, as far as that could be written.
            narrator.tell("the reports in '" + directory.path() + "' could not be written: " + e.getMessage()
                    + "; when there is room, respawn report renders them");
            return new Done(report, List.of());
        }
    }

    private static Undoer undoer(Acts acts) {
        return new Undoer() {
            @Override
            public UndoResult undo(WayBack.Undo undo) {
                return acts.undo(undo);
            }

            @Override
            public String keep(byte[] content) {
                return acts.keep(content);
            }
        };
    }

    /** A container that came later, made anew by a fault or a supervisor, is known by what was heard of it. */
    private static Journal knowing(Journal journal, RunAudit audit, Adopted adopted) {
        return new Journal() {
            @Override
            public long append(Event event) {
                note(event);
                return journal.append(event);
            }

            @Override
            public long appendDurably(Event event) {
                note(event);
                return journal.appendDurably(event);
            }

            private boolean ofTheRun(Target target) {
                return !(target instanceof Target.Service service
                        && adopted.containers().containsKey(service));
            }

            private void note(Event event) {
                if (event instanceof Event.EngineSaid said
                        && said.target().filter(this::ofTheRun).isPresent()) {
                    audit.knows(said.said().id());
                } else if (event instanceof Event.Seen seen && ofTheRun(seen.target())) {
                    audit.knows(seen.incarnation().id());
                }
            }
        };
    }

    private static Audit auditing(RunAudit audit) {
        return new Audit() {
            @Override
            public void before() throws InterruptedException {
                audit.before();
            }

            @Override
            public void standing(List<Incarnation> lives) throws InterruptedException {
                audit.standing(lives);
            }

            @Override
            public Found after(List<WayBack.Undo> ways) throws InterruptedException {
                HostAudit.Result result = audit.after(ways);
                return new Found(result.compared(), result.left(), result.changed(), result.others());
            }
        };
    }

    /** By which the engine is known again; empty if it names itself anew whenever it is asked, or does not answer. */
    private String engineId() throws InterruptedException {
        try {
            String id = host.door().describe().id();
            return id.equals(host.door().describe().id()) ? id : "";
        } catch (EngineException e) {
            return "";
        }
    }

    /** Carries it out under a lease: whatever becomes of this process, somebody takes the run back. */
    private void leased(RunDirectory directory, Plan plan, Journal journal, String run, Runner runner) {
        Thread carrier = Thread.currentThread();
        AtomicBoolean abandoned = new AtomicBoolean();
        try {
            Duration limit = plan.scenario().limit().plus(BESIDE_THE_LIMIT);
            keeper.lease(run, directory.path(), host.door().access(), engineId(), limit);
        } catch (EngineKeeper.NotKept e) {
            journal.appendDurably(new Event.RunEnded(
                    Ending.NOT_BEGUN, "nobody would take the run back if the harness died: " + e.getMessage()));
            return;
        } catch (InterruptedException e) {
            journal.appendDurably(new Event.RunEnded(Ending.NOT_BEGUN, "interrupted"));
            carrier.interrupt();
            return;
        }
        RunKeeper.Watch watch = keeper.whenGone(() -> {
            abandoned.set(true);
            // First, because a journal that is full refuses what is written after it.
            carrier.interrupt();
            journal.appendDurably(new Event.Noted("the keeper is gone, so nothing more is injected and all is undone"));
        });
        try {
            runner.run();
        } finally {
            watch.close();
        }
        if (abandoned.get()) {
            // It was the keeper's end that interrupted, not the user.
            Thread.interrupted();
        }
    }

    /**
     * A run that is over.
     *
     * @param files those that a person opens
     */
    public record Done(Report report, List<Path> files) {}

    // What is not known to be gone stays under the lease, and is removed with the engine or by respawn undo.
    private static boolean leftNothing(Report report) {
        return report.journal().stream()
                .anyMatch(entry -> entry.event() instanceof Event.ResidueChecked checked
                        && !checked.compared().isEmpty()
                        && checked.left().isEmpty());
    }

    /** For whoever reads the run later: which containers were somebody else's, and who gave leave to break them. */
    private void tell(Exposed exposed, Journal journal) {
        exposed.adopted()
                .containers()
                .forEach((target, facts) -> journal.append(new Event.Noted(target + " is container '" + facts.name()
                        + "' (" + facts.id() + "), adopted with restart policy " + Adopted.inWords(facts) + "; "
                        + (exposed.broken().contains(facts)
                                ? "it may be broken because of "
                                        + consents.of(facts).orElse("nobody")
                                : "it is not broken"))));
    }

    /** How the engine's clock stands to this machine's. */
    private EngineClock clock(Journal journal) {
        try {
            EngineClock clock = EngineClock.of(host.door());
            if (!host.door().access().local()) {
                journal.append(new Event.Noted("the engine's clock is " + clock.text()));
            }
            return clock;
        } catch (EngineException e) {
            // Nothing can be deployed on it then, which ends the run with the same reason.
            return EngineClock.SAME;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EngineClock.SAME;
        }
    }

    /** The engine tells of its events by a clock that somebody may have set meanwhile. */
    private void compareClock(HostClock before, Journal journal, Narrator narrator) {
        boolean interrupted = Thread.interrupted();
        try {
            EngineClock clock = EngineClock.of(host.door());
            HostClock.read(timeline.now(), Instant.now(), clock)
                    .setSince(before)
                    .ifPresent(by -> {
                        narrator.tell("somebody set the clock by " + by.toMillis() + "ms meanwhile");
                        journal.append(new Event.ClockSet(host.id(), by));
                    });
        } catch (EngineException e) {
            journal.append(new Event.Noted("whether somebody set the engine's clock is not known: " + e.getMessage()));
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (UncheckedIOException e) {
            // The disk is full, which the run has said already.
            LoggerFactory.getLogger(Lab.class).debug("the clock", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void prepare(Job job, HostClock clock, Journal journal) {
        try {
            Map<String, String> facts = host.facts();
            journal.append(new Event.HostFound(host.id(), facts, clock.ahead()));
            for (String image : job.scenario().services().stream()
                    .filter(service -> service.adopt().isEmpty())
                    .map(Service::image)
                    .distinct()
                    .toList()) {
                Images.Ready ready = host.images().ready(image);
                journal.append(new Event.ImageReady(host.id(), image, ready.id(), ready.origin()));
            }
        } catch (Images.ImageMissing | EngineException e) {
            // The deployment says the same again and ends the run; here it is kept for the reader.
            journal.append(new Event.Noted(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        direct.close();
        inside.close();
        host.close();
        // Last: what could not be removed until now, it tries again.
        keeper.close();
        timeline.close();
        boolean interrupted = Thread.interrupted();
        try {
            compared = audit.afterLab(names, host.ownEngine());
            if (!compared.left().isEmpty()) {
                tellRuns();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What was found at the end is every run's that took part: which of them left it is not known. */
    private void tellRuns() {
        for (Map.Entry<RunDirectory, UnaryOperator<String>> run : over.entrySet()) {
            RunDirectory directory = run.getKey();
            Instant now = Instant.now();
            try (JsonJournal journal = JsonJournal.resume(directory.journal(), () -> now, run.getValue())) {
                journal.appendDurably(new Event.ResidueChecked(compared.compared(), compared.left()));
                Reporters.writeAll(Reports.of(directory), directory.path());
            } catch (IOException | UncheckedIOException e) {
                // Its caller is told all the same, by what was found; a report that cannot be written is not all there
                // is.
                LoggerFactory.getLogger(Lab.class).debug("report of {}", directory.path(), e);
            }
        }
    }

    /** What was compared on the machine when this was closed, in words; empty before. */
    public List<String> compared() {
        return compared.compared();
    }

    /** What was left on the machine when this was closed, each with the command that takes it back; empty for nothing. */
    public List<String> left() {
        return compared.left();
    }

    /** What else is different on the machine, and nobody's as far as one can know; and what was left out as others'. */
    public List<String> changed() {
        List<String> changed = new ArrayList<>(compared.changed());
        if (!compared.others().isEmpty()) {
            changed.add(compared.others());
        }
        return changed;
    }
}
