package dev.respawn.scenario.testwords;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.expect.Evidence;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import dev.respawn.expect.Timeless;
import dev.respawn.model.Outcome;
import java.util.List;

/** An expectation that says what it is told to say, whatever was seen. */
public record TestSays(Outcome outcome) implements Timeless {
    private static final Field<TestSays, Outcome> OUTCOME =
            Field.wanted("outcome", "what it says", Kinds.choice(Outcome.class), TestSays::outcome);

    @Override
    public String claim() {
        return "a claim of 100%s";
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Finding(claim(), outcome, "as the test says", List.of(), List.of());
    }

    /** Its place in the language. */
    public static final class Listing implements Expectation.Listing {
        @Override
        public Word<? extends Expectation> word() {
            return Word.of("test-says", "an outcome", TestSays.class, v -> new TestSays(v.get(OUTCOME)), OUTCOME);
        }
    }
}
