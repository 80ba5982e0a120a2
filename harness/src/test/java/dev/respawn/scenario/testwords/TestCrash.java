package dev.respawn.scenario.testwords;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.fault.Fault;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Signal;
import dev.respawn.model.UndoLog;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A momentary fault with one argument that may be left out. */
public record TestCrash(Signal signal) implements Fault {
    private static final Field<TestCrash, Signal> SIGNAL =
            Field.orElse("signal", "what is sent", Kinds.SIGNAL, TestCrash::signal, Signal.KILL);

    @Override
    public Set<Class<?>> needs() {
        return Set.of();
    }

    @Override
    public Kind kind() {
        return Kind.MOMENTARY;
    }

    @Override
    public String inWords() {
        return signal + " to nobody";
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) {
        return new Witness.NotSeen("a word for tests sends nothing");
    }

    /** Its place in the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<? extends Fault> word() {
            return Word.of("test-crash", "sends a signal", TestCrash.class, v -> new TestCrash(v.get(SIGNAL)), SIGNAL);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new TestCrash(Signal.KILL));
        }
    }
}
