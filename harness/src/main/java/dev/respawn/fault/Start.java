package dev.respawn.fault;

import dev.respawn.catalogue.Word;
import dev.respawn.host.Operating;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Somebody starts the container through the engine: what a healer may not expect, and what follows a stop. */
public record Start() implements EngineAct {
    @Override
    public String inWords() {
        return "an operator's start";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Witnessing witnessing = controls.get(Witnessing.class);
        Instant before = witnessing.now();
        log.before(new WayBack.NothingToUndo("a start puts container " + on.shortId() + " where its stack wants it"));
        controls.get(Operating.class).start(on);
        return Seen.event(witnessing, on, before, "start", event -> event.is("start"));
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<Start> word() {
            return Word.of("start", "somebody starts the container through the engine", Start.class, v -> new Start());
        }

        @Override
        public List<Fault> examples() {
            return List.of(new Start());
        }
    }
}
