package dev.respawn.fault;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Kinds;
import dev.respawn.host.Witnessing;
import dev.respawn.model.Durations;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who asks the engine for a stop or restart, and goes away before it is done: a client that was killed, a connection that
 * broke. Engines may carry out what was asked of them or drop it on the way (ground truth 34).
 */
final class LeavingClient {
    /** When it goes away. */
    static final Kind<Duration> KIND = Kinds.duration(Duration.ofMillis(1), Duration.ofMinutes(10));

    private LeavingClient() {}

    /** Checks that it can leave before the engine is done. */
    static void check(String word, Optional<Duration> timeout, Optional<Duration> after) {
        if (after.isPresent()
                && timeout.filter(t -> t.compareTo(after.get()) <= 0).isPresent()) {
            throw new IllegalArgumentException("'" + word + "' has a timeout of " + Durations.exact(timeout.get())
                    + ", so a client that leaves after " + Durations.exact(after.get())
                    + " finds it done; let it leave sooner");
        }
    }

    /** How it is added to what is asked, in words. */
    static String inWords(Optional<Duration> after) {
        return after.map(a -> ", whose client leaves after " + Durations.exact(a))
                .orElse("");
    }

    /**
     * What shows that the engine was at it when its client left; what became of it afterwards is not asked here.
     *
     * @param left whether the client left; otherwise it had its answer before
     */
    static Witness witness(Witnessing witnessing, Incarnation on, Instant since, Duration after, boolean left)
            throws InterruptedException {
        if (!left) {
            return new Witness.NotSeen("the engine was done before its client left after " + Durations.exact(after));
        }
        List<String> evidence = new ArrayList<>();
        Seen.in(witnessing, on, since, event -> event.is("kill")).ifPresent(evidence::add);
        if (evidence.isEmpty()) {
            return new Witness.NotSeen("the client left after " + Durations.exact(after)
                    + ", and the engine's events showed no kill: it may never have heard of the wish");
        }
        evidence.add("the client closed its connection after " + Durations.exact(after) + ", without an answer");
        return new Witness.Arrived(evidence);
    }
}
