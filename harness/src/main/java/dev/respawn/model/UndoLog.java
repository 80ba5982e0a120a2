package dev.respawn.model;

/** Where a fault writes its way back, before each of its steps. */
public interface UndoLog {
    /**
     * Keeps the way back; it is on disk when this returns.
     *
     * @throws java.io.UncheckedIOException if it could not be written, in which case the step must not be taken
     */
    void before(WayBack wayBack);

    /**
     * Keeps what a way back will need, such as a file's content; it is on disk when this returns.
     *
     * @return the name under which a way back of this run finds it again
     * @throws java.io.UncheckedIOException if it could not be written, in which case the step must not be taken
     */
    String keep(byte[] content);
}
