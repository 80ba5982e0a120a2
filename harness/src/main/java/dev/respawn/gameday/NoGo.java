package dev.respawn.gameday;

/** What a run needs is not there, so nothing was begun; the message says what, and how to get it. */
public class NoGo extends Exception {
    public NoGo(String message) {
        super(message);
    }

    public NoGo(String message, Throwable cause) {
        super(message, cause);
    }
}
