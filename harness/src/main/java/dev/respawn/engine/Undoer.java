package dev.respawn.engine;

import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;

/** Carries out a way back, with a deadline of its own. */
public interface Undoer {
    UndoResult undo(WayBack.Undo undo);
}
