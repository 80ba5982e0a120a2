package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import dev.respawn.model.Witness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One application of a fault to one target, as the journal has it.
 *
 * @param entries all that speak of it, in order
 */
record FaultCourse(String disruption, Target target, List<Entry> entries) {
    FaultCourse {
        entries = List.copyOf(entries);
    }

    /** The entry that announced it. */
    Optional<Entry> intended() {
        return first(Event.FaultIntended.class);
    }

    /** The entry with the word of its witness. */
    Optional<Entry> injected() {
        return first(Event.FaultInjected.class);
    }

    /** The entry that says why it could not be injected. */
    Optional<Entry> failed() {
        return first(Event.FaultFailed.class);
    }

    /** The entry that says what became of its undo; the last one, since an undo may be tried again. */
    Optional<Entry> undone() {
        return entries.stream()
                .filter(entry -> entry.event() instanceof Event.UndoEnded)
                .reduce((one, other) -> other);
    }

    /** The first look that missed it; from there on nobody knows it in force. */
    Optional<Entry> lost() {
        return entries.stream()
                .filter(entry -> entry.event() instanceof Event.FaultLooked looked
                        && looked.look().equals("lost"))
                .findFirst();
    }

    /** What showed that it arrived; empty if nothing did. */
    Optional<Witness.Arrived> arrived() {
        return injected()
                .filter(entry -> entry.event() instanceof Event.FaultInjected injected
                        && injected.witness() instanceof Witness.Arrived)
                .map(entry -> (Witness.Arrived) ((Event.FaultInjected) entry.event()).witness());
    }

    /** Whether there is something to take back, which is to say that it lasts. */
    boolean lasting() {
        return entries.stream()
                .anyMatch(entry ->
                        entry.event() instanceof Event.WayBackKept kept && kept.wayBack() instanceof WayBack.Undo);
    }

    /** When it was certainly over; empty if nobody saw that, or it is momentary. */
    Optional<Instant> over() {
        return undone().filter(entry -> entry.event() instanceof Event.UndoEnded ended
                        && !(ended.result() instanceof UndoResult.Failed)
                        && !(ended.result() instanceof UndoResult.Unreachable))
                .map(Entry::at);
    }

    private Optional<Entry> first(Class<? extends Event> type) {
        return entries.stream().filter(entry -> type.isInstance(entry.event())).findFirst();
    }
}
