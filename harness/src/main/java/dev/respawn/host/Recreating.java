package dev.respawn.host;

import dev.respawn.model.Incarnation;

/** An operator who replaces a container by a new one from its image. */
public interface Recreating {
    /**
     * Removes the container and its anonymous volumes, creates one of the same name and settings from the image, and
     * starts it.
     *
     * @return the new one
     */
    Incarnation recreate(Incarnation on) throws Unreached, InterruptedException;
}
