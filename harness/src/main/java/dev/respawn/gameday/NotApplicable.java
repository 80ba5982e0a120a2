package dev.respawn.gameday;

/** A scenario says nothing about hosts such as this one, so it was not begun; the message says why. */
public final class NotApplicable extends NoGo {
    NotApplicable(String message) {
        super(message);
    }
}
