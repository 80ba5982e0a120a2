package dev.respawn.verify;

import dev.respawn.expect.Finding;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import dev.respawn.plan.Move;
import dev.respawn.plan.Plan;
import dev.respawn.scenario.Begins;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The claims that are there in every run, whatever its scenario says. */
final class Always {
    static final String COMPLETED = "the run was carried out to its end";
    static final String WELL = "all was well before the first fault";
    static final String UNDONE = "everything was undone";

    private Always() {}

    static List<Finding> findings(Plan plan, List<Entry> journal) {
        List<Finding> findings = new ArrayList<>();
        findings.add(completed(journal));
        if (plan.scenario().begins() == Begins.WELL) {
            findings.add(well(journal));
        }
        for (Move move : plan.moves()) {
            for (Target target : move.targets()) {
                findings.add(arrived(move.disruption().name(), target, journal));
            }
        }
        findings.add(undone(journal));
        findings.addAll(clocks(journal));
        return findings;
    }

    // Of a clock that ran on evenly nothing need be said.
    private static List<Finding> clocks(List<Entry> journal) {
        List<Finding> findings = new ArrayList<>();
        for (Entry entry : journal) {
            if (entry.event() instanceof Event.ClockSet set) {
                findings.add(Finding.unproven(
                        "the clock of host '" + set.host() + "' ran on evenly",
                        "it was set " + (set.by().isNegative() ? "back" : "forward") + " by "
                                + Durations.text(set.by().abs())
                                + " while the run went on, so times before and after cannot be compared",
                        List.of(entry.seq())));
            }
        }
        return findings;
    }

    private static Finding completed(List<Entry> journal) {
        for (Entry entry : journal) {
            if (entry.event() instanceof Event.RunEnded ended) {
                return ended.ending() == Ending.COMPLETED
                        ? Finding.passed(COMPLETED, ended.why(), List.of(entry.seq()))
                        : Finding.unproven(COMPLETED, ended.why(), List.of(entry.seq()));
            }
        }
        return Finding.unproven(COMPLETED, "the journal breaks off; the harness did not live to end it", List.of());
    }

    private static Finding well(List<Entry> journal) {
        for (Entry entry : journal) {
            if (entry.event() instanceof Event.BeganWell well) {
                return well.well()
                        ? Finding.passed(WELL, well.why(), List.of(entry.seq()))
                        : Finding.unproven(WELL, well.why() + "; nothing was injected", List.of(entry.seq()));
            }
        }
        return Finding.unproven(WELL, "the run did not come so far", List.of());
    }

    static String arrivedClaim(String disruption, Target target) {
        return "'" + disruption + "' reached " + target;
    }

    // A lasting fault may be injected again on a new life; each time it has to arrive, and it may not get lost between.
    private static Finding arrived(String disruption, Target target, List<Entry> journal) {
        String claim = arrivedClaim(disruption, target);
        List<Long> evidence = new ArrayList<>();
        String reason = "it was never injected";
        Outcome outcome = Outcome.UNPROVEN;
        boolean lost = false;
        for (Entry entry : journal) {
            if (entry.event() instanceof Event.FaultInjected injected
                    && injected.disruption().equals(disruption)
                    && injected.target().equals(target)) {
                evidence.add(entry.seq());
                boolean seen = injected.witness() instanceof Witness.Arrived;
                lost |= !seen;
                outcome = lost ? Outcome.UNPROVEN : Outcome.PASSED;
                reason = injected.witness() instanceof Witness.Arrived arrived
                        ? String.join("; ", arrived.evidence())
                        : ((Witness.NotSeen) injected.witness()).why();
            } else if (entry.event() instanceof Event.FaultFailed failed
                    && failed.disruption().equals(disruption)
                    && failed.target().equals(target)) {
                evidence.add(entry.seq());
                lost = true;
                outcome = Outcome.UNPROVEN;
                reason = "it could not be injected: " + failed.why();
            } else if (entry.event() instanceof Event.FaultLooked looked
                    && looked.disruption().equals(disruption)
                    && looked.target().equals(target)
                    && !looked.look().equals("in-force")) {
                evidence.add(entry.seq());
                lost = true;
                outcome = Outcome.UNPROVEN;
                reason = "it was " + looked.look() + " when it was looked at, " + looked.why();
            }
        }
        return new Finding(claim, outcome, reason, List.of(), evidence);
    }

    private static Finding undone(List<Entry> journal) {
        List<Long> evidence = new ArrayList<>();
        List<String> open = new ArrayList<>();
        Set<String> left = new LinkedHashSet<>();
        int ways = 0;
        int irreversible = 0;
        int ended = 0;
        boolean lookedFor = true;
        boolean over = false;
        for (Entry entry : journal) {
            if (entry.event() instanceof Event.WayBackKept kept) {
                evidence.add(entry.seq());
                ways += kept.wayBack() instanceof WayBack.Undo ? 1 : 0;
                irreversible += kept.wayBack() instanceof WayBack.Irreversible ? 1 : 0;
            } else if (entry.event() instanceof Event.UndoEnded undo) {
                evidence.add(entry.seq());
                ended++;
                if (undo.result() instanceof UndoResult.Failed failed) {
                    open.add("'" + undo.disruption() + "' on " + undo.target() + ": " + failed.why());
                } else if (undo.result() instanceof UndoResult.Unreachable unreachable) {
                    open.add("'" + undo.disruption() + "' on " + undo.target() + ": " + unreachable.why());
                } else if (undo.result() instanceof UndoResult.Replaced replaced && !replaced.traceChecked()) {
                    open.add("'" + undo.disruption() + "' on " + undo.target() + ": something else is there now: "
                            + replaced.by() + ", and nobody looked for traces");
                }
            } else if (entry.event() instanceof Event.ResidueChecked checked
                    && (checked.compared().isEmpty() || !checked.left().isEmpty())) {
                evidence.add(entry.seq());
                lookedFor &= !checked.compared().isEmpty();
                left.addAll(checked.left());
            } else if (entry.event() instanceof Event.RunEnded) {
                over = true;
            }
        }
        if (!open.isEmpty()) {
            return Finding.failed(UNDONE, String.join("; ", open), evidence);
        }
        if (!left.isEmpty()) {
            return Finding.failed(UNDONE, "left behind: " + String.join("; ", left), evidence);
        }
        if (ended < ways) {
            return Finding.unproven(
                    UNDONE,
                    (ways - ended) + " of " + ways + " ways back were not taken, as far as the journal tells",
                    evidence);
        }
        if (!over) {
            return Finding.unproven(UNDONE, "the journal breaks off before the end", evidence);
        }
        if (!lookedFor) {
            return Finding.unproven(UNDONE, "nobody could look for what is left of the run", evidence);
        }
        String told = irreversible == 0
                ? ""
                : "; " + irreversible + " act" + (irreversible == 1 ? "" : "s") + " cannot be undone, as was told";
        return Finding.passed(
                UNDONE,
                (ways == 0 ? "nothing had to be" : ways + " of " + ways + " ways back were taken") + told,
                evidence);
    }
}
