package dev.respawn.junit;

import dev.respawn.expect.Finding;
import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import dev.respawn.report.Report;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a report. */
public final class ReportAssert extends AbstractAssert<ReportAssert, Report> {
    private ReportAssert(Report actual) {
        super(actual, ReportAssert.class);
    }

    /** Begins an assertion. */
    public static ReportAssert assertThat(Report actual) {
        return new ReportAssert(actual);
    }

    /** Every claim holds, and nothing is left behind. */
    public ReportAssert hasPassed() {
        return hasOutcome(Outcome.PASSED);
    }

    /** A claim does not hold; null scenarios want that. */
    public ReportAssert hasFailed() {
        return hasOutcome(Outcome.FAILED);
    }

    /** Nothing failed, and something could not be proved; null scenarios want that. */
    public ReportAssert isUnproven() {
        return hasOutcome(Outcome.UNPROVEN);
    }

    /** The verdict is this, the run came to its end, and nothing is left behind. */
    public ReportAssert hasOutcome(Outcome wanted) {
        isNotNull();
        if (!actual.verdict().left().isEmpty()) {
            fail("left behind by " + actual.run() + ": "
                    + String.join(", ", actual.verdict().left()));
        }
        if (actual.verdict().ending() != Ending.COMPLETED) {
            fail(sentence("the run was " + actual.verdict().ending().word(), wanted));
        }
        if (actual.verdict().outcome() != wanted) {
            fail(sentence(
                    switch (actual.verdict().outcome()) {
                        case PASSED -> "every claim holds";
                        case FAILED -> "a claim does not hold";
                        case UNPROVEN -> "nothing failed, but it could not be proved";
                    },
                    wanted));
        }
        return this;
    }

    private void fail(String message) {
        // As an argument, so that a percent sign in a claim stays one.
        failWithMessage("%s", message);
    }

    private String sentence(String what, Outcome wanted) {
        String findings = actual.verdict().findings().stream()
                .filter(finding -> finding.outcome() != Outcome.PASSED)
                .map(ReportAssert::line)
                .collect(Collectors.joining());
        return actual.plan().scenario().name() + " on "
                + actual.plan().setting().supervisor() + ": " + what + " ("
                + actual.verdict().outcome().word() + ", wanted " + wanted.word() + ")\n" + findings + "run: "
                + actual.run();
    }

    private static String line(Finding finding) {
        return "  " + finding.outcome().word() + ": " + finding.claim() + ": " + finding.reason() + "\n";
    }
}
