package dev.respawn.model;

import java.util.Locale;

/** How a run ended, which is another question than what it proved. */
public enum Ending {
    /** All that was planned was done. */
    COMPLETED,
    /** What it needs was not there, so the stack never stood, and nothing was injected. */
    NOT_BEGUN,
    /** Stopped on purpose: by a person, a limit or a stop condition. */
    ABORTED,
    /** The harness, or what it stands on, did not hold. */
    BROKEN;

    /** The word for people and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
