package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.docker.Executed;
import dev.respawn.host.Executing;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody inside the container signals its PID 1. The kernel spares a PID 1 from what comes from inside and is not
 * handled, KILL among it; what follows is for expectations. That the signal was sent is all there is to witness.
 */
public record SignalInside(Signal signal) implements Fault {
    private static final Duration EXEC_LIMIT = Duration.ofSeconds(10);
    private static final Duration EVENT_LIMIT = Duration.ofSeconds(4);
    // Not found, or not to be executed (ground truth 11, 12).
    private static final Set<Integer> NO_SUCH_PROGRAM = Set.of(126, 127);

    private static final Field<SignalInside, Signal> SIGNAL =
            Field.orElse("signal", "what PID 1 gets, from inside", Kinds.SIGNAL, SignalInside::signal, Signal.KILL);

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Executing.class, Witnessing.class);
    }

    @Override
    public Kind kind() {
        return Kind.MOMENTARY;
    }

    @Override
    public String inWords() {
        return "'kill -" + signal + " 1' inside the container";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of("what PID 1 does with " + signal + " is done");
    }

    @Override
    public Optional<String> beware() {
        return Optional.of("a PID 1 never gets KILL or STOP from inside, and others only if it handles them");
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Executing executing = controls.get(Executing.class);
        Witnessing witnessing = controls.get(Witnessing.class);
        String status = witnessing.inspect(on).map(Condition::status).orElse("removed");
        if (!status.equals("running")) {
            throw new Unreached("container " + on.shortId() + " is " + status + "; nobody can be inside");
        }
        Instant before = witnessing.now();
        log.before(new WayBack.Irreversible(
                "PID 1 of container " + on.shortId() + " gets " + signal + " from inside of its PID namespace"));
        List<String> program = List.of("kill", "-" + signal.name(), "1");
        List<String> shell = List.of("sh", "-c", String.join(" ", program));
        try {
            Executed bare = executing.exec(on, program, EXEC_LIMIT);
            if (NO_SUCH_PROGRAM.contains(bare.exitCode())) {
                // An image without that program may have a shell, and every shell can do it by itself.
                Executed byShell = executing.exec(on, shell, EXEC_LIMIT);
                if (NO_SUCH_PROGRAM.contains(byShell.exitCode())) {
                    return new Witness.NotSeen("the image has neither a kill program nor a shell: " + byShell.output());
                }
                return witness(witnessing, on, before, shell);
            }
            return witness(witnessing, on, before, program);
        } catch (Unreached e) {
            // A container that dies of the signal takes the exec along, and its answer.
            Witness died = died(witnessing, on, before, "");
            if (died instanceof Witness.Arrived) {
                return died;
            }
            throw e;
        }
    }

    private static Witness witness(Witnessing witnessing, Incarnation on, Instant before, List<String> command)
            throws InterruptedException {
        String text = String.join(" ", command);
        // Health checks are execs as well; ours is the one that was created with this command.
        Optional<String> exec = witnessing
                .event(
                        on,
                        before,
                        event -> event.is("exec_create") && event.action().endsWith(": " + text),
                        EVENT_LIMIT)
                .map(event -> event.attributes().getOrDefault("execID", ""));
        Optional<EngineEvent> over = exec.isEmpty()
                ? Optional.empty()
                : witnessing.event(
                        on,
                        before,
                        event -> event.is("exec_die")
                                && exec.get().equals(event.attributes().getOrDefault("execID", "")),
                        EVENT_LIMIT);
        Optional<Integer> code = over.flatMap(EngineEvent::exitCode);
        if (code.filter(is -> is == 0).isPresent()) {
            return new Witness.Arrived(List.of("exec record: '" + text + "' ended with exit code 0"));
        }
        return died(
                witnessing,
                on,
                before,
                code.map(is -> "exec record: '" + text + "' ended with exit code " + is)
                        .orElse("the engine's events showed no end of '" + text + "'"));
    }

    private static Witness died(Witnessing witnessing, Incarnation on, Instant before, String otherwise)
            throws InterruptedException {
        return Seen.in(witnessing, on, before, event -> event.is("die"))
                .<Witness>map(text -> new Witness.Arrived(List.of(text + ", while it was being signalled")))
                .orElseGet(() -> new Witness.NotSeen(otherwise));
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<SignalInside> word() {
            return Word.of(
                    "signal-inside",
                    "somebody inside the container signals its PID 1",
                    SignalInside.class,
                    v -> new SignalInside(v.get(SIGNAL)),
                    SIGNAL);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new SignalInside(Signal.KILL));
        }
    }
}
