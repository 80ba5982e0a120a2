package dev.respawn.expect;

import static dev.respawn.expect.Judged.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.model.Outcome;
import dev.respawn.model.Sample;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecoversTest {
    private static final Sample.State GOOD = new Sample.Good();
    private static final Sample.State BAD = new Sample.Bad("refused");
    private static final Sample.State MISSING = new Sample.Missing("shed");
    private static final Recovers IN_500MS =
            new Recovers("home", Optional.empty(), Duration.ofMillis(500), Duration.ofSeconds(1), Optional.empty());

    /** Asked every 100 ms; bad from 2.05 s to 2.25 s. */
    private static Story outage() {
        return Story.crash()
                .samples(1_050, 2_050, GOOD)
                .samples(2_050, 2_350, BAD)
                .samples(2_350, 6_000, GOOD);
    }

    @Test
    void good_again_in_time_and_steady_passes() {
        Finding finding = IN_500MS.check(outage().evidence());

        assertThat(finding.reason()).isEqualTo("'home' was bad for 198ms to 352ms, then good for 1s");
        assertThat(finding.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(finding.claim()).isEqualTo("'home' recovers within 500ms, and stays good for 1s");
    }

    @Test
    void bad_for_longer_fails() {
        says(
                IN_500MS,
                Story.crash()
                        .samples(1_050, 2_050, GOOD)
                        .samples(2_050, 2_850, BAD)
                        .samples(2_850, 6_000, GOOD),
                Outcome.FAILED,
                "'home' was bad for 698ms to 852ms; wanted at most 500ms");
    }

    @Test
    void a_limit_inside_the_interval_is_unproven_and_says_what_would_decide() {
        says(
                IN_500MS,
                Story.crash()
                        .samples(1_050, 2_050, GOOD)
                        .samples(2_050, 2_550, BAD)
                        .samples(2_550, 6_000, GOOD),
                Outcome.UNPROVEN,
                "'home' was bad for 398ms to 552ms, and the limit of 500ms lies inside; asked every 100ms,"
                        + " a shorter period would decide it");
    }

    @Test
    void a_flash_of_life_is_no_recovery() {
        says(
                IN_500MS,
                Story.crash()
                        .samples(1_050, 2_050, GOOD)
                        .samples(2_050, 2_350, BAD)
                        .samples(2_350, 3_050, GOOD)
                        .samples(3_050, 3_150, BAD)
                        .samples(3_150, 6_000, GOOD),
                Outcome.FAILED,
                "'home' was bad for 998ms to 1.15s; wanted at most 500ms");
    }

    @Test
    void missing_samples_in_the_steady_time_are_not_good() {
        says(
                IN_500MS,
                Story.crash()
                        .samples(1_050, 2_050, GOOD)
                        .samples(2_050, 2_350, BAD)
                        .samples(2_350, 3_050, GOOD)
                        .samples(3_050, 3_150, MISSING)
                        .samples(3_150, 6_000, GOOD),
                Outcome.PASSED,
                "'home' was bad for 198ms to 352ms, then good for 1s");
        says(
                IN_500MS,
                Story.crash()
                        .samples(1_050, 2_050, GOOD)
                        .samples(2_050, 2_350, BAD)
                        .samples(2_350, 3_050, GOOD)
                        .samples(3_050, 3_250, MISSING)
                        .samples(3_250, 6_000, GOOD),
                Outcome.UNPROVEN,
                "'home' was bad for 198ms to 1.25s, and the limit of 500ms lies inside; asked every 100ms,"
                        + " a shorter period would decide it");
        says(
                IN_500MS,
                Story.crash()
                        .samples(1_050, 2_050, GOOD)
                        .samples(2_050, 2_350, BAD)
                        .samples(2_350, 3_050, GOOD)
                        .samples(3_350, 4_000, GOOD),
                Outcome.UNPROVEN,
                "'home' was bad for more than 198ms, and was not seen good for 1s without a hole afterwards");
    }

    private static Finding wantingAtLeast(long millis, Story story) {
        return new Recovers(
                        "home",
                        Optional.empty(),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Optional.of(Duration.ofMillis(millis)))
                .check(story.evidence());
    }

    @Test
    void an_outage_that_is_claimed_has_to_be_seen() {
        Finding seen = wantingAtLeast(190, outage());
        assertThat(seen.claim())
                .isEqualTo("'home' is not good for at least 190ms, and recovers within 500ms, and stays good for 1s");
        assertThat(seen.outcome()).isEqualTo(Outcome.PASSED);

        Finding inside = wantingAtLeast(300, outage());
        assertThat(inside.reason())
                .isEqualTo("'home' was bad for 198ms to 352ms; wanted at least 300ms, and that limit lies inside");
        assertThat(inside.outcome()).isEqualTo(Outcome.UNPROVEN);

        Finding shorter = wantingAtLeast(353, outage());
        assertThat(shorter.reason()).isEqualTo("'home' was bad for 198ms to 352ms; wanted at least 353ms");
        assertThat(shorter.outcome()).isEqualTo(Outcome.FAILED);

        Story never = Story.crash().samples(1_050, 6_000, GOOD);
        assertThat(wantingAtLeast(150, never).reason())
                .isEqualTo("'home' was never seen bad, and from one good answer to the next it was at most 102ms;"
                        + " wanted at least 150ms");
        assertThat(wantingAtLeast(150, never).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(wantingAtLeast(50, never).outcome()).isEqualTo(Outcome.UNPROVEN);
    }

    @Test
    void an_outage_cannot_be_wanted_longer_than_it_may_be() {
        assertThatThrownBy(() -> wantingAtLeast(501, outage()))
                .hasMessage("'recovers' wants an outage of at least 501ms and at most 500ms; make 'at-least' the"
                        + " shorter one");
    }

    @Test
    void a_late_answer_is_not_a_hole() {
        says(
                IN_500MS,
                Story.crash()
                        .samples(1_050, 2_050, GOOD)
                        .samples(2_050, 2_350, BAD)
                        .samples(2_350, 6_000, new Sample.Late(true, "")),
                Outcome.PASSED,
                "'home' was bad for 198ms to 352ms, then good for 1s");
    }

    @Test
    void never_bad_passes_only_where_somebody_asked_all_the_time() {
        says(
                IN_500MS,
                Story.crash().samples(1_050, 6_000, GOOD),
                Outcome.PASSED,
                "'home' was never seen bad, so any outage was shorter than one period: 100ms as planned,"
                        + " at most 102ms from one good answer to the next");
        says(
                IN_500MS,
                Story.crash().samples(1_050, 2_550, GOOD),
                Outcome.UNPROVEN,
                "'home' was never seen bad, but was asked only for 450ms after the fault; wanted 1.5s");
        says(
                IN_500MS,
                Story.crash()
                        .samples(1_050, 2_150, GOOD)
                        .samples(2_150, 2_250, MISSING)
                        .samples(2_250, 6_000, GOOD),
                Outcome.PASSED,
                "'home' was never seen bad, so any outage was shorter than one period: 100ms as planned,"
                        + " at most 202ms from one good answer to the next");
        says(
                IN_500MS,
                Story.crash().samples(1_050, 2_150, GOOD).samples(2_950, 6_000, GOOD),
                Outcome.UNPROVEN,
                "'home' was never seen bad, so any outage was shorter than one period: 100ms as planned,"
                        + " at most 902ms from one good answer to the next, and an outage beyond the limit may lie between");
    }

    @Test
    void no_samples_or_no_fault_prove_nothing() {
        says(IN_500MS, Story.crash(), Outcome.UNPROVEN, "'home' was not asked after the fault");
        says(
                IN_500MS,
                Story.begins().samples(1_050, 6_000, GOOD).ends(20_000),
                Outcome.UNPROVEN,
                "nothing was injected, so there was nothing to recover from");
        says(
                IN_500MS,
                Story.begins().intended(2_000).samples(1_050, 6_000, GOOD).ends(20_000),
                Outcome.UNPROVEN,
                "nothing says what became of 'killed' on web/1");
    }
}
