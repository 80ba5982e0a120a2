package dev.respawn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.docker.EngineException;
import org.junit.jupiter.api.Test;

class EngineOperatingTest {
    private static EngineException refused(int status) {
        return new EngineException.Refused(status, "refused with status " + status, new IllegalStateException());
    }

    @Test
    void what_had_nothing_to_do_says_why_and_not_a_number() {
        assertThat(EngineOperating.why("start", refused(304))).isEqualTo(" did nothing: it was started already");
        assertThat(EngineOperating.why("stop", refused(304))).isEqualTo(" did nothing: it was stopped already");
    }

    @Test
    void what_was_refused_says_what_the_engine_said() {
        assertThat(EngineOperating.why("start", refused(409))).isEqualTo(" failed: refused with status 409");
    }
}
