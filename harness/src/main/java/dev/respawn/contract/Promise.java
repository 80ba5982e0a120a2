package dev.respawn.contract;

import java.util.Locale;
import java.util.Optional;

/**
 * What a supervisor promises to do.
 *
 * @param as what comes back; empty when nothing does, or anything may
 * @param delay how long it waits; empty when it does not say
 */
public record Promise(Reaction reacts, Optional<As> as, Optional<DelayLaw> delay) {
    public Promise {
        if (reacts != Reaction.YES && (as.isPresent() || delay.isPresent())) {
            throw new IllegalArgumentException("a promise that reacts: "
                    + reacts.name().toLowerCase(Locale.ROOT) + " cannot say what comes back, nor when");
        }
    }

    /** Whether it does anything. */
    public enum Reaction {
        YES,
        NO,
        /** An honest promise: nothing is said, so nothing can be broken. */
        UNSPECIFIED
    }

    /** What comes back. */
    public enum As {
        SAME_CONTAINER,
        NEW_CONTAINER
    }

    /** It stays down. */
    public static Promise staysDown() {
        return new Promise(Reaction.NO, Optional.empty(), Optional.empty());
    }
}
