package dev.respawn.engine;

import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.Labels;
import dev.respawn.model.Target;
import dev.respawn.model.UndoLog;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The ways back of one run, last step first. What is asked of it is on the disk before it is done. */
final class WaysBack {
    private final String run;
    private final Journal journal;
    private final Undoer undoer;
    private final Deque<Kept> kept = new ArrayDeque<>();

    private record Kept(String disruption, Target target, WayBack.Undo undo) {}

    WaysBack(String run, Journal journal, Undoer undoer) {
        this.run = run;
        this.journal = journal;
        this.undoer = undoer;
    }

    /**
     * Where one injection writes its way back.
     *
     * @param locator what another process finds the target's place by; empty for the labels of the run
     */
    UndoLog of(String disruption, Target target, Map<String, String> locator) {
        return new UndoLog() {
            @Override
            public void before(WayBack intended) {
                WayBack wayBack = located(intended, target, locator);
                journal.appendDurably(new Event.WayBackKept(disruption, target, wayBack));
                if (wayBack instanceof WayBack.Undo undo) {
                    synchronized (kept) {
                        kept.push(new Kept(disruption, target, undo));
                    }
                }
            }

            @Override
            public String keep(byte[] content) {
                return undoer.keep(content);
            }
        };
    }

    // By these another process finds what stands in the target's place; a fault knows only its one life.
    private WayBack located(WayBack wayBack, Target target, Map<String, String> place) {
        if (!(wayBack instanceof WayBack.Undo undo && target instanceof Target.Service service)) {
            return wayBack;
        }
        Map<String, String> locator = new TreeMap<>(undo.locator());
        if (place.isEmpty()) {
            locator.put(Labels.RUN, run);
            locator.put(Labels.SERVICE, service.name().value());
            locator.put(Labels.REPLICA, String.valueOf(service.replica()));
        }
        locator.putAll(place);
        return new WayBack.Undo(undo.act(), locator);
    }

    /** Takes back what one disruption did to one target. */
    void takeBack(String disruption, Target target) {
        takeBack(k -> k.disruption().equals(disruption) && k.target().equals(target));
    }

    /** Takes back everything that is still in force. */
    void takeBackAll() {
        takeBack(k -> true);
    }

    private void takeBack(Predicate<Kept> which) {
        while (true) {
            Kept next;
            synchronized (kept) {
                next = kept.stream().filter(which).findFirst().orElse(null);
                if (next == null) {
                    return;
                }
                kept.remove(next);
            }
            journal.appendDurably(new Event.UndoBegan(next.disruption(), next.target(), next.undo()));
            UndoResult result;
            try {
                result = undoer.undo(next.undo());
            } catch (RuntimeException e) {
                result = new UndoResult.Failed(String.valueOf(e.getMessage()));
            }
            journal.appendDurably(new Event.UndoEnded(next.disruption(), next.target(), result));
        }
    }
}
