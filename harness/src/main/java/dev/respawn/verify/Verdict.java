package dev.respawn.verify;

import dev.respawn.expect.Finding;
import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import java.util.List;

/**
 * What a run directory proves.
 *
 * @param ending how the run ended, which is another question
 * @param reason the finding that decided, in a sentence
 * @param findings those that are always there, then those of the scenario, in its order
 * @param left what the run left behind; empty for nothing
 */
public record Verdict(Outcome outcome, Ending ending, String reason, List<Finding> findings, List<String> left) {
    public Verdict {
        findings = List.copyOf(findings);
        left = List.copyOf(left);
    }
}
