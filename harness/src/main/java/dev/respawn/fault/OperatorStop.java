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
 * An operator stops the container through the engine: its stop signal, and KILL after a timeout. Engines take that as
 * a wish and do not restart it (ground truth 22).
 *
 * @param timeout whole seconds; empty for the container's own
 * @param clientLeavesAfter when who asked goes away, if the engine is not done by then; empty to wait for it
 */
public record OperatorStop(Optional<Duration> timeout, Optional<Duration> clientLeavesAfter) implements EngineAct {
    private static final Field<OperatorStop, Optional<Duration>> TIMEOUT = Field.maybe(
            "timeout",
            "whole seconds until KILL; left out, the container's own",
            OperatorTimeout.KIND,
            OperatorStop::timeout);
    private static final Field<OperatorStop, Optional<Duration>> CLIENT_LEAVES_AFTER = Field.maybe(
            "client-leaves-after",
            "who asks goes away then, before the engine is done",
            LeavingClient.KIND,
            OperatorStop::clientLeavesAfter);

    public OperatorStop {
        LeavingClient.check("operator-stop", timeout, clientLeavesAfter);
    }

    /** By somebody who waits until it is done. */
    public OperatorStop(Optional<Duration> timeout) {
        this(timeout, Optional.empty());
    }

    @Override
    public String inWords() {
        return "an operator's stop"
                + timeout.map(t -> " with a timeout of " + Durations.exact(t)).orElse("")
                + LeavingClient.inWords(clientLeavesAfter);
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of("the engine keeps in mind that it was stopped by hand");
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Witnessing witnessing = controls.get(Witnessing.class);
        Instant before = witnessing.now();
        log.before(new WayBack.Irreversible("container " + on.shortId() + " is stopped by hand"));
        if (clientLeavesAfter.isPresent()) {
            Duration after = clientLeavesAfter.get();
            boolean left = controls.get(Operating.class).stopAndLeave(on, timeout, after);
            return LeavingClient.witness(witnessing, on, before, after, left);
        }
        controls.get(Operating.class).stop(on, timeout);
        // In a backoff wait there is nothing left to die: a stop event alone (ground truth 29).
        return Seen.event(witnessing, on, before, "die or stop", event -> event.is("die") || event.is("stop"));
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<OperatorStop> word() {
            return Word.of(
                    "operator-stop",
                    "an operator stops the container through the engine",
                    OperatorStop.class,
                    v -> new OperatorStop(v.get(TIMEOUT), v.get(CLIENT_LEAVES_AFTER)),
                    TIMEOUT,
                    CLIENT_LEAVES_AFTER);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new OperatorStop(Optional.empty()));
        }
    }
}
