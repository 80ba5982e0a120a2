package dev.respawn.model;

/** Where a fault writes its way back, before each of its steps. */
public interface UndoLog {
    /**
     * Keeps the way back; it is on disk when this returns.
     *
     * @throws java.io.UncheckedIOException if it could not be written, in which case the step must not be taken
     * @throws Held if another fault has changed the same thing, and has not taken it back
     */
    void before(WayBack wayBack);

    /**
     * Keeps what a way back will need, such as a file's content; it is on disk when this returns.
     *
     * @return the name under which a way back of this run finds it again
     * @throws java.io.UncheckedIOException if it could not be written, in which case the step must not be taken
     */
    String keep(byte[] content);

    /** The step must not be taken: its way back would lead to what another fault has made of the same thing. */
    final class Held extends RuntimeException {
        public Held(String message) {
            super(message);
        }
    }
}
