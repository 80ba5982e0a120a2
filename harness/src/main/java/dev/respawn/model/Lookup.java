package dev.respawn.model;

import java.util.List;

/** What a target is at this moment. A list, since a supervisor may leave the old one running beside the new. */
public sealed interface Lookup {
    /** These lives, at least one. */
    record Found(List<Incarnation> lives) implements Lookup {
        public Found {
            lives = List.copyOf(lives);
            if (lives.isEmpty()) {
                throw new IllegalArgumentException("found nothing; that is Absent, and needs a proof");
            }
        }
    }

    /** Provably not there. */
    record Absent(String proof) implements Lookup {}

    /** The host could not be asked, so nobody knows. */
    record Unknown(HostId host, String why) implements Lookup {}
}
