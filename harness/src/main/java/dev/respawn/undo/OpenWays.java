package dev.respawn.undo;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Target;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The ways back that a journal leaves open. */
public final class OpenWays {
    private OpenWays() {}

    /** A way back that nobody has gone yet, or not to its end. */
    public record Open(String disruption, Target target, WayBack.Undo undo) {}

    /** Those of a journal, the last one first. */
    public static Deque<Open> of(List<Entry> entries) {
        Reading reading = new Reading();
        entries.forEach(entry -> reading.take(entry.event()));
        return reading.open();
    }

    /** Those of a journal that is read event by event. */
    static final class Reading {
        private final Deque<Open> open = new ArrayDeque<>();
        private final Deque<Open> begun = new ArrayDeque<>();

        /** The next event. */
        void take(Event event) {
            if (event instanceof Event.WayBackKept kept && kept.wayBack() instanceof WayBack.Undo undo) {
                open.push(new Open(kept.disruption(), kept.target(), undo));
            } else if (event instanceof Event.UndoBegan began) {
                begun.push(new Open(began.disruption(), began.target(), began.undo()));
            } else if (event instanceof Event.UndoEnded ended && !stays(ended.result())) {
                // Several may go on at a time, but of one disruption of one target only one after the other.
                begun.stream()
                        .filter(b -> b.disruption().equals(ended.disruption())
                                && b.target().equals(ended.target()))
                        .findFirst()
                        .ifPresent(which -> {
                            begun.remove(which);
                            open.removeFirstOccurrence(which);
                        });
            }
        }

        /** What is open after the last event that was taken. */
        Deque<Open> open() {
            return new ArrayDeque<>(open);
        }
    }

    /** Whether it stays open: nobody could be asked, or it was tried in vain. */
    static boolean stays(UndoResult result) {
        return result instanceof UndoResult.Unreachable || result instanceof UndoResult.Failed;
    }
}
