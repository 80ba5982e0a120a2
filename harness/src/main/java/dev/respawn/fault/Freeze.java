package dev.respawn.fault;

import dev.respawn.catalogue.Word;
import dev.respawn.host.Freezing;
import dev.respawn.host.Locator;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Incarnation;
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
 * The main process is stopped from the host, past the engine: the engine goes on calling it running, and only who asks
 * the service itself notices (ground truth 37). Its children go on.
 */
public record Freeze() implements Fault {
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final long POLL_MILLIS = 5;

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Freezing.class, Witnessing.class);
    }

    @Override
    public Kind kind() {
        return Kind.LASTING;
    }

    @Override
    public String inWords() {
        return "STOP to the main process, from the host";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Freezing freezing = controls.get(Freezing.class);
        Witnessing witnessing = controls.get(Witnessing.class);
        if (on.pid() == 0) {
            throw new Unreached("container " + on.shortId() + " has no main process to stop; it is not running");
        }
        if (freezing.frozen(on)) {
            throw new Unreached(
                    "process " + on.pid() + " of container " + on.shortId() + " is stopped already, by somebody else");
        }
        log.before(new WayBack.Undo(WayBack.Undo.THAW, Locator.of(on)));
        freezing.freeze(on);

        // A process stops at its next step in the kernel, which may be some milliseconds away.
        Instant end = witnessing.now().plus(LIMIT);
        while (witnessing.now().isBefore(end)) {
            if (frozen(freezing, on).orElse(false)) {
                return new Witness.Arrived(List.of("process table: process " + on.pid() + " is in state T (stopped)"));
            }
            Thread.sleep(POLL_MILLIS);
        }
        return new Witness.NotSeen("process " + on.pid() + " was not in state T within " + LIMIT.toSeconds() + "s");
    }

    @Override
    public Look look(Incarnation on, Controls controls) {
        return frozen(controls.get(Freezing.class), on)
                .map(stopped -> stopped ? Look.IN_FORCE : Look.LOST)
                .orElse(on.pid() == 0 ? Look.LOST : Look.UNKNOWN);
    }

    private static Optional<Boolean> frozen(Freezing freezing, Incarnation on) {
        try {
            return Optional.of(freezing.frozen(on));
        } catch (Unreached e) {
            return Optional.empty();
        }
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<Freeze> word() {
            return Word.of(
                    "freeze",
                    "the main process is stopped with STOP from the host; the engine calls it running",
                    Freeze.class,
                    v -> new Freeze());
        }

        @Override
        public List<Fault> examples() {
            return List.of(new Freeze());
        }
    }
}
