package dev.respawn.catalogue;

import dev.respawn.yaml.Place;
import java.util.Comparator;

/** A mistake of the author, and where it stands. */
public record Mistake(Place place, String message) implements Comparable<Mistake> {
    @Override
    public int compareTo(Mistake other) {
        return Comparator.comparing(Mistake::place)
                .thenComparing(Mistake::message)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return Text.line(place + ": " + message);
    }
}
