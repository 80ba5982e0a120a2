package dev.respawn.model;

/** The labels on everything that Respawn creates. */
public final class Labels {
    /** On everything: the run that made it. */
    public static final String RUN = "dev.respawn.run";
    /** On containers of a stack: the service. */
    public static final String SERVICE = "dev.respawn.service";
    /** On containers of a stack: the replica, from 1. */
    public static final String REPLICA = "dev.respawn.replica";
    /** On what helps the harness itself: what for. */
    public static final String HELPER = "dev.respawn.helper";

    private Labels() {}
}
