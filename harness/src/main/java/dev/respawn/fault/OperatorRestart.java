package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Operating;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Durations;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An operator restarts the container through the engine: stopped as by hand, and started again; the restart count
 * begins anew (ground truth 35).
 *
 * @param timeout whole seconds; empty for the container's own
 */
public record OperatorRestart(Optional<Duration> timeout) implements EngineAct {
    private static final Field<OperatorRestart, Optional<Duration>> TIMEOUT = Field.maybe(
            "timeout",
            "whole seconds until KILL; left out, the container's own",
            OperatorTimeout.KIND,
            OperatorRestart::timeout);

    @Override
    public String inWords() {
        return "an operator's restart"
                + timeout.map(t -> " with a timeout of " + Durations.exact(t)).orElse("");
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of("the main process is gone, and the restart count begins anew");
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Witnessing witnessing = controls.get(Witnessing.class);
        Instant before = witnessing.now();
        log.before(new WayBack.Irreversible("container " + on.shortId() + " is restarted by hand"));
        controls.get(Operating.class).restart(on, timeout);
        return Seen.event(witnessing, on, before, "restart", event -> event.is("restart"));
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<OperatorRestart> word() {
            return Word.of(
                    "operator-restart",
                    "an operator restarts the container through the engine",
                    OperatorRestart.class,
                    v -> new OperatorRestart(v.get(TIMEOUT)),
                    TIMEOUT);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new OperatorRestart(Optional.empty()));
        }
    }
}
