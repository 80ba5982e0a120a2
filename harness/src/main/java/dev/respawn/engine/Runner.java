package dev.respawn.engine;

import dev.respawn.expect.Expectation;
import dev.respawn.fault.Fault;
import dev.respawn.host.Unreached;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.Condition;
import dev.respawn.model.Durations;
import dev.respawn.model.Ending;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.Phase;
import dev.respawn.model.Target;
import dev.respawn.plan.Move;
import dev.respawn.plan.Plan;
import dev.respawn.scenario.Begins;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.When;
import dev.respawn.supervisor.Deployment;
import dev.respawn.supervisor.Site;
import dev.respawn.supervisor.Stack;
import dev.respawn.supervisor.Supervisor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Carries one plan out, on a site that is ready, and undoes whatever it disturbed. The only part that changes the world. */
public final class Runner {
    /** How long a stack may take to be well before the first fault. */
    public static final Duration WELL_LIMIT = Duration.ofSeconds(30);

    /** Under this name stands what leaves an adopted container as it was found; no disruption can be called so. */
    public static final String AS_FOUND = "(as found)";

    private static final Duration WELL_LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration OBSERVATION_LOOK_EVERY = Duration.ofMillis(10);
    private static final Duration INJECTION_END_LIMIT = Duration.ofSeconds(15);

    private final String run;
    private final Plan plan;
    private final Supervisor supervisor;
    private final Site site;
    private final Outlook outlook;
    private final Journal journal;
    private final Timeline timeline;
    private final Narrator narrator;
    private final Programs programs;
    private final Notes notes;
    private final Audit audit;
    private final WaysBack waysBack;
    private final Map<String, Instant> injected = new ConcurrentHashMap<>();

    public Runner(
            String run,
            Plan plan,
            Supervisor supervisor,
            Site site,
            Outlook outlook,
            Journal journal,
            Timeline timeline,
            Undoer undoer,
            Narrator narrator) {
        this(run, plan, supervisor, site, outlook, journal, timeline, undoer, narrator, Audit.NOTHING);
    }

    /** With somebody who compares the host before and after. */
    public Runner(
            String run,
            Plan plan,
            Supervisor supervisor,
            Site site,
            Outlook outlook,
            Journal journal,
            Timeline timeline,
            Undoer undoer,
            Narrator narrator,
            Audit audit) {
        this(run, plan, supervisor, site, outlook, journal, timeline, undoer, narrator, audit, Programs.OF_THIS_HOST);
    }

    /**
     * The same.
     *
     * @param programs runs the programs of stop conditions
     */
    public Runner(
            String run,
            Plan plan,
            Supervisor supervisor,
            Site site,
            Outlook outlook,
            Journal journal,
            Timeline timeline,
            Undoer undoer,
            Narrator narrator,
            Audit audit,
            Programs programs) {
        this.run = run;
        this.plan = plan;
        this.supervisor = supervisor;
        this.site = site;
        this.outlook = outlook;
        this.journal = journal;
        this.timeline = timeline;
        this.narrator = narrator;
        this.audit = audit;
        this.programs = programs;
        this.notes = new Notes(journal);
        this.waysBack = new WaysBack(run, journal, notes, undoer);
    }

    private record End(Ending ending, String why) {}

    /** A step of the end. */
    private interface Step {
        void take() throws InterruptedException;
    }

    /**
     * Runs it to its end. An interrupt ends it early: what was disturbed is undone, what was deployed is removed, and
     * the thread is interrupted again.
     */
    public Ending run() {
        End end;
        boolean interrupted = false;
        @Nullable Deployment deployment = null;
        @Nullable Sampling sampling = null;
        try {
            phase(Phase.PREPARE);
            audit.before();
            outlook.open(plan.scenario());
            phase(Phase.DEPLOY);
            narrator.tell("deploying " + plan.scenario().services().size() + " service"
                    + (plan.scenario().services().size() == 1 ? "" : "s") + " on "
                    + plan.setting().supervisor());
            deployment = supervisor.deploy(
                    new Stack(run, plan.scenario().services(), plan.scenario().begins() == Begins.NOT_ASKED),
                    site,
                    text -> journal.append(new Event.SupervisorSaid(text)));
            outlook.standing(deployment);
            writeDown(deployment);

            phase(Phase.BEGIN);
            Wellness wellness = new Wellness(journal);
            Observed observed = new Observed(wellness);
            Stopping stopping = new Stopping(plan.scenario().abortWhen(), timeline, programs, observed);
            sampling = Sampling.begin(timeline, timeline.now(), plan.scenario().watch(), outlook, stopping);
            if (begin(deployment, wellness)) {
                gather();
                end = disrupt(deployment, observed, stopping);
            } else {
                end = new End(Ending.COMPLETED, "the stack was not well, so nothing was injected");
            }
            // It may take seconds, and the probes must not leave a hole for them.
            gather();
            sampling.stop();
            outlook.lookAtAll();
        } catch (Unreached e) {
            end = new End(deployment == null ? Ending.NOT_BEGUN : Ending.BROKEN, e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
            end = new End(Ending.ABORTED, "interrupted");
        } catch (RuntimeException | Error e) {
            // An Error too, such as want of memory: the undo needs less than what failed.
            end = new End(Ending.BROKEN, "the harness broke: " + e);
            notes.write(new Event.Noted(trace(e)));
        }
        interrupted |= finish(deployment, sampling);
        if (notes.refusal().isPresent() && end.ending() == Ending.COMPLETED) {
            end = new End(
                    Ending.BROKEN,
                    "not all could be written down: " + notes.refusal().get());
        }
        notes.writeDurably(new Event.RunEnded(end.ending(), end.why()));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return end.ending();
    }

    /** Undoes and removes; each step is taken, whatever became of those before it. Says whether it was interrupted. */
    private boolean finish(@Nullable Deployment deployment, @Nullable Sampling sampling) {
        // From here on nothing may be cut short: an undo whose first call fails with an interrupt undoes nothing.
        boolean interrupted = Thread.interrupted();
        notes.write(new Event.PhaseBegan(Phase.UNDO));
        interrupted |= take("the undo", waysBack::takeBackAll);
        if (sampling != null) {
            interrupted |= take("the end of the watches", sampling::stop);
        }
        interrupted |= take("the last gathering", outlook::conclude);
        notes.write(new Event.PhaseBegan(Phase.REMOVE));
        if (deployment != null) {
            interrupted |= take("the removal", deployment::close);
        }
        interrupted |= take("the search for what is left", () -> checkResidue(deployment));
        interrupted |= take("the end of the outlook", outlook::close);
        return interrupted;
    }

    private boolean take(String what, Step step) {
        boolean interrupted = false;
        try {
            step.take();
        } catch (InterruptedException e) {
            interrupted = true;
            notes.write(new Event.Noted(what + " was interrupted"));
        } catch (RuntimeException | Error e) {
            notes.write(new Event.Noted(what + " broke: " + trace(e)));
        }
        // The next step has not been interrupted, and is taken whole.
        return Thread.interrupted() || interrupted;
    }

    // A gathering that breaks leaves claims unproven; it must not undo an injection that went well.
    private void gather() throws InterruptedException {
        try {
            outlook.gather();
        } catch (RuntimeException e) {
            notes.write(new Event.Noted("the gathering broke: " + trace(e)));
        }
    }

    // Where it broke is for those who mend the harness; the person who waits is told what, in a line.
    private static String trace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void checkResidue(@Nullable Deployment deployment) throws InterruptedException {
        Audit.Found found = audit.after(waysBack.all());
        if (!found.changed().isEmpty() || !found.others().isEmpty()) {
            notes.write(new Event.HostChanged(found.changed(), found.others()));
        }
        List<String> left = new ArrayList<>();
        List<String> compared = new ArrayList<>();
        try {
            left.addAll(outlook.left(run));
            compared.add("containers, networks and volumes of run " + run + " on "
                    + site.first().id());
            compared.addAll(found.compared());
            if (deployment != null && adopts()) {
                left.addAll(deployment.left());
                compared.add("whether the adopted containers that were broken run again");
            }
        } catch (Unreached e) {
            notes.write(new Event.Noted("what is left of the run is not known: " + e.getMessage()));
            // The host alone proves nothing; a private engine goes with all it has.
            narrator.tell("what is left of the run is not known: " + e.getMessage());
        }
        left.addAll(found.left());
        notes.write(new Event.ResidueChecked(compared, left));
        left.forEach(what -> narrator.tell("left behind: " + what));
    }

    private boolean adopts() {
        return plan.scenario().services().stream()
                .anyMatch(service -> service.adopt().isPresent());
    }

    private void phase(Phase phase) {
        journal.append(new Event.PhaseBegan(phase));
    }

    private void writeDown(Deployment deployment) throws InterruptedException {
        List<Incarnation> lives = new ArrayList<>();
        for (Target target : deployment.targets()) {
            if (deployment.find(target) instanceof Lookup.Found found) {
                found.lives().forEach(life -> journal.append(new Event.Deployed(target, life)));
                lives.addAll(found.lives());
            }
        }
        plan.moves().stream()
                .flatMap(move -> move.targets().stream())
                .distinct()
                .forEach(target -> deployment
                        .asItWas(target)
                        .ifPresent(undo -> waysBack.of(AS_FOUND, target, deployment.locator(target))
                                .before(undo)));
        audit.standing(lives);
        outlook.lookAtAll();
        for (Move move : plan.moves()) {
            for (Target target : move.targets()) {
                if (deployment.find(target) instanceof Lookup.Found found) {
                    Incarnation on = found.lives().get(0);
                    Fault fault = move.disruption().fault();
                    fault.forewarn(on, deployment.controls(on)).ifPresent(warning -> {
                        journal.append(new Event.Forewarned(move.disruption().name(), target, warning));
                        narrator.tell(move.disruption().name() + ": beware, " + warning);
                    });
                }
            }
        }
    }

    private boolean begin(Deployment deployment, Wellness wellness) throws InterruptedException, Unreached {
        if (plan.scenario().begins() == Begins.NOT_ASKED) {
            return true;
        }
        Instant limit = timeline.now().plus(WELL_LIMIT);
        while (true) {
            List<String> unwell = plan.scenario().watch().isEmpty()
                    ? notRunning(deployment)
                    : wellness.unwell(plan.scenario().watch());
            if (unwell.isEmpty()) {
                String why = plan.scenario().watch().isEmpty()
                        ? "every container runs"
                        : "every probe was good " + Wellness.IN_A_ROW + " times in a row";
                journal.append(new Event.BeganWell(true, why));
                return true;
            }
            if (!timeline.now().isBefore(limit)) {
                String why = "not well within " + WELL_LIMIT.toSeconds() + "s: " + String.join(", ", unwell);
                journal.append(new Event.BeganWell(false, why));
                narrator.tell(why);
                return false;
            }
            timeline.sleepUntil(timeline.now().plus(WELL_LOOK_EVERY));
        }
    }

    private List<String> notRunning(Deployment deployment) throws InterruptedException, Unreached {
        List<String> unwell = new ArrayList<>();
        for (Target target : deployment.targets()) {
            Optional<Condition> condition = deployment.find(target) instanceof Lookup.Found found
                    ? outlook.inspect(found.lives().get(0))
                    : Optional.empty();
            if (condition.filter(Condition::running).isEmpty()) {
                unwell.add(target + " (" + condition.map(Condition::status).orElse("not there") + ")");
            }
        }
        return unwell;
    }

    private End disrupt(Deployment deployment, Observed observed, Stopping stopping) throws InterruptedException {
        phase(Phase.DISRUPT);
        Guard guard = new Guard(plan.scenario(), deployment, outlook);
        Instant start = timeline.now();
        Instant limit = start.plus(plan.scenario().limit());
        List<Going> injections = new ArrayList<>();
        stopping.begin(run);
        try {
            // Whoever waits for an observation waits beside: nobody knows beforehand whose turn comes first.
            for (Move move : plan.moves()) {
                if (move.disruption().at() instanceof When.Once once) {
                    for (Target target : move.targets()) {
                        Injection injection = injection(move.disruption(), target, deployment, guard);
                        injections.add(beside(injection, () -> {
                            if (await(once, observed, start)) {
                                inject(injection, move.disruption(), target);
                            } else {
                                neverCame(move.disruption(), target, once);
                            }
                        }));
                    }
                }
            }
            for (Move move : plan.moves()) {
                if (move.disruption().at() instanceof When.At at) {
                    Optional<End> stopped = sleepUntil(start.plus(at.time()), stopping);
                    if (stopped.isPresent()) {
                        return stopped.get();
                    }
                    for (Target target : move.targets()) {
                        Injection injection = injection(move.disruption(), target, deployment, guard);
                        injections.add(beside(injection, () -> inject(injection, move.disruption(), target)));
                    }
                }
            }
            phase(Phase.OBSERVE);
            while (true) {
                Instant now = timeline.now();
                boolean injectingStill = injections.stream().anyMatch(Going::injectingStill);
                Instant until = until(start);
                if (!injectingStill && !now.isBefore(until)) {
                    for (Going going : injections) {
                        going.injection().end();
                        if (!going.beside().awaitEnd(INJECTION_END_LIMIT)) {
                            going.injection().endsUnseen(INJECTION_END_LIMIT);
                        }
                    }
                    return new End(Ending.COMPLETED, "all that was planned was done and observed");
                }
                if (!now.isBefore(limit)) {
                    return new End(
                            Ending.ABORTED,
                            "the run's limit of "
                                    + Durations.exact(plan.scenario().limit()) + " was reached");
                }
                Instant next = injectingStill || until.isAfter(limit) ? now.plus(WELL_LOOK_EVERY) : until;
                Optional<End> stopped = sleepUntil(next.isAfter(limit) ? limit : next, stopping);
                if (stopped.isPresent()) {
                    return stopped.get();
                }
            }
        } finally {
            stopping.end();
            injections.forEach(going -> going.beside().interrupt());
            injections.forEach(going -> awaitQuietly(going.beside()));
        }
    }

    /** Sleeps, but not beyond what ends the run early. */
    private Optional<End> sleepUntil(Instant when, Stopping stopping) throws InterruptedException {
        if (stopping.idle()) {
            timeline.sleepUntil(when);
            return Optional.empty();
        }
        while (true) {
            Optional<String> reason = stopping.reason();
            if (reason.isPresent()) {
                narrator.tell(reason.get() + "; nothing more is injected, and all is undone");
                return Optional.of(new End(Ending.ABORTED, reason.get()));
            }
            Instant now = timeline.now();
            if (!now.isBefore(when)) {
                return Optional.empty();
            }
            Instant next = now.plus(WELL_LOOK_EVERY);
            timeline.sleepUntil(next.isAfter(when) ? when : next);
        }
    }

    /** An injection and the thread it goes on in. */
    private record Going(Injection injection, Timeline.Beside beside) {
        // What lasts until the end of the run is not waited for: it waits for the end itself.
        boolean injectingStill() {
            return !beside.over() && injection.standing().isEmpty();
        }
    }

    private Injection injection(Disruption disruption, Target target, Deployment deployment, Guard guard) {
        return new Injection(
                disruption.seeded(plan.seed()),
                target,
                deployment,
                journal,
                notes,
                waysBack,
                timeline,
                narrator,
                guard,
                since -> injectedBy(disruption.name(), since));
    }

    private Going beside(Injection injection, Timeline.Task task) {
        return new Going(injection, timeline.beside("inject-" + run, task));
    }

    /** Waits until the observation is made; false if it was not in time. */
    private boolean await(When.Once once, Observed observed, Instant start) throws InterruptedException {
        Instant limit = start.plus(once.within());
        while (timeline.now().isBefore(limit)) {
            Optional<Instant> from = once.after()
                    .map(injected::get)
                    .or(() -> once.after().isEmpty() ? Optional.of(start) : Optional.empty());
            if (from.filter(f -> observed.holds(once, f)).isPresent()) {
                return true;
            }
            timeline.sleepUntil(timeline.now().plus(OBSERVATION_LOOK_EVERY));
        }
        return false;
    }

    private void neverCame(Disruption disruption, Target target, When.Once once) {
        String why = "it was to be injected " + once.inWords() + ", which was not seen";
        notes.write(new Event.FaultFailed(disruption.name(), target, why));
        narrator.tell(disruption.name() + ": not injected; " + why);
    }

    // An injection that is interrupted takes its own half back; that has to be over before the rest is undone.
    private void awaitQuietly(Timeline.Beside injection) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!injection.awaitEnd(INJECTION_END_LIMIT)) {
                notes.write(new Event.Noted(
                        "an injection did not end within " + INJECTION_END_LIMIT.toSeconds() + "s of its interrupt"));
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void inject(Injection injection, Disruption disruption, Target target) throws InterruptedException {
        try {
            injection.run();
        } catch (RuntimeException e) {
            // Not the injection itself, which tells of its own, but what came after it, such as a look at what lasts:
            // that the fault arrived once does not prove that it stayed.
            notes.write(new Event.FaultFailed(disruption.name(), target, "the harness broke: " + e));
            notes.write(new Event.Noted(trace(e)));
        } finally {
            injectedBy(disruption.name(), injection.standing().orElseGet(timeline::now));
        }
        gather();
    }

    private void injectedBy(String disruption, Instant when) {
        injected.merge(disruption, when, (before, after) -> after.isAfter(before) ? after : before);
    }

    /** Until when to observe: an injection that took long, such as a stop of something deaf, moves the windows behind it. */
    private Instant until(Instant start) {
        Instant until = start.plus(plan.observe());
        for (Expectation expectation : plan.scenario().expect()) {
            Instant from = expectation
                    .after()
                    .map(injected::get)
                    .orElseGet(() ->
                            injected.values().stream().max(Instant::compareTo).orElse(start));
            Instant end = (from == null ? start : from)
                    .plus(expectation.window(plan.contracts().values()));
            until = end.isAfter(until) ? end : until;
        }
        return until;
    }
}
