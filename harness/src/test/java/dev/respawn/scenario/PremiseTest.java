package dev.respawn.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.VersionRange;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PremiseTest {
    private static final Premise NEWER = new Premise(Optional.of(VersionRange.parse(">=23.0")));

    @Test
    void an_engine_of_these_versions_meets_it() {
        assertThat(NEWER.unmetBy(Map.of("engine", "26.1.5+dfsg1"))).isEmpty();
        assertThat(Premise.NONE.unmetBy(Map.of())).isEmpty();
    }

    @Test
    void another_does_not_and_one_of_unknown_version_neither() {
        assertThat(NEWER.unmetBy(Map.of("engine", "20.10.24+dfsg1")))
                .contains("it is about engines >=23.0, and this one is 20.10.24+dfsg1");
        Premise older = new Premise(Optional.of(VersionRange.parse("<23.0")));
        assertThat(older.unmetBy(Map.of("engine", "none")))
                .contains("it is about engines <23.0, and this one is of unknown version");
        assertThat(older.unmetBy(Map.of())).isPresent();
    }
}
