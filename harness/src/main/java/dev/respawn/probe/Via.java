package dev.respawn.probe;

/** Which way a probe takes to a service; they fail differently (ground truth 82). */
public enum Via {
    /** The container's own address. */
    CONTAINER,
    /** The published port, at the host's address. */
    PUBLISHED,
    /** The published port, at 127.0.0.1 of the service's host. */
    LOOPBACK,
    /** The service's name, from inside the networks of its stack; looked up each time. */
    NAME
}
