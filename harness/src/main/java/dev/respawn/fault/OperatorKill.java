package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Operating;
import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Condition;
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

/**
 * An operator sends a signal through the engine. That is no crash: the engine takes it as a wish and switches its
 * policy off (ground truth 22, 23).
 */
public record OperatorKill(Signal signal) implements EngineAct {
    private static final Duration WAIT_END_LIMIT = Duration.ofSeconds(4);
    private static final long LOOK_EVERY_MILLIS = 20;
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
        Optional<String> status = witnessing.inspect(on).map(Condition::status);
        log.before(new WayBack.Irreversible("container " + on.shortId() + " gets " + signal + " through the engine"));
        controls.get(Operating.class).kill(on, signal);
        if (signal == Signal.KILL && status.filter("restarting"::equals).isPresent()) {
            return waitEnded(witnessing, on);
        }
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

    // Nobody is there to be killed, and the engine logs nothing at all (measured on 20.10.24); it only stops waiting.
    private static Witness waitEnded(Witnessing witnessing, Incarnation on) throws Unreached, InterruptedException {
        Instant limit = witnessing.now().plus(WAIT_END_LIMIT);
        String status = "";
        while (witnessing.now().isBefore(limit)) {
            status = witnessing.inspect(on).map(Condition::status).orElse("gone");
            if (status.equals("exited")) {
                return new Witness.Arrived(List.of(
                        "asked the engine: the container waited for its restart (restarting), and does not any more"
                                + " (exited)"));
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        return new Witness.NotSeen("the container, which waited for its restart, is " + status + " "
                + WAIT_END_LIMIT.toSeconds() + "s after the kill; wanted exited");
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

        @Override
        public List<Fault> examples() {
            return List.of(new OperatorKill(Signal.KILL));
        }
    }
}
