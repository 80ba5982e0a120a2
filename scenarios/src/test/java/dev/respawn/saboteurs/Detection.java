package dev.respawn.saboteurs;

import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import dev.respawn.model.Outcome;
import dev.respawn.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a run found of a saboteur.
 *
 * @param raised the findings of all claims that were not kept, by the word of the claim, or by the claim itself if it is one of
 *     those that are always there
 */
public record Detection(Saboteur of, Outcome outcome, Map<String, Finding> raised) {
    /** Of one that was run. */
    public static Detection of(Saboteur saboteur, Report report) {
        Map<String, Finding> raised = new LinkedHashMap<>();
        List<Finding> findings = report.verdict().findings();
        List<Expectation> claims = report.plan().scenario().expect();
        int always = findings.size() - claims.size();
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            if (finding.outcome() != Outcome.PASSED) {
                raised.put(
                        i < always ? finding.claim() : Expectation.catalogue().nameOf(claims.get(i - always)), finding);
            }
        }
        return new Detection(saboteur, report.verdict().outcome(), raised);
    }

    /** What is otherwise than the saboteur declares; empty if it was found out as it should be, and nobody else was blamed. */
    public List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        Set<String> missing = new TreeSet<>(of.raises());
        missing.removeAll(raised.keySet());
        missing.forEach(word -> wrong.add("'" + word + "' was kept, and should not have been"));
        raised.forEach((word, finding) -> {
            if (!of.raises().contains(word)) {
                wrong.add("'" + word + "' should have been kept, and "
                        + finding.outcome().word() + ": " + finding.reason());
            }
        });
        Outcome wanted = of.isHonest() ? Outcome.PASSED : Outcome.FAILED;
        if (outcome != wanted) {
            wrong.add("the verdict is " + outcome.word() + "; wanted " + wanted.word());
        }
        root().ifPresent(finding -> {
            if (finding.outcome() != Outcome.FAILED) {
                wrong.add("'" + of.root() + "' did not fail: " + finding.reason());
            } else if (!Pattern.compile(of.because()).matcher(finding.reason()).find()) {
                wrong.add("'" + of.root() + "' failed for another reason: " + finding.reason() + "; wanted one like "
                        + of.because());
            }
        });
        return wrong;
    }

    private Optional<Finding> root() {
        return Optional.ofNullable(raised.get(of.root()));
    }
}
