package dev.respawn.expect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.model.Outcome;

/** A claim held against a literal journal. */
final class Judged {
    private Judged() {}

    /** What it comes to. */
    static Outcome outcome(Expectation claim, Story story) {
        return claim.check(story.evidence()).outcome();
    }

    /** It says this, word for word, and comes to that. */
    static void says(Expectation claim, Story story, Outcome outcome, String reason) {
        Finding finding = claim.check(story.evidence());
        assertThat(finding.reason()).isEqualTo(reason);
        assertThat(finding.outcome()).isEqualTo(outcome);
    }
}
