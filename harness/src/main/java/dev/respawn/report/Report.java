package dev.respawn.report;

import dev.respawn.journal.Entry;
import dev.respawn.plan.Plan;
import dev.respawn.verify.Verdict;
import java.util.List;

/**
 * All there is to know about one run. Everything in it comes from the run's directory.
 *
 * @param run the run's name
 */
public record Report(String run, Plan plan, List<Entry> journal, Verdict verdict) {
    public Report {
        journal = List.copyOf(journal);
    }
}
