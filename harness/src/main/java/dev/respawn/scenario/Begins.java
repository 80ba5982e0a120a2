package dev.respawn.scenario;

/** What has to hold before the first fault. */
public enum Begins {
    /** Every probe is good; otherwise nothing is injected and the verdict is unproven. */
    WELL,
    /** Nothing: for crash loops and short lives. */
    NOT_ASKED
}
