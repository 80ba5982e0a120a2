package dev.respawn.engine;

import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;

/** Carries out a way back, with a deadline of its own. */
public interface Undoer {
    UndoResult undo(WayBack.Undo undo);

    /** Keeps what a way back will need; see {@link dev.respawn.model.UndoLog#keep}. */
    default String keep(byte[] content) {
        throw new UnsupportedOperationException("nothing is kept here");
    }
}
