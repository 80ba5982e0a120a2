package dev.respawn.fault;

import dev.respawn.host.Witnessing;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The witness of an operator's act: the engine's event about it, which comes by another way than the answer to the call. */
final class Seen {
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private Seen() {}

    /**
     * Waits for the event.
     *
     * @param wanted in words, for a witness that saw nothing
     */
    static Witness event(
            Witnessing witnessing, Incarnation on, Instant since, String wanted, Predicate<EngineEvent> fits)
            throws InterruptedException {
        Optional<EngineEvent> seen = witnessing.event(on, since, fits, LIMIT);
        return seen.<Witness>map(event -> new Witness.Arrived(List.of("engine event: " + describe(event))))
                .orElseGet(() -> new Witness.NotSeen(
                        "the engine's events showed no " + wanted + " within " + LIMIT.toSeconds() + "s"));
    }

    /** The event in words, if it comes in time. */
    static Optional<String> in(Witnessing witnessing, Incarnation on, Instant since, Predicate<EngineEvent> fits)
            throws InterruptedException {
        return within(witnessing, on, since, fits, LIMIT);
    }

    /** The event in words, if it comes within this limit. */
    static Optional<String> within(
            Witnessing witnessing, Incarnation on, Instant since, Predicate<EngineEvent> fits, Duration limit)
            throws InterruptedException {
        return witnessing.event(on, since, fits, limit).map(event -> "engine event: " + describe(event));
    }

    /** What all that was seen comes to: any one piece of it is enough. */
    static Witness orNot(List<String> evidence, String otherwise) {
        return evidence.isEmpty() ? new Witness.NotSeen(otherwise) : new Witness.Arrived(evidence);
    }

    private static String describe(EngineEvent event) {
        String signal = event.attributes().containsKey("signal")
                ? " with signal " + event.attributes().get("signal")
                : "";
        return event.action()
                + event.exitCode().map(code -> " with exit code " + code).orElse("")
                + signal;
    }
}
