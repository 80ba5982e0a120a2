package dev.respawn.expect;

import static dev.respawn.expect.Judged.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Outcome;
import dev.respawn.model.Sample;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaysUpTest {
    private static final Sample.State GOOD = new Sample.Good();
    private static final Sample.State BAD = new Sample.Bad("refused");
    private static final Sample.State MISSING = new Sample.Missing("shed");
    private static final StaysUp ALWAYS = new StaysUp("home", Optional.empty(), Optional.empty());
    private static final StaysUp SHARE = new StaysUp("home", Optional.of(0.95), Optional.empty());
    private static final StaysUp GAP = new StaysUp("home", Optional.empty(), Optional.of(Duration.ofMillis(350)));

    private static Story up(int bad, Sample.State state) {
        return Story.begins()
                .samples(1_000, 3_000, GOOD)
                .samples(3_000, 3_000 + bad * 100L, state)
                .samples(3_000 + bad * 100L, 11_000, GOOD)
                .ends(11_000);
    }

    @Test
    void all_good_passes() {
        says(ALWAYS, up(0, BAD), Outcome.PASSED, "'home' was asked 100 times; 100 of 100 samples of 'home' are good");
        says(SHARE, up(0, BAD), Outcome.PASSED, "'home' was asked 100 times; 100 of 100 samples of 'home' are good");
        says(GAP, up(0, BAD), Outcome.PASSED, "'home' was asked 100 times; no gap of 'home' was seen");
    }

    @Test
    void one_bad_sample_fails_what_allows_none() {
        says(ALWAYS, up(1, BAD), Outcome.FAILED, "99 of 100 samples of 'home' are good; wanted 100%");
    }

    @Test
    void a_share_allows_some() {
        assertThat(SHARE.check(up(5, BAD).evidence()).outcome()).isEqualTo(Outcome.PASSED);
        says(SHARE, up(6, BAD), Outcome.FAILED, "94 of 100 samples of 'home' are good; wanted 95%");
    }

    @Test
    void a_gap_is_judged_as_an_interval() {
        assertThat(GAP.check(up(2, BAD).evidence()).outcome()).isEqualTo(Outcome.PASSED);
        says(GAP, up(4, BAD), Outcome.UNPROVEN, "the longest gap of 'home' is 298ms to 502ms; wanted at most 350ms");
        says(GAP, up(6, BAD), Outcome.FAILED, "the longest gap of 'home' is 498ms to 702ms; wanted at most 350ms");
    }

    @Test
    void a_gap_without_an_end_is_not_over() {
        Story down = Story.begins()
                .samples(1_000, 10_900, GOOD)
                .samples(10_900, 11_000, BAD)
                .ends(11_000);

        says(GAP, down, Outcome.UNPROVEN, "the longest gap of 'home' is more than 0s; wanted at most 350ms");
    }

    @Test
    void missing_samples_at_the_end_hide_no_more_than_the_rest_of_the_observation() {
        Story busy = Story.begins()
                .samples(1_000, 10_900, GOOD)
                .samples(10_900, 11_000, MISSING)
                .ends(11_000);
        Story busier = Story.begins()
                .samples(1_000, 10_600, GOOD)
                .samples(10_600, 11_000, MISSING)
                .ends(11_000);

        says(
                GAP,
                busy,
                Outcome.PASSED,
                "'home' was asked 99 times; the longest gap of 'home' is at most 200ms; wanted at most 350ms");
        says(GAP, busier, Outcome.UNPROVEN, "the longest gap of 'home' is at most 500ms; wanted at most 350ms");
    }

    @Test
    void missing_samples_are_neither_and_too_many_prove_nothing() {
        says(ALWAYS, up(1, MISSING), Outcome.PASSED, "'home' was asked 99 times; 99 of 99 samples of 'home' are good");
        says(
                ALWAYS,
                up(6, MISSING),
                Outcome.UNPROVEN,
                "6 of 100 samples of 'home' are missing; more than 5% prove nothing");
        says(GAP, up(4, MISSING), Outcome.UNPROVEN, "the longest gap of 'home' is at most 502ms; wanted at most 350ms");
    }

    @Test
    void what_was_not_asked_proves_nothing() {
        says(ALWAYS, Story.begins().ends(11_000), Outcome.UNPROVEN, "'home' was never asked");
        says(
                ALWAYS,
                Story.begins()
                        .samples(1_000, 3_000, GOOD)
                        .samples(4_500, 11_000, GOOD)
                        .ends(11_000),
                Outcome.UNPROVEN,
                "nothing is known of 'home' for 1.6s");
        says(
                ALWAYS,
                Story.begins().samples(1_000, 3_000, GOOD).ends(11_000),
                Outcome.UNPROVEN,
                "nothing is known of 'home' for 8.1s");
    }
}
