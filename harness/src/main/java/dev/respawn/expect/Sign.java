package dev.respawn.expect;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Signal;
import java.time.Instant;
import java.util.Optional;

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

    /** The number of the signal that a kill event names. */
    static Optional<Integer> signal(EngineEvent kill) {
        String text = kill.attributes().getOrDefault("signal", "");
        if (text.matches("[0-9]{1,3}")) {
            return Optional.of(Integer.valueOf(text));
        }
        try {
            return Optional.of(Signal.parse(text).number());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean between(Instant from, Instant to) {
        return !at.isBefore(from) && !at.isAfter(to);
    }
}
