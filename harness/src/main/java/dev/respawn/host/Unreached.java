package dev.respawn.host;

/** What was to be done could not be done to that incarnation; the message says why and what to do. */
public class Unreached extends Exception {
    public Unreached(String message) {
        super(message);
    }

    public Unreached(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
