package dev.respawn.engine;

import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.Sample;
import dev.respawn.scenario.Watch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes samples down, and knows which probes are good just now. */
final class Wellness implements Sampling.Sink {
    /** Good answers in a row that make a probe good. */
    static final int IN_A_ROW = 3;

    private final Journal journal;
    private final Map<String, Integer> row = new HashMap<>();
    private final Map<String, String> lastBad = new HashMap<>();

    Wellness(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void take(String watch, Sample sample) {
        journal.append(new Event.Sampled(watch, sample));
        synchronized (row) {
            if (sample.good()) {
                row.merge(watch, 1, Integer::sum);
            } else {
                row.put(watch, 0);
                lastBad.put(
                        watch,
                        sample.state() instanceof Sample.Bad bad
                                ? bad.why()
                                : sample.state() instanceof Sample.Late late
                                        ? late.why()
                                        : ((Sample.Missing) sample.state()).why());
            }
        }
    }

    /** The probes that are not good now, each with the last reason; empty when all are well. */
    List<String> unwell(List<Watch> watches) {
        synchronized (row) {
            return watches.stream()
                    .map(Watch::name)
                    .filter(name -> row.getOrDefault(name, 0) < IN_A_ROW)
                    .map(name -> "'" + name + "' (" + lastBad.getOrDefault(name, "no answer yet") + ")")
                    .toList();
        }
    }
}
