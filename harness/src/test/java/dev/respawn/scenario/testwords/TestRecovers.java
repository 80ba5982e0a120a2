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

/** An expectation that speaks of a probe. */
public record TestRecovers(String probe, Duration within) implements Expectation {
    private static final Field<TestRecovers, String> PROBE =
            Field.wanted("probe", "which probe", Kinds.reference(Reading.Space.PROBE), TestRecovers::probe);
    private static final Field<TestRecovers, Duration> WITHIN =
            Field.wanted("within", "how soon", Kinds.DURATION, TestRecovers::within);

    @Override
    public String claim() {
        return probe + " recovers";
    }

    @Override
    public Optional<String> after() {
        return Optional.empty();
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
                    "test-recovers",
                    "a probe is good again",
                    TestRecovers.class,
                    v -> new TestRecovers(v.get(PROBE), v.get(WITHIN)),
                    PROBE,
                    WITHIN);
        }
    }
}
