package dev.respawn.fault;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.host.Culling;
import dev.respawn.host.Unreached;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoLog;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A child of the main process is killed from the host; to the engine nothing happens (ground truth 38). */
public record ChildCrash(Signal signal, Which which) implements Fault {
    /** Which of several children. */
    public enum Which {
        YOUNGEST,
        OLDEST
    }

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Field<ChildCrash, Signal> SIGNAL =
            Field.orElse("signal", "what the child gets, from the host", Kinds.SIGNAL, ChildCrash::signal, Signal.KILL);
    private static final Field<ChildCrash, Which> WHICH = Field.orElse(
            "which", "which of several children", Kinds.choice(Which.class), ChildCrash::which, Which.OLDEST);

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Culling.class);
    }

    @Override
    public Kind kind() {
        return Kind.MOMENTARY;
    }

    @Override
    public String inWords() {
        return signal + " to the " + Kinds.word(which) + " child of the main process, from the host";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.of("the child process is gone, with all that it kept in memory");
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) throws Unreached, InterruptedException {
        Culling culling = controls.get(Culling.class);
        List<Culling.Child> children = culling.children(on);
        if (children.isEmpty()) {
            throw new Unreached("process " + on.pid() + " of container " + on.shortId() + " has no child to kill");
        }
        Culling.Child child = children.get(which == Which.OLDEST ? 0 : children.size() - 1);
        String named = "process " + child.pid() + " (" + child.command() + ")";
        log.before(new WayBack.Irreversible(
                named + ", a child of the main process of container " + on.shortId() + ", gets " + signal));
        culling.signal(on, child, signal);
        return culling.goneWithin(child, LIMIT)
                ? new Witness.Arrived(List.of("process table: " + named + " is dead"))
                : new Witness.NotSeen(named + " still lives " + LIMIT.toSeconds() + "s after " + signal);
    }

    /** Offers it to the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<ChildCrash> word() {
            return Word.of(
                    "child-crash",
                    "a child of the main process is killed from the host",
                    ChildCrash.class,
                    v -> new ChildCrash(v.get(SIGNAL), v.get(WHICH)),
                    SIGNAL,
                    WHICH);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new ChildCrash(Signal.KILL, Which.OLDEST));
        }
    }
}
