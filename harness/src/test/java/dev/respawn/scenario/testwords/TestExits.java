package dev.respawn.scenario.testwords;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.expect.Evidence;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An expectation that speaks of a disruption. */
public record TestExits(String disruption, int with, Duration within) implements Expectation {
    private static final Field<TestExits, String> AFTER =
            Field.wanted("after", "which disruption", Kinds.reference(Reading.Space.DISRUPTION), TestExits::disruption);
    private static final Field<TestExits, Integer> WITH =
            Field.wanted("with", "the exit code", Kinds.number(0, 255), TestExits::with);
    private static final Field<TestExits, Duration> WITHIN = Field.orElse(
            "within",
            "how soon",
            Kinds.duration(Duration.ofMillis(1), Duration.ofHours(1)),
            TestExits::within,
            Duration.ofSeconds(5));

    @Override
    public String claim() {
        return "exits with " + with + " within " + within.toMillis() + "ms";
    }

    @Override
    public Optional<String> after() {
        return Optional.of(disruption);
    }

    @Override
    public Duration window() {
        return within;
    }

    @Override
    public Finding check(Evidence evidence) {
        return Finding.unproven(claim(), "a word for tests proves nothing", List.of());
    }

    /** Its place in the language. */
    public static final class Listing implements Expectation.Listing {
        @Override
        public Word<? extends Expectation> word() {
            return Word.of(
                    "test-exits",
                    "the main process exits",
                    TestExits.class,
                    v -> new TestExits(v.get(AFTER), v.get(WITH), v.get(WITHIN)),
                    AFTER,
                    WITH,
                    WITHIN);
        }
    }
}
