package dev.respawn.expect;

import static dev.respawn.expect.Story.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.journal.Event;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryStaysUnderTest {
    private static final MemoryStaysUnder CLAIM = new MemoryStaysUnder(new ServiceName("web"), new ByteSize(1_000));
    private static final MemoryStaysUnder LARGE =
            new MemoryStaysUnder(new ServiceName("web"), new ByteSize(10_000_000));
    private static final Story LIVED = Story.begins().ends(5_000);

    @Test
    void the_kernels_peak_at_the_end_decides() {
        says(
                CLAIM,
                used(4_900, 300, Optional.of(999L), LIVED),
                Outcome.PASSED,
                "the memory of web/1 was at most 999 bytes");
        says(
                CLAIM,
                used(4_900, 300, Optional.of(1_000L), LIVED),
                Outcome.FAILED,
                "the memory of web/1 was 1000 bytes; wanted less than 1000");
        says(
                CLAIM,
                used(4_900, 300, Optional.empty(), used(2_000, 1_500, Optional.empty(), LIVED)),
                Outcome.FAILED,
                "the memory of web/1 was 1500 bytes; wanted less than 1000");
    }

    @Test
    void samples_without_a_peak_prove_nothing() {
        says(
                CLAIM,
                used(4_900, 300, Optional.empty(), used(2_000, 500, Optional.empty(), LIVED)),
                Outcome.UNPROVEN,
                "the memory of web/1 was at most 500 bytes where it was looked at, but of a life of container one the"
                        + " kernel does not tell its peak");
        says(CLAIM, LIVED, Outcome.UNPROVEN, "nobody looked at the memory of web/1");
        says(
                CLAIM,
                used(2_000, 300, Optional.of(400L), LIVED),
                Outcome.UNPROVEN,
                "the memory of web/1 was at most 400 bytes where it was looked at, but of the last 3s of a life of"
                        + " container one nothing is known");
    }

    @Test
    void each_life_has_a_peak_of_its_own_and_one_that_died_took_its_last_one_along() {
        Story twice = LIVED.said(2_000, "die", Map.of("exitCode", "1")).said(2_300, "start", Map.of());

        says(
                CLAIM,
                used(4_900, 300, Optional.of(400L), twice),
                Outcome.UNPROVEN,
                "the memory of web/1 was at most 400 bytes where it was looked at, but of a life of container one nobody"
                        + " looked at it");
        says(
                CLAIM,
                used(4_900, 300, Optional.of(400L), used(1_900, 300, Optional.of(500L), twice)),
                Outcome.UNPROVEN,
                "the memory of web/1 was at most 500 bytes where it was looked at, but of the last 100ms of a life of"
                        + " container one nothing is known");
    }

    @Test
    void a_limit_of_its_own_holds_also_where_nobody_could_look() {
        Story twice = LIVED.said(2_000, "die", Map.of("exitCode", "137")).said(2_300, "start", Map.of());
        Story read = limited(4_900, Optional.of(8_000_000L), twice);

        says(
                LARGE,
                read,
                Outcome.PASSED,
                "the memory of web/1 was at most 400 bytes where it was looked at, and its own limit of 8000000 bytes let"
                        + " it use no more");
        // The kernel may let it run over by some pages.
        says(
                LARGE,
                limited(4_900, Optional.of(9_500_000L), twice),
                Outcome.UNPROVEN,
                "the memory of web/1 was at most 400 bytes where it was looked at, but of a life of container one nobody"
                        + " looked at it; a limit of its own of at most 8951424 bytes would prove it");
        assertThat(outcome(limited(4_900, Optional.of(8_951_424L), twice))).isEqualTo(Outcome.PASSED);
        // One that was changed, or may have been, or that was not always there, proves nothing.
        assertThat(outcome(read.said(1_500, "update", Map.of()))).isEqualTo(Outcome.UNPROVEN);
        assertThat(outcome(read.blind(1_200, 1_400))).isEqualTo(Outcome.UNPROVEN);
        assertThat(outcome(limited(1_500, Optional.empty(), read))).isEqualTo(Outcome.UNPROVEN);
        assertThat(outcome(limited(1_500, Optional.of(64_000_000L), read))).isEqualTo(Outcome.UNPROVEN);
        // While a container begins, its limit is not set yet.
        assertThat(outcome(limited(2_200, Optional.empty(), read))).isEqualTo(Outcome.PASSED);
        // Whatever its limit, too much is too much.
        assertThat(outcome(used(1_500, 10_000_000, Optional.empty(), read))).isEqualTo(Outcome.FAILED);
    }

    @Test
    void readings_that_came_to_nothing_are_told() {
        Story told = LIVED.line(1_500, new Event.Noted("the memory of web/1 could not be gathered: no answer"))
                .line(1_600, new Event.Noted("the memory of web/2 could not be gathered: no answer"));

        says(
                told,
                Outcome.UNPROVEN,
                "nobody looked at the memory of web/1; the memory of web/1 could not be gathered: no answer");
    }

    @Test
    void a_limit_of_nothing_is_refused() {
        assertThatThrownBy(() -> new MemoryStaysUnder(new ServiceName("web"), new ByteSize(0)))
                .hasMessage("'memory-stays-under' 0B, which nothing can");
        assertThat(CLAIM.needs()).isEqualTo(Set.of(new Need.Memory(new ServiceName("web"))));
    }

    private static Story used(long at, long bytes, Optional<Long> peak, Story story) {
        return story.line(at, new Event.MemorySeen(WEB, "one", bytes, peak, Optional.empty()));
    }

    private static Story limited(long at, Optional<Long> limit, Story story) {
        return story.line(at, new Event.MemorySeen(WEB, "one", 300, Optional.of(400L), limit));
    }

    private static Outcome outcome(Story story) {
        return Judged.outcome(LARGE, story);
    }

    private static void says(Story story, Outcome outcome, String reason) {
        says(CLAIM, story, outcome, reason);
    }

    private static void says(MemoryStaysUnder claim, Story story, Outcome outcome, String reason) {
        Judged.says(claim, story, outcome, reason);
    }
}
