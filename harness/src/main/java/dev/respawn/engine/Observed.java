package dev.respawn.engine;

import dev.respawn.model.Sample;
import dev.respawn.scenario.When;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** For how long each probe has been saying the same, for faults that wait for an observation. */
final class Observed implements Sampling.Sink {
    private final Sampling.Sink next;
    private final Map<String, Row> rows = new HashMap<>();

    /** Answers in a row that say the same; the questions were sent between these instants. */
    private record Row(When.Says says, Instant first, Instant last) {}

    /** Hands every sample on. */
    Observed(Sampling.Sink next) {
        this.next = next;
    }

    @Override
    public void take(String watch, Sample sample) {
        next.take(watch, sample);
        synchronized (rows) {
            if (sample.missing()) {
                // What nobody saw may have been a break.
                rows.remove(watch);
                return;
            }
            When.Says says = sample.good() ? When.Says.GOOD : When.Says.BAD;
            Row row = rows.get(watch);
            Instant sent = sample.sent();
            if (row == null || (row.says() != says && !sent.isBefore(row.last()))) {
                rows.put(watch, new Row(says, sent, sent));
            } else if (!sent.isBefore(row.last())) {
                rows.put(watch, new Row(says, row.first(), sent));
            } else if (row.says() != says && !sent.isBefore(row.first())) {
                // Answers may overtake each other. One that was asked earlier and says otherwise begins no row; it
                // breaks
                // this one, of which only the last is known to lie behind it.
                rows.put(watch, new Row(row.says(), row.last(), row.last()));
            }
        }
    }

    /** Whether a probe says so, and has been saying so for long enough, to questions sent from this instant on. */
    boolean holds(When.Once once, Instant from) {
        synchronized (rows) {
            Row row = rows.get(once.probe());
            if (row == null || row.says() != once.is() || row.last().isBefore(from)) {
                return false;
            }
            Instant first = row.first().isBefore(from) ? from : row.first();
            return Duration.between(first, row.last()).compareTo(once.steady()) >= 0;
        }
    }
}
