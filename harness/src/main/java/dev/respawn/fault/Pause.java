package dev.respawn.fault;

import dev.respawn.catalogue.Word;
import dev.respawn.host.Locator;
import dev.respawn.host.Pausing;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Condition;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All processes are held still through the engine: requests hang rather than fail, and nothing can be run inside
 * (ground truth 61, 62).
 */
public record Pause() implements Fault {
    @Override
    public Set<Class<?>> needs() {
        return Set.of(Pausing.class, Witnessing.class);
    }

    @Override
    public Kind kind() {
        return Kind.LASTING;
    }

    @Override
    public String inWords() {
        return "an operator's pause";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Witnessing witnessing = controls.get(Witnessing.class);
        Pausing pausing = controls.get(Pausing.class);
        // Somebody else's pause is not ours to take back.
        String status = witnessing.inspect(on).map(Condition::status).orElse("removed");
        if (!status.equals("running")) {
            throw new Unreached("container " + on.shortId() + " is " + status + "; only one that runs can be paused");
        }
        Instant before = witnessing.now();
        log.before(new WayBack.Undo(WayBack.Undo.UNPAUSE, Locator.of(on)));
        pausing.pause(on);

        List<String> evidence = new ArrayList<>();
        Seen.in(witnessing, on, before, event -> event.is("pause")).ifPresent(evidence::add);
        if (pausing.held(on).orElse(false)) {
            evidence.add("control group: the kernel holds its processes still");
        }
        return Seen.orNot(evidence, "neither the engine's events nor the kernel showed that it is paused");
    }

    @Override
    public Look look(Incarnation on, Controls controls) throws InterruptedException {
        try {
            return controls.get(Witnessing.class)
                            .inspect(on)
                            .filter(condition -> condition.status().equals("paused"))
                            .isPresent()
                    ? Look.IN_FORCE
                    : Look.LOST;
        } catch (Unreached e) {
            return Look.UNKNOWN;
        }
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<Pause> word() {
            return Word.of(
                    "pause", "all its processes are held still through the engine", Pause.class, v -> new Pause());
        }

        @Override
        public List<Fault> examples() {
            return List.of(new Pause());
        }
    }
}
