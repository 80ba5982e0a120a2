package dev.respawn.expect;

import dev.respawn.model.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One life of a container of a target, as the journal shows it.
 *
 * @param started when it began
 * @param byEvent whether a start event shows it; otherwise it was only seen running
 * @param pid its main process; empty if nobody saw it
 * @param byHand whether the engine was asked for this start, whoever did: by what it tells, else by the words of a fault of ours
 */
record Life(
        HostId host,
        String container,
        Moment started,
        boolean byEvent,
        Optional<Long> pid,
        Instant lastSeenAlive,
        boolean byHand,
        List<Long> evidence) {
    Life {
        evidence = List.copyOf(evidence);
    }

    String shortContainer() {
        return container.length() > 12 ? container.substring(0, 12) : container;
    }
}
