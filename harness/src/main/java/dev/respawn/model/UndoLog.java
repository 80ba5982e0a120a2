package dev.respawn.model;

/** Where a fault writes its way back, before each of its steps. */
public interface UndoLog {
    /**
     * Keeps the way back; it is on disk when this returns.
     *
     * @throws java.io.UncheckedIOException if it could not be written, in which case the step must not be taken
     */
    void before(WayBack wayBack);
}
