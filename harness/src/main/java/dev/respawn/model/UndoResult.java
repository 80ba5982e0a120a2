package dev.respawn.model;

/** What became of an undo. */
public sealed interface UndoResult {
    /** It was taken back. */
    record Undone(String proof) implements UndoResult {}

    /** What was disturbed is gone, and no trace of the fault with it. */
    record Gone(String proof) implements UndoResult {}

    /** Something else stands in its place. */
    record Replaced(String by, boolean traceChecked) implements UndoResult {}

    /** The host does not answer; this stays open. */
    record Unreachable(String why) implements UndoResult {}

    /** It could not be taken back. */
    record Failed(String why) implements UndoResult {}
}
