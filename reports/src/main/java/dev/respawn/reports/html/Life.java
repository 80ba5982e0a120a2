package dev.respawn.reports.html;

import dev.respawn.model.Incarnation;
import java.time.Instant;
import java.util.Optional;

/**
 * One life of a target's container, as far as the journal shows it.
 *
 * @param id the container's
 * @param incarnation who it was; empty if nobody asked the engine while it lived
 * @param to empty if it lived when the journal ended
 * @param exitCode empty if it lives, or nobody saw how it ended
 * @param first the entry that shows its begin
 * @param last the entry that shows its end, else the last that shows it alive
 */
record Life(
        String id,
        Optional<Incarnation> incarnation,
        Instant from,
        Optional<Instant> to,
        Optional<Integer> exitCode,
        long first,
        long last) {
    /** The container's id as people know it, and the process. */
    String label() {
        return shortId()
                + incarnation.filter(i -> i.pid() > 0).map(i -> " #" + i.pid()).orElse("");
    }

    String shortId() {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    Life as(Incarnation who, long seq) {
        return new Life(id, Optional.of(who), from, to, exitCode, first, seq);
    }

    Life ended(Instant at, Optional<Integer> code, long seq) {
        return new Life(id, incarnation, from, Optional.of(at.isBefore(from) ? from : at), code, first, seq);
    }
}
