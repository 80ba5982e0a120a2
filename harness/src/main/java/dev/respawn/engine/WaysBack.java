package dev.respawn.engine;

import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.Labels;
import dev.respawn.model.Target;
import dev.respawn.model.UndoLog;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

/** The ways back of one run, last step first. What is asked of it is on the disk before it is done. */
final class WaysBack {
    private final String run;
    private final Journal journal;
    private final Notes notes;
    private final Undoer undoer;
    private final Deque<Kept> kept = new ArrayDeque<>();
    // Also those that are being taken back, or could not be.
    private final List<Kept> open = new ArrayList<>();
    private final List<WayBack.Undo> all = new CopyOnWriteArrayList<>();

    private record Kept(String disruption, Target target, WayBack.Undo undo) {}

    WaysBack(String run, Journal journal, Notes notes, Undoer undoer) {
        this.run = run;
        this.journal = journal;
        this.notes = notes;
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
                // In one: of two that want the same, only one may find it free.
                synchronized (kept) {
                    if (wayBack instanceof WayBack.Undo undo) {
                        refuseHeld(disruption, undo);
                    }
                    journal.appendDurably(new Event.WayBackKept(disruption, target, wayBack));
                    if (wayBack instanceof WayBack.Undo undo) {
                        Kept own = new Kept(disruption, target, undo);
                        kept.push(own);
                        open.add(own);
                        all.add(undo);
                    }
                }
            }

            @Override
            public String keep(byte[] content) {
                return undoer.keep(content);
            }
        };
    }

    private void refuseHeld(String disruption, WayBack.Undo undo) {
        for (Kept other : open) {
            if (undo.holds().isPresent() && other.undo().holds().equals(undo.holds())) {
                throw new UndoLog.Held("'" + other.disruption() + "' has changed the same on " + other.target()
                        + " (" + undo.holds().get() + ") and has not taken it back; let '" + disruption
                        + "' begin when that is over");
            }
        }
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

    /** All that were ever written down, taken or not, in their order. */
    List<WayBack.Undo> all() {
        return List.copyOf(all);
    }

    /** Takes back what one disruption did to one target. */
    void takeBack(String disruption, Target target) {
        takeBack(k -> k.disruption().equals(disruption) && k.target().equals(target), undoer::undo);
    }

    /** Nothing was done of what one disruption was to do to one target: its way back would lead past what is there now. */
    void notNeeded(String disruption, Target target, String why) {
        UndoResult nothing = new UndoResult.Undone("nothing was done, so nothing is put back: " + why);
        takeBack(k -> k.disruption().equals(disruption) && k.target().equals(target), undo -> nothing);
    }

    /** Takes back everything that is still in force. */
    void takeBackAll() {
        takeBack(k -> true, undoer::undo);
    }

    private void takeBack(Predicate<Kept> which, Function<WayBack.Undo, UndoResult> how) {
        while (true) {
            Kept next;
            synchronized (kept) {
                next = kept.stream().filter(which).findFirst().orElse(null);
                if (next == null) {
                    return;
                }
                kept.remove(next);
            }
            // Undone also when that cannot be written down; done twice it does no more than once.
            notes.writeDurably(new Event.UndoBegan(next.disruption(), next.target(), next.undo()));
            UndoResult result;
            try {
                result = how.apply(next.undo());
            } catch (RuntimeException | Error e) {
                result = new UndoResult.Failed(e.getMessage() == null ? e.toString() : e.getMessage());
            }
            notes.writeDurably(new Event.UndoEnded(next.disruption(), next.target(), result));
            // What could not be taken back is still as the fault left it.
            if (!(result instanceof UndoResult.Failed || result instanceof UndoResult.Unreachable)) {
                synchronized (kept) {
                    open.remove(next);
                }
            }
        }
    }
}
