package dev.respawn.expect;

import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Interval;
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

    /** A claim about the first death of each target after the disruption; without one there is nothing to judge. */
    static Finding judgeDeaths(String claim, Evidence evidence, String after, BiFunction<Lives, Death, Part> judge) {
        return judge(
                claim,
                evidence,
                after,
                (lives, arrival) -> lives.firstAfter(arrival)
                        .map(death -> judge.apply(lives, death).seenIn(death.evidence()))
                        .orElseGet(() -> Part.unproven(
                                arrival.target() + " was not seen to die after '" + after + "'", List.of())));
    }

    /** For how long a target was watched after its death, if that is shorter than wanted. */
    static Optional<String> watchedOnly(Lives lives, Death death, Duration wanted) {
        Duration watched = Duration.between(death.died().latest(), lives.until());
        return Optional.of("was watched only for " + Durations.text(watched) + " of " + Durations.exact(wanted))
                .filter(text -> watched.compareTo(wanted) < 0);
    }

    /** From a death to a start, held against a limit. */
    static Finding.Measure downtime(Death death, Interval interval, Duration limit) {
        return new Finding.Measure(
                "from the death of " + death.target() + " to its start", interval, Optional.of(limit));
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
