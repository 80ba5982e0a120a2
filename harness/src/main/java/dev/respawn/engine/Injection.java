package dev.respawn.engine;

import dev.respawn.catalogue.Kinds;
import dev.respawn.fault.Fault;
import dev.respawn.host.Unreached;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Lookup;
import dev.respawn.model.Target;
import dev.respawn.model.UndoLog;
import dev.respawn.model.Witness;
import dev.respawn.scenario.Disruption;
import dev.respawn.supervisor.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** One disruption of one target: intended, injected, looked at while it lasts, taken back. */
final class Injection {
    /** How often it is looked whether a lasting fault's target is still the same life. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Disruption disruption;
    private final Target target;
    private final Deployment deployment;
    private final Journal journal;
    private final Notes notes;
    private final WaysBack waysBack;
    private final Timeline timeline;
    private final Narrator narrator;
    private final Guard guard;
    private final Consumer<Instant> stands;
    private volatile Optional<Instant> standing = Optional.empty();
    private volatile boolean ended;
    private volatile boolean lookedLast;

    /**
     * One that is still to be run.
     *
     * @param guard asked before anything is done
     * @param stands told since when a fault is in force that lasts until the end of the run
     */
    Injection(
            Disruption disruption,
            Target target,
            Deployment deployment,
            Journal journal,
            Notes notes,
            WaysBack waysBack,
            Timeline timeline,
            Narrator narrator,
            Guard guard,
            Consumer<Instant> stands) {
        this.disruption = disruption;
        this.target = target;
        this.deployment = deployment;
        this.journal = journal;
        this.notes = notes;
        this.waysBack = waysBack;
        this.timeline = timeline;
        this.narrator = narrator;
        this.guard = guard;
        this.stands = stands;
    }

    void run() throws InterruptedException {
        Lookup lookup = deployment.find(target);
        if (!(lookup instanceof Lookup.Found found)) {
            failed(
                    lookup instanceof Lookup.Absent absent
                            ? absent.proof()
                            : "nobody knows what it is now: " + ((Lookup.Unknown) lookup).why());
            return;
        }
        Optional<String> refusal = guard.enter(target);
        if (refusal.isPresent()) {
            failed(refusal.get());
            return;
        }
        try {
            injected(found.lives().get(0));
        } finally {
            guard.leave(target);
        }
    }

    private void injected(Incarnation on) throws InterruptedException {
        if (inject(on) && disruption.fault().kind() == Fault.Kind.LASTING) {
            if (disruption.untilTheEnd()) {
                Instant now = timeline.now();
                stands.accept(now);
                standing = Optional.of(now);
            }
            last(on);
            lookedLast = true;
            // What lasts until the end is taken back with all the rest, the last step first, when nobody asks any more.
            if (!ended) {
                waysBack.takeBack(disruption.name(), target);
            }
        }
    }

    /** Since when a fault that lasts until the end of the run is in force; empty for any other. */
    Optional<Instant> standing() {
        return standing;
    }

    /** The run is over: what lasts until then is looked at once more. */
    void end() {
        ended = true;
    }

    /** The run does not wait for its last look any longer: without one nobody knows whether it stayed in force. */
    void endsUnseen(Duration limit) {
        if (!lookedLast) {
            journal.append(new Event.FaultLooked(
                    disruption.name(),
                    target,
                    Kinds.word(Fault.Look.UNKNOWN),
                    "the last look was not over within " + limit.toSeconds() + "s"));
        }
    }

    /** Injects, and says whether it is in force. */
    private boolean inject(Incarnation on) throws InterruptedException {
        Fault fault = disruption.fault();
        journal.appendDurably(new Event.FaultIntended(disruption.name(), target, on, fault.inWords()));
        narrator.tell(disruption.name() + ": " + fault.inWords() + ", on " + target);
        try {
            Witness witness = fault.inject(
                    on, deployment.controls(on), waysBack.of(disruption.name(), target, deployment.locator(target)));
            journal.append(new Event.FaultInjected(disruption.name(), target, on, witness));
            if (witness instanceof Witness.NotSeen notSeen) {
                narrator.tell(disruption.name() + ": did not arrive; " + notSeen.why());
                return false;
            }
            return true;
        } catch (Unreached.Untouched e) {
            waysBack.notNeeded(disruption.name(), target, e.getMessage());
            failed(e.getMessage());
        } catch (Unreached | UndoLog.Held e) {
            waysBack.takeBack(disruption.name(), target);
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A bug in a fault must not leave its half behind; the run goes on and is unproven.
            waysBack.takeBack(disruption.name(), target);
            failed("the harness broke: " + e);
        } catch (InterruptedException e) {
            waysBack.takeBack(disruption.name(), target);
            failed("interrupted while it was being injected");
            throw e;
        }
        return false;
    }

    private void last(Incarnation first) throws InterruptedException {
        Incarnation on = first;
        Instant end = disruption.lasts().map(timeline.now()::plus).orElse(Instant.MAX);
        look(on);
        while (!ended && timeline.now().isBefore(end)) {
            Instant next = timeline.now().plus(LOOK_EVERY);
            timeline.sleepUntil(next.isBefore(end) ? next : end);
            Incarnation before = on;
            Lookup lookup = deployment.find(target);
            boolean over = lookup instanceof Lookup.Absent
                    || (lookup instanceof Lookup.Found found
                            && found.lives().stream().noneMatch(before::sameLife));
            // What is down between death and restart is no new life: there is no process to apply anything to.
            Optional<Incarnation> restarted = over && lookup instanceof Lookup.Found found
                    ? found.lives().stream().filter(life -> life.pid() != 0).findFirst()
                    : Optional.empty();
            if (over && disruption.whenTargetRestarts() == Disruption.WhenTargetRestarts.END) {
                // What outlives its target's process, such as a file that was deleted, is not over for that.
                Incarnation now =
                        lookup instanceof Lookup.Found found ? found.lives().get(0) : before;
                boolean gone = lookup instanceof Lookup.Absent;
                Fault.Look look = gone ? Fault.Look.LOST : disruption.fault().look(now, deployment.controls(now));
                if (look == Fault.Look.UNKNOWN && (now.pid() == 0 || !lives(now))) {
                    // Of what is down, or died while it was looked at, it may not be seen; what comes next tells.
                    continue;
                }
                on = now;
                if (look == Fault.Look.LOST) {
                    journal.append(new Event.Noted(disruption.name() + " ended on " + target + ", because its target "
                            + (restarted.isPresent() ? "restarted" : gone ? "is gone" : "ended")));
                    return;
                }
                // Asked again it might be lost by now, and nobody would know that its target had ended.
                looked(on, look);
                continue;
            }
            if (restarted.isEmpty()) {
                continue;
            }
            on = restarted.get();
            switch (disruption.whenTargetRestarts()) {
                case REAPPLY -> {
                    waysBack.takeBack(disruption.name(), target);
                    if (!inject(on)) {
                        return;
                    }
                }
                case END, UNPROVEN -> look(on);
            }
        }
        look(on);
    }

    /** Whether this life is still the target's. */
    private boolean lives(Incarnation life) throws InterruptedException {
        return deployment.find(target) instanceof Lookup.Found found
                && found.lives().stream().anyMatch(life::sameLife);
    }

    private void look(Incarnation on) throws InterruptedException {
        looked(on, disruption.fault().look(on, deployment.controls(on)));
    }

    private void looked(Incarnation on, Fault.Look look) {
        journal.append(new Event.FaultLooked(disruption.name(), target, Kinds.word(look), "on process " + on.pid()));
    }

    private void failed(String why) {
        notes.write(new Event.FaultFailed(disruption.name(), target, why));
        narrator.tell(disruption.name() + ": not injected; " + why);
    }
}
