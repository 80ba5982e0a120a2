package dev.respawn.scenario.testwords;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.fault.Fault;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Incarnation;
import dev.respawn.model.UndoLog;
import dev.respawn.model.Witness;
import dev.respawn.supervisor.Controls;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A lasting fault with one argument that has to be there. */
public record TestFill(String path, ByteSize size, boolean sparse) implements Fault {
    private static final Field<TestFill, String> PATH =
            Field.orElse("path", "the directory", Kinds.WORDS, TestFill::path, "/tmp");
    private static final Field<TestFill, ByteSize> SIZE =
            Field.wanted("size", "how much is written", Kinds.SIZE, TestFill::size);
    private static final Field<TestFill, Boolean> SPARSE =
            Field.orElse("sparse", "without blocks on the disk", Kinds.FLAG, TestFill::sparse, false);

    @Override
    public Set<Class<?>> needs() {
        return Set.of();
    }

    @Override
    public Kind kind() {
        return Kind.LASTING;
    }

    @Override
    public String inWords() {
        return size + " in " + path;
    }

    @Override
    public Optional<String> irreversible() {
        return Optional.empty();
    }

    @Override
    public Witness inject(Incarnation on, Controls controls, UndoLog log) {
        return new Witness.NotSeen("a word for tests writes nothing");
    }

    /** Its place in the language. */
    public static final class Listing implements Fault.Listing {
        @Override
        public Word<? extends Fault> word() {
            return Word.of(
                    "test-fill",
                    "fills a directory",
                    TestFill.class,
                    v -> new TestFill(v.get(PATH), v.get(SIZE), v.get(SPARSE)),
                    PATH,
                    SIZE,
                    SPARSE);
        }

        @Override
        public List<Fault> examples() {
            return List.of(new TestFill("/tmp", new ByteSize(1), false));
        }
    }
}
