package dev.respawn.model;

import java.util.List;

/** Evidence, from a source other than the call that injected it, that a disturbance reached its target. */
public sealed interface Witness {
    /** It arrived, and this is what shows it, each with its source. */
    record Arrived(List<String> evidence) implements Witness {
        public Arrived {
            evidence = List.copyOf(evidence);
            if (evidence.isEmpty()) {
                throw new IllegalArgumentException("a witness without evidence; say NotSeen");
            }
        }
    }

    /** Nothing showed that it arrived, within the time given. */
    record NotSeen(String why) implements Witness {}
}
