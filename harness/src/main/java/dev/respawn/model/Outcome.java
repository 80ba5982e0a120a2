package dev.respawn.model;

import java.util.Collection;
import java.util.Locale;

/** What a claim came to. Failed beats unproven beats passed. */
public enum Outcome {
    PASSED,
    UNPROVEN,
    FAILED;

    /** The worse of the two. */
    public Outcome and(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The worst of all; of none it is unproven, since nothing checked is nothing proved. */
    public static Outcome all(Collection<Outcome> outcomes) {
        return outcomes.stream().reduce(Outcome::and).orElse(UNPROVEN);
    }

    /** The word for people and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
