package dev.respawn.reports;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.fault.Fault;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A fault that reports are made of and nobody injects. */
public record TestFault(String words, boolean lasts) implements Fault {
    @Override
    public Set<Class<?>> needs() {
        return Set.of();
    }

    @Override
    public Kind kind() {
        return lasts ? Kind.LASTING : Kind.MOMENTARY;
    }

    @Override
    public String inWords() {
        return words;
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) {
        throw new IllegalStateException("a report never injects");
    }

    /** Makes the word known. */
    public static final class Listing implements Fault.Listing {
        private static final Field<TestFault, String> WORDS =
                Field.wanted("words", "what it does", Kinds.TEXT, TestFault::words);
        private static final Field<TestFault, Boolean> LASTS =
                Field.orElse("lasts", "whether it lasts", Kinds.FLAG, TestFault::lasts, false);

        @Override
        public Word<? extends Fault> word() {
            return Word.of(
                    "reported-fault",
                    "a fault in a report",
                    TestFault.class,
                    v -> new TestFault(v.get(WORDS), v.get(LASTS)),
                    WORDS,
                    LASTS);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new TestFault("nothing", false));
        }
    }
}
