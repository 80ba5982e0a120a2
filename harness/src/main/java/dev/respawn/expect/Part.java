package dev.respawn.expect;

import dev.respawn.model.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What was found for one of several targets or deaths; a finding is made of all of them. */
record Part(Outcome outcome, String reason, List<Finding.Measure> measured, List<Long> evidence) {
    private static final int REASONS = 5;

    Part {
        measured = List.copyOf(measured);
        evidence = List.copyOf(evidence);
    }

    static Part of(Outcome outcome, String reason, List<Long> evidence) {
        return new Part(outcome, reason, List.of(), evidence);
    }

    static Part unproven(String reason, List<Long> evidence) {
        return of(Outcome.UNPROVEN, reason, evidence);
    }

    Part with(Finding.Measure measure) {
        List<Finding.Measure> more = new ArrayList<>(measured);
        more.add(measure);
        return new Part(outcome, reason, more, evidence);
    }

    Part seenIn(List<Long> more) {
        List<Long> all = new ArrayList<>(evidence);
        all.addAll(more);
        return new Part(outcome, reason, measured, all);
    }

    /** The worst decides, and its reasons are told. */
    static Finding all(String claim, List<Part> parts) {
        Outcome worst = Outcome.all(parts.stream().map(Part::outcome).toList());
        List<String> reasons = parts.stream()
                .filter(part -> part.outcome == worst)
                .map(Part::reason)
                .distinct()
                .toList();
        String more = reasons.size() > REASONS ? "; and " + (reasons.size() - REASONS) + " more" : "";
        return new Finding(
                claim,
                worst,
                String.join("; ", reasons.subList(0, Math.min(REASONS, reasons.size()))) + more,
                parts.stream().flatMap(part -> part.measured.stream()).toList(),
                parts.stream().flatMap(part -> part.evidence.stream()).toList());
    }
}
