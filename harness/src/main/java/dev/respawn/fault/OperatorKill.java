package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Operating;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Instant;
import java.util.Optional;

/**
 * An operator sends a signal through the engine. That is no crash: the engine takes it as a wish and switches its
 * policy off (ground truth 22, 23).
 */
public record OperatorKill(Signal signal) implements EngineAct {
    private static final Field<OperatorKill, Signal> SIGNAL =
            Field.orElse("signal", "what is sent", Kinds.SIGNAL, OperatorKill::signal, Signal.KILL);

    @Override
    public String inWords() {
        return "an operator's kill with " + signal;
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of("the engine keeps in mind that it was signalled by hand");
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Witnessing witnessing = controls.get(Witnessing.class);
        Instant before = witnessing.now();
        log.before(new WayBack.Irreversible("container " + on.shortId() + " gets " + signal + " through the engine"));
        controls.get(Operating.class).kill(on, signal);
        return signal == Signal.KILL
                ? Seen.event(witnessing, on, before, "die", event -> event.is("die"))
                : Seen.event(
                        witnessing,
                        on,
                        before,
                        "kill with signal " + signal.number(),
                        event -> event.is("kill")
                                && String.valueOf(signal.number())
                                        .equals(event.attributes().get("signal")));
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<OperatorKill> word() {
            return Word.of(
                    "operator-kill",
                    "an operator sends a signal through the engine",
                    OperatorKill.class,
                    v -> new OperatorKill(v.get(SIGNAL)),
                    SIGNAL);
        }
    }
}
