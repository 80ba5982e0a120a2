package dev.respawn.model;

/** The labels on everything that Respawn creates, and those that owners put on what is theirs. */
public final class Labels {
    /** On everything: the run that made it. */
    public static final String RUN = "dev.respawn.run";
    /** On containers of a stack: the service. */
    public static final String SERVICE = "dev.respawn.service";
    /** On containers of a stack: the replica, from 1. */
    public static final String REPLICA = "dev.respawn.replica";
    /** On what helps the harness itself: what for. */
    public static final String HELPER = "dev.respawn.helper";

    /** On containers of somebody else, by their owner: with {@link #YES} they may be broken. */
    public static final String MAY_BREAK = "dev.respawn.may-break";
    /** On containers of somebody else, by their owner: unless it says false, nobody breaks them, whatever else is said. */
    public static final String PROTECTED = "dev.respawn.protected";
    /** What gives leave. */
    public static final String YES = "yes";

    private Labels() {}
}
