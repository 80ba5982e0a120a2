package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Signalling;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The main process is killed from the host, past the engine: what a crash looks like to a supervisor (ground truth 26, 39).
 *
 * @param signal KILL is certain; most others reach a PID 1 only if it handles them (ground truth 16)
 */
public record Crash(Signal signal) implements Fault {
    /** How long a process may take to die of it before nobody calls that a crash any more. */
    public static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(10);

    /** Death and event come about 40 ms apart on a quiet machine, and up to 2 s more while stdio is held open (ground truth 50). */
    private static final Duration EVENT_LIMIT = Duration.ofSeconds(4);

    private static final Field<Crash, Signal> SIGNAL = Field.orElse(
            "signal", "what the main process gets, from the host", Kinds.SIGNAL, Crash::signal, Signal.KILL);

    /** The certain one. */
    public Crash() {
        this(Signal.KILL);
    }

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Signalling.class, Witnessing.class);
    }

    @Override
    public Kind kind() {
        return Kind.MOMENTARY;
    }

    @Override
    public String inWords() {
        return signal + " to the main process, from the host";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of("the main process is gone, with all that it kept in memory");
    }

    @Override
    public Optional<String> beware() {
        return signal.certain()
                ? Optional.empty()
                : Optional.of(signal
                        + " reaches a main process that is PID 1 only if it handles it; the run looks, and says so"
                        + " before it breaks anything");
    }

    @Override
    public Optional<String> forewarn(Incarnation on, Controls controls) {
        return controls.get(Signalling.class)
                .dropped(on, signal)
                .filter(dropped -> dropped)
                .map(dropped -> signal + " will not reach process " + on.pid()
                        + ": it does not handle it, and the kernel spares a PID 1 that does not; KILL is certain");
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Signalling signalling = controls.get(Signalling.class);
        Witnessing witnessing = controls.get(Witnessing.class);
        if (on.pid() == 0) {
            throw new Unreached("container " + on.shortId() + " has no main process to kill; it is not running");
        }
        Instant before = witnessing.now();
        log.before(
                new WayBack.Irreversible("process " + on.pid() + " of container " + on.shortId() + " gets " + signal));
        signalling.signal(on, signal);

        List<String> evidence = new ArrayList<>();
        Optional<Boolean> gone = signalling.goneWithin(on, ARRIVAL_LIMIT);
        if (gone.filter(is -> !is).isPresent()) {
            return new Witness.NotSeen(
                    "process " + on.pid() + " still lives " + ARRIVAL_LIMIT.toSeconds() + "s after " + signal);
        }
        if (gone.isPresent()) {
            evidence.add("process table: process " + on.pid() + " is gone");
        }
        Optional<EngineEvent> died =
                witnessing.event(on, before, event -> event.is("die"), gone.isPresent() ? EVENT_LIMIT : ARRIVAL_LIMIT);
        died.ifPresent(event -> evidence.add("engine event: die"
                + event.exitCode().map(code -> " with exit code " + code).orElse("")));
        return evidence.isEmpty()
                ? new Witness.NotSeen("neither the process table nor the engine's events showed its death within "
                        + ARRIVAL_LIMIT.toSeconds() + "s")
                : new Witness.Arrived(evidence);
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<Crash> word() {
            return Word.of(
                    "crash",
                    "the main process is killed from the host, past the engine",
                    Crash.class,
                    v -> new Crash(v.get(SIGNAL)),
                    SIGNAL);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new Crash());
        }
    }
}
