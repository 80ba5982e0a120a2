package dev.respawn.verify;

import dev.respawn.expect.Evidence;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import dev.respawn.fault.Fault;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import dev.respawn.plan.Plan;
import dev.respawn.scenario.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges a run by its plan and its journal. Nobody else decides a verdict. */
public final class Verifier {
    private Verifier() {}

    /** What the journal proves of the plan. The same files give the same verdict, tomorrow and without an engine. */
    public static Verdict verify(Plan plan, List<Entry> journal) {
        Evidence evidence = evidence(plan, journal);
        List<Finding> findings = new ArrayList<>(Always.findings(plan, journal));
        for (Expectation expectation : plan.scenario().expect()) {
            findings.add(check(expectation, evidence));
        }
        Outcome outcome = Outcome.all(findings.stream().map(Finding::outcome).toList());
        return new Verdict(outcome, ending(journal), reason(outcome, findings), findings, left(journal));
    }

    /** What there is to judge a run by. */
    public static Evidence evidence(Plan plan, List<Entry> journal) {
        Map<String, Duration> watches = new LinkedHashMap<>();
        for (Watch watch : plan.scenario().watch()) {
            watches.put(watch.name(), watch.every());
        }
        List<Evidence.Planned> planned = plan.moves().stream()
                .map(move -> new Evidence.Planned(
                        move.disruption().name(),
                        Fault.catalogue().nameOf(move.disruption().fault()),
                        move.targets()))
                .toList();
        return new Evidence(journal, planned, watches, plan.contracts());
    }

    // A check that throws has proved nothing; which one it was must not be lost.
    private static Finding check(Expectation expectation, Evidence evidence) {
        try {
            return expectation.check(evidence);
        } catch (RuntimeException e) {
            return Finding.unproven(claim(expectation), "the check itself broke: " + e, List.of());
        }
    }

    private static String claim(Expectation expectation) {
        try {
            return expectation.claim();
        } catch (RuntimeException e) {
            return expectation.getClass().getSimpleName();
        }
    }

    private static Ending ending(List<Entry> journal) {
        return journal.stream()
                .filter(entry -> entry.event() instanceof Event.RunEnded)
                .map(entry -> ((Event.RunEnded) entry.event()).ending())
                .reduce((first, last) -> last)
                .orElse(Ending.BROKEN);
    }

    private static List<String> left(List<Entry> journal) {
        return journal.stream()
                .filter(entry -> entry.event() instanceof Event.ResidueChecked)
                .flatMap(entry -> ((Event.ResidueChecked) entry.event()).left().stream())
                .distinct()
                .toList();
    }

    private static String reason(Outcome outcome, List<Finding> findings) {
        List<Finding> deciding = findings.stream()
                .filter(finding -> finding.outcome() == outcome)
                .toList();
        return switch (outcome) {
            case PASSED -> "all " + findings.size() + " claims hold";
            case FAILED, UNPROVEN -> {
                Finding first = deciding.get(0);
                String more =
                        deciding.size() == 1 ? "" : " (and " + (deciding.size() - 1) + " more " + outcome.word() + ")";
                yield first.claim() + ": " + first.reason() + more;
            }
        };
    }
}
