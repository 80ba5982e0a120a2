package dev.respawn.expect;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import java.time.Instant;

/** Something that shows what becomes of a container, at its time on the run's clock. */
record Sign(Instant at, Entry entry, Event event, HostId host, String container) {
    boolean is(String action) {
        return event instanceof Event.EngineSaid said && said.said().is(action);
    }

    long seq() {
        return entry.seq();
    }

    /** The engine's event; only of a sign that is one. */
    EngineEvent said() {
        return ((Event.EngineSaid) event).said();
    }

    boolean between(Instant from, Instant to) {
        return !at.isBefore(from) && !at.isAfter(to);
    }
}
