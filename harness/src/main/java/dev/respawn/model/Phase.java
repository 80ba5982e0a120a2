package dev.respawn.model;

import java.util.Locale;

/** The parts of a run, in order. */
public enum Phase {
    PREPARE,
    DEPLOY,
    BEGIN,
    DISRUPT,
    OBSERVE,
    UNDO,
    REMOVE;

    /** The word for people and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
