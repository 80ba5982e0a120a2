package dev.respawn.reports;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.expect.Evidence;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import java.time.Duration;
import java.util.Optional;

/** An expectation that reports are made of and nobody checks. */
public record TestExpectation(String claim) implements Expectation {
    @Override
    public Optional<String> after() {
        return Optional.empty();
    }

    @Override
    public Duration window() {
        return Duration.ZERO;
    }

    @Override
    public Finding check(Evidence evidence) {
        throw new IllegalStateException("a report never judges");
    }

    /** Makes the word known. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<TestExpectation, String> CLAIM =
                Field.wanted("claim", "what is claimed", Kinds.TEXT, TestExpectation::claim);

        @Override
        public Word<? extends Expectation> word() {
            return Word.of(
                    "reported-expectation",
                    "an expectation in a report",
                    TestExpectation.class,
                    v -> new TestExpectation(v.get(CLAIM)),
                    CLAIM);
        }
    }
}
