package dev.respawn.healer;

import java.time.Instant;

/**
 * One thing that the healer did or found, for people.
 *
 * @param what a word for scripts: started, restarted, recreated, waits, left, gave-up, refused, well, watching, blind, …
 * @param name the container's name; empty for what is of no container
 */
public record Note(Instant at, String what, String name, String id, String text) {
    private static final int SHORT = 12;

    /** One line; what is foreign in it is not yet made harmless. */
    @Override
    public String toString() {
        return name.isEmpty() ? text : name + ": " + text;
    }

    /** The id as people write it. */
    public String shortId() {
        return id.length() > SHORT ? id.substring(0, SHORT) : id;
    }
}
