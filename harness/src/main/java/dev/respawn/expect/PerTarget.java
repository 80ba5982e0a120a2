package dev.respawn.expect;

import dev.respawn.journal.Event;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A claim about each target of a disruption: only where the fault provably arrived is there anything to judge. */
final class PerTarget {
    /** How long a death may take in the windows of claims about what follows from it. */
    static final Duration DEATH = Duration.ofSeconds(2);

    private PerTarget() {}

    static Finding judge(
            String claim, Evidence evidence, String after, BiFunction<Lives, Arrivals.Arrival, Part> judge) {
        Lives lives = Lives.of(evidence);
        List<Part> parts = lives.arrivals().of(after).stream()
                .map(arrival -> (arrival.arrived()
                                ? judge.apply(lives, arrival)
                                : Part.unproven(arrival.why(), List.of()))
                        .seenIn(arrival.evidence()))
                .toList();
        return parts.isEmpty()
                ? Finding.unproven(claim, "the plan has no disruption '" + after + "' of any target", List.of())
                : Part.all(claim, parts);
    }

    /** Why there is no death to speak of. */
    static Part nothingDied(Arrivals.Arrival arrival) {
        return Part.unproven(arrival.target() + " was not seen to die after '" + arrival.disruption() + "'", List.of());
    }

    /** Why the absence of an event between these times proves nothing, if it does not. */
    static Optional<Part> unseen(Lives lives, Death death, Instant from, Instant to) {
        return lives.blind()
                .within(death.life().host(), from, to)
                .map(span -> Part.unproven(
                        "the event stream of '" + span.host() + "' was away while " + death.target()
                                + " should have been watched",
                        span.evidence()));
    }

    /** The first entry at or after this time that shows the target down, with no other saying otherwise before it. */
    static Optional<Long> seenDownAt(Lives lives, Target target, Instant time) {
        return lives.seen(target).stream()
                .filter(entry -> !entry.at().isBefore(time))
                .findFirst()
                .filter(entry -> entry.event() instanceof Event.SeenAbsent
                        || (entry.event() instanceof Event.Seen seen
                                && seen.incarnation().pid() == 0
                                && !seen.condition().running()))
                .map(entry -> entry.seq());
    }
}
