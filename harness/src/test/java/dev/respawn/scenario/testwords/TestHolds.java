package dev.respawn.scenario.testwords;

import dev.respawn.catalogue.Word;
import dev.respawn.expect.Evidence;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import dev.respawn.expect.Timeless;
import java.util.List;

/** An expectation without arguments. */
public record TestHolds() implements Timeless {
    @Override
    public String claim() {
        return "it holds";
    }

    @Override
    public Finding check(Evidence evidence) {
        return Finding.unproven(claim(), "a word for tests proves nothing", List.of());
    }

    /** Its place in the language. */
    public static final class Listing implements Expectation.Listing {
        @Override
        public Word<? extends Expectation> word() {
            return Word.of("test-holds", "nothing in particular", TestHolds.class, v -> new TestHolds());
        }
    }
}
