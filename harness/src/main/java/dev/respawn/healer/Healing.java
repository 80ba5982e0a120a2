package dev.respawn.healer;

import dev.respawn.docker.Door;
import dev.respawn.healer.Patient.Plan;
import dev.respawn.healer.Patient.Trouble;
import dev.respawn.model.Durations;
import dev.respawn.model.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * The healer's mind: told what the engine says and what a look at it shows, it says what is to be done, and when. It knows no
 * engine and no clock; the time is told to it with every word.
 *
 * <p>What an operator does is never undone: who is stopped, killed through the engine, paused or removed is left alone, until
 * somebody starts it again.
 */
final class Healing {
    private static final Duration UNANSWERED_WAIT = Duration.ofSeconds(1);
    private static final String HALF = Door.HALF_RECREATED;
    private static final int STRAYS_MOST = 512;
    private static final int REQUESTS_MOST = 16;

    private final Care care;
    private final DoubleSupplier chance;
    private final Consumer<Note> says;
    private final Map<String, Patient> patients = new LinkedHashMap<>();
    // Of containers that are not known yet: a new one speaks before the call that makes it has returned.
    private final Deque<EngineEvent> strays = new ArrayDeque<>();

    /**
     * @param chance from 0 to 1, anew each time
     * @param says told of everything that is done or left
     */
    Healing(Care care, DoubleSupplier chance, Consumer<Note> says) {
        this.care = care;
        this.chance = chance;
        this.says = says;
    }

    boolean knows(String id) {
        return patients.containsKey(id);
    }

    /** Whether one of this name, or one that shall have it, is being made at this moment. */
    boolean makes(String name) {
        return patients.values().stream()
                .anyMatch(patient -> patient.busy && (name.equals(patient.name) || name.equals(patient.name + HALF)));
    }

    int size() {
        return patients.size();
    }

    /** Whether a look showed something that no event has told, and that is not believed yet. */
    boolean doubts() {
        return patients.values().stream().anyMatch(patient -> patient.doubt.isPresent());
    }

    // ---- what is heard

    /** The engine said something of a container. */
    void hear(Instant now, EngineEvent event) {
        Patient patient = patients.get(event.id());
        if (patient == null) {
            strays.add(event);
            if (strays.size() > STRAYS_MOST) {
                strays.removeFirst();
            }
        } else if (patient.busy) {
            patient.later.add(event);
        } else {
            apply(now, patient, event);
        }
    }

    private void apply(Instant now, Patient patient, EngineEvent event) {
        if (event.is("kill") || event.is("stop")) {
            asked(now, patient, event);
        } else if (event.is("die")) {
            died(now, patient, event);
        } else if (event.is("start")) {
            started(now, patient, event.time());
        } else if (event.is("pause")) {
            patient.paused = true;
            dropCure(now, patient, "was paused by an operator; left alone");
        } else if (event.is("unpause")) {
            patient.paused = false;
            if (patient.unhealthy) {
                // Nothing says so a second time.
                unhealthy(now, patient, event.time());
            }
        } else if (event.is("health_status")) {
            String health =
                    event.action().substring(event.action().indexOf(':') + 1).strip();
            if (health.equals("unhealthy")) {
                unhealthy(now, patient, event.time());
            } else if (health.equals("healthy")) {
                well(now, patient);
            }
        } else if (event.is("rename")) {
            patient.name = event.attributes().getOrDefault("name", patient.name);
        } else if (event.is("destroy")) {
            patients.remove(patient.id);
            say(now, "removed", patient, "was removed; there is nothing left to heal");
        }
    }

    private void asked(Instant now, Patient patient, EngineEvent event) {
        if (event.time().isBefore(patient.startedAt)) {
            return;
        }
        patient.requests.add(event);
        if (patient.requests.size() > REQUESTS_MOST) {
            patient.requests.remove(0);
        }
        // A stop is told after the death; a look may have shown the death before either.
        if (!patient.running
                && patient.plan.filter(plan -> plan.trouble() == Trouble.DEATH).isPresent()
                && Asked.forDeath(patient.requests, patient.startedAt, patient.diedAt, Optional.empty())) {
            leaveDown(now, patient);
        }
    }

    private void died(Instant now, Patient patient, EngineEvent event) {
        if (!patient.running || event.time().isBefore(patient.startedAt)) {
            return;
        }
        down(
                now,
                patient,
                event.time(),
                Asked.forDeath(patient.requests, patient.startedAt, event.time(), event.exitCode()),
                "died" + event.exitCode().map(code -> " with exit code " + code).orElse(""));
    }

    private void down(Instant now, Patient patient, Instant at, boolean byHand, String because) {
        patient.running = false;
        patient.paused = false;
        patient.unhealthy = false;
        patient.diedAt = at;
        patient.doubt = Optional.empty();
        patient.plan = Optional.empty();
        if (byHand) {
            leaveDown(now, patient);
        } else {
            trouble(now, patient, Trouble.DEATH, Duration.between(patient.startedAt, at), because);
        }
    }

    private void leaveDown(Instant now, Patient patient) {
        patient.left = true;
        patient.putDown = true;
        patient.plan = Optional.empty();
        say(now, "left", patient, "was put down by an operator; left alone until somebody starts it");
    }

    private void started(Instant now, Patient patient, Instant at) {
        if (patient.running || at.isBefore(patient.diedAt)) {
            // The echo of our own start, or of one that is long over.
            return;
        }
        patient.lives(at);
        patient.countAnew();
        say(now, "seen", patient, "was started by somebody else; looked after");
    }

    private void unhealthy(Instant now, Patient patient, Instant at) {
        if (!patient.running || at.isBefore(patient.startedAt)) {
            return;
        }
        patient.unhealthy = true;
        if (patient.paused || patient.plan.isPresent()) {
            return;
        }
        if (care.onUnhealthy() == Care.OnUnhealthy.LEAVE) {
            say(now, "left", patient, "is unhealthy; left alone, as was asked");
            return;
        }
        trouble(now, patient, Trouble.UNHEALTHY, Duration.between(patient.startedAt, at), "is unhealthy");
    }

    private void well(Instant now, Patient patient) {
        patient.unhealthy = false;
        dropCure(now, patient, "is healthy again; nothing is done");
    }

    private void dropCure(Instant now, Patient patient, String why) {
        if (patient.plan.filter(plan -> plan.trouble() == Trouble.UNHEALTHY).isPresent()) {
            patient.plan = Optional.empty();
            say(now, "well", patient, why);
        }
    }

    private void trouble(Instant now, Patient patient, Trouble trouble, Duration life, String because) {
        int n = patient.count(trouble, life, care.law().resetAfter());
        if (care.law().givesUpAt(n)) {
            patient.left = true;
            patient.plan = Optional.empty();
            say(
                    now,
                    "gave-up",
                    patient,
                    because + "; given up after " + care.law().giveUp() + " starts in a row, until somebody starts it");
            return;
        }
        Duration wait = care.law().delay(n, chance.getAsDouble());
        Deed.Kind kind = kind(trouble);
        patient.plan = Optional.of(new Plan(kind, now.plus(wait), trouble, because));
        say(
                now,
                "waits",
                patient,
                because + "; " + words(kind) + " in " + Durations.text(wait) + " (" + n + " in a row)");
    }

    private Deed.Kind kind(Trouble trouble) {
        boolean anew = trouble == Trouble.DEATH
                ? care.onDeath() == Care.OnDeath.RECREATE
                : care.onUnhealthy() == Care.OnUnhealthy.RECREATE;
        return anew ? Deed.Kind.RECREATE : trouble == Trouble.DEATH ? Deed.Kind.START : Deed.Kind.RESTART;
    }

    private static String words(Deed.Kind kind) {
        return switch (kind) {
            case START -> "is started again";
            case RESTART -> "is restarted";
            case RECREATE -> "is made anew from its image";
        };
    }

    /**
     * The engine was started anew.
     *
     * @param since who was put down after that may have been by the engine itself, when it was told to end
     */
    void engineRestarted(Instant now, Instant since) {
        for (Patient patient : List.copyOf(patients.values())) {
            if (patient.putDown && !patient.diedAt.isBefore(since) && care.inDoubt() == Care.InDoubt.START) {
                patient.putDown = false;
                patient.left = false;
                trouble(
                        now,
                        patient,
                        Trouble.DEATH,
                        Duration.between(patient.startedAt, patient.diedAt),
                        "was stopped right before its engine ended");
            }
        }
    }

    // ---- what is seen

    /** Whether it matters who ended the life of one that is seen down. */
    boolean wonders(Seen seen) {
        Patient patient = patients.get(seen.id());
        return !seen.running() && (patient == null || doubted(patient, seen));
    }

    private static boolean doubted(Patient patient, Seen seen) {
        return patient.doubt.filter(seen.endedBy(Optional.empty())::equals).isPresent();
    }

    /** A look at the engine shows a container. */
    void see(Instant now, Seen seen) {
        Patient patient = patients.get(seen.id());
        if (patient == null) {
            if (!makes(seen.name())) {
                meet(now, seen);
            }
            return;
        }
        if (patient.busy) {
            return;
        }
        patient.name = seen.name();
        boolean otherwise = patient.running != seen.running()
                || (seen.running() && !seen.paused() && !patient.paused && patient.unhealthy != seen.unhealthy())
                || (seen.down() && !patient.left && patient.plan.isEmpty());
        if (!otherwise) {
            patient.doubt = Optional.empty();
        } else if (!doubted(patient, seen)) {
            // What tells of it may be on its way, and knows more.
            patient.doubt = Optional.of(seen.endedBy(Optional.empty()));
        } else {
            patient.doubt = Optional.empty();
            believe(now, patient, seen);
        }
    }

    private void believe(Instant now, Patient patient, Seen seen) {
        if (seen.running() && !patient.running) {
            started(now, patient, seen.startedAt().orElse(patient.diedAt));
            patient.paused = seen.paused();
        } else if (seen.running() && seen.unhealthy()) {
            unhealthy(now, patient, seen.startedAt().orElse(patient.startedAt));
        } else if (seen.running()) {
            well(now, patient);
        } else if (seen.down()) {
            found(now, patient, seen);
        } else if (patient.running) {
            patient.running = false;
            patient.diedAt = seen.finishedAt().orElse(patient.startedAt);
        }
    }

    private void meet(Instant now, Seen seen) {
        Patient patient = new Patient(seen.id(), seen.name());
        patients.put(seen.id(), patient);
        if (seen.running()) {
            patient.lives(seen.startedAt().orElse(Instant.EPOCH));
            patient.paused = seen.paused();
            say(now, "seen", patient, "runs; looked after");
            if (seen.unhealthy()) {
                unhealthy(now, patient, patient.startedAt);
            }
        } else if (seen.down() || seen.byHand().equals(Optional.of(false))) {
            seen.startedAt().ifPresent(at -> patient.startedAt = at);
            found(now, patient, seen);
        }
        replay(now, patient);
    }

    private void found(Instant now, Patient patient, Seen seen) {
        Instant at = seen.finishedAt().orElse(patient.startedAt);
        String because = seen.down() ? "was found down, with exit code " + seen.exitCode() : "was found half made";
        if (seen.byHand().isEmpty() && care.inDoubt() == Care.InDoubt.LEAVE) {
            patient.running = false;
            patient.diedAt = at;
            patient.left = true;
            say(now, "left", patient, because + ", and nobody knows why; left alone, as was asked");
            return;
        }
        down(now, patient, at, seen.byHand().equals(Optional.of(true)), because);
    }

    /** Of all that is to be looked after, only these are there. */
    void onlyThese(Instant now, Set<String> ids) {
        for (Patient patient : List.copyOf(patients.values())) {
            if (!patient.busy && !ids.contains(patient.id)) {
                patients.remove(patient.id);
                say(now, "removed", patient, "is not there any more; there is nothing left to heal");
            }
        }
    }

    // ---- what is done

    /** What is to be done now; each is told back with what came of it. */
    List<Deed> due(Instant now) {
        List<Deed> due = new ArrayList<>();
        for (Patient patient : patients.values()) {
            patient.plan
                    .filter(plan -> !patient.busy && !plan.due().isAfter(now))
                    .ifPresent(plan -> {
                        patient.busy = true;
                        due.add(new Deed(plan.kind(), patient.id, patient.name, plan.because()));
                    });
        }
        return due;
    }

    /** When there is something to be done next. */
    Optional<Instant> next() {
        return patients.values().stream()
                .filter(patient -> !patient.busy)
                .flatMap(patient -> patient.plan.stream())
                .map(Plan::due)
                .min(Instant::compareTo);
    }

    /** What came of something that was to be done. */
    void did(Instant now, Deed deed, Deed.Result result) {
        Patient patient = patients.get(deed.id());
        if (patient == null) {
            return;
        }
        patient.busy = false;
        Optional<Plan> plan = patient.plan;
        patient.plan = Optional.empty();
        if (result instanceof Deed.Result.Done done) {
            takePlace(patient, done.now());
            patient.lives(done.now().startedAt().orElse(patient.diedAt));
            say(now, deed.kind() == Deed.Kind.START ? "started" : past(deed.kind()), patient, done(deed));
        } else if (result instanceof Deed.Result.NoNeed noNeed) {
            noNeed(now, patient, noNeed.now());
        } else if (result instanceof Deed.Result.Gone) {
            patients.remove(patient.id);
            say(now, "removed", patient, "is not there any more; there is nothing left to heal");
        } else if (result instanceof Deed.Result.Refused refused) {
            refused.now().ifPresent(seen -> takePlace(patient, seen));
            refused(now, patient, deed, plan.map(Plan::trouble).orElse(Trouble.DEATH), refused.why());
        } else if (result instanceof Deed.Result.Unanswered unanswered) {
            patient.plan = plan.map(before -> before.at(now.plus(UNANSWERED_WAIT)));
            say(now, "unanswered", patient, "the engine does not answer; it is asked again: " + unanswered.why());
        }
        replay(now, patient);
    }

    private void noNeed(Instant now, Patient patient, Seen seen) {
        if (seen.running() && !patient.running) {
            patient.lives(seen.startedAt().orElse(patient.diedAt));
            patient.countAnew();
            say(now, "seen", patient, "was started by somebody else; looked after");
        } else {
            patient.unhealthy = patient.running && seen.unhealthy();
            say(now, "well", patient, "needs nothing any more; it is " + seen.status());
        }
        patient.paused = seen.paused();
    }

    private void refused(Instant now, Patient patient, Deed deed, Trouble trouble, String why) {
        if (deed.kind() == Deed.Kind.START && care.onRefused() == Care.OnRefused.RECREATE) {
            say(now, "refused", patient, "cannot be started again, and is made anew from its image: " + why);
            // Not at once, so that whoever asks the engine meanwhile is told why.
            patient.plan =
                    Optional.of(new Plan(Deed.Kind.RECREATE, now.plus(care.law().first()), trouble, deed.because()));
            return;
        }
        say(now, "refused", patient, "the engine refuses: " + why);
        trouble(now, patient, trouble, Duration.ZERO, "could not be healed");
    }

    /** The new container is the same patient. */
    private void takePlace(Patient patient, Seen seen) {
        if (!seen.id().equals(patient.id)) {
            patients.remove(patient.id);
            patient.later.clear();
            patient.id = seen.id();
            patient.name = seen.name();
            patients.put(seen.id(), patient);
        }
    }

    /** What was heard meanwhile is of the life that is known now, or of one that is over. */
    private void replay(Instant now, Patient patient) {
        List<EngineEvent> heard = new ArrayList<>(patient.later);
        patient.later.clear();
        strays.removeIf(event -> event.id().equals(patient.id) && heard.add(event));
        for (EngineEvent event : heard) {
            if (patients.get(patient.id) == patient) {
                apply(now, patient, event);
            }
        }
    }

    private static String past(Deed.Kind kind) {
        return kind == Deed.Kind.RECREATE ? "recreated" : "restarted";
    }

    private static String done(Deed deed) {
        String what = switch (deed.kind()) {
            case START -> "started again";
            case RESTART -> "restarted";
            case RECREATE -> "made anew from its image";
        };
        return what + ", since it " + deed.because();
    }

    private void say(Instant now, String what, Patient patient, String text) {
        says.accept(new Note(now, what, patient.name, patient.id, text));
    }
}
