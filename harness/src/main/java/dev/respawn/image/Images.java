package dev.respawn.image;

import dev.respawn.docker.EngineException;

/** The images of one engine, by logical name. Safe for many threads. */
public interface Images {
    /** The logical name of the image of a machine: systemd as PID 1, and an engine. */
    String MACHINE = "machine";

    /**
     * Makes an image ready: there already, pulled if a registry answers, else built from the distribution's packages.
     *
     * @param name a logical name (nginx, busybox), or an engine's own reference
     * @throws ImageMissing if it cannot be had; the message says what was tried
     */
    Ready ready(String name) throws ImageMissing, EngineException, InterruptedException;

    /**
     * An image that an engine can start.
     *
     * @param reference what to create containers from
     * @param id a digest
     * @param origin there already, pulled from where, built from what
     */
    record Ready(String name, String reference, String id, String origin) {}

    /** An image that cannot be had. */
    final class ImageMissing extends Exception {
        public ImageMissing(String message) {
            super(message);
        }

        public ImageMissing(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
