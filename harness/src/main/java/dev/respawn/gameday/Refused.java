package dev.respawn.gameday;

/** What a run would break may not be broken, so nothing was begun; the message says what, and what would give leave. */
public final class Refused extends NoGo {
    public Refused(String message) {
        super(message);
    }
}
