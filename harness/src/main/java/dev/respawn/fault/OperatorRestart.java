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
 * @param clientLeavesAfter when who asked goes away, if the engine is not done by then; empty to wait for it
 */
public record OperatorRestart(Optional<Duration> timeout, Optional<Duration> clientLeavesAfter) implements EngineAct {
    private static final Field<OperatorRestart, Optional<Duration>> TIMEOUT = Field.maybe(
            "timeout",
            "whole seconds until KILL; left out, the container's own",
            OperatorTimeout.KIND,
            OperatorRestart::timeout);
    private static final Field<OperatorRestart, Optional<Duration>> CLIENT_LEAVES_AFTER = Field.maybe(
            "client-leaves-after",
            "who asks goes away then, before the engine is done",
            LeavingClient.KIND,
            OperatorRestart::clientLeavesAfter);

    public OperatorRestart {
        LeavingClient.check("operator-restart", timeout, clientLeavesAfter);
    }

    /** By somebody who waits until it is done. */
    public OperatorRestart(Optional<Duration> timeout) {
        this(timeout, Optional.empty());
    }

    @Override
    public String inWords() {
        return "an operator's restart"
                + timeout.map(t -> " with a timeout of " + Durations.exact(t)).orElse("")
                + LeavingClient.inWords(clientLeavesAfter);
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
        if (clientLeavesAfter.isPresent()) {
            Duration after = clientLeavesAfter.get();
            boolean left = controls.get(Operating.class).restartAndLeave(on, timeout, after);
            return LeavingClient.witness(witnessing, on, before, after, left);
        }
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
                    v -> new OperatorRestart(v.get(TIMEOUT), v.get(CLIENT_LEAVES_AFTER)),
                    TIMEOUT,
                    CLIENT_LEAVES_AFTER);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new OperatorRestart(Optional.empty()));
        }
    }
}
