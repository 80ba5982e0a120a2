package dev.respawn.expect;

import dev.respawn.journal.Entry;
import dev.respawn.model.Durations;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Of whom a claim speaks, and since when: every replica of a service in the whole run, every target of a disruption since
 * it, or every replica of a service since a disruption that may have been another's.
 */
record Whom(Optional<ServiceName> service, Optional<String> after) {
    /** @param word the claim, as it is written */
    static Whom of(String word, Optional<ServiceName> service, Optional<String> after) {
        if (service.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException("'" + word + "' does not say of whom; add 'service', 'after' or both");
        }
        return new Whom(service, after);
    }

    /**
     * One target and since when something is claimed of it.
     *
     * @param from the intent of the disruption; empty for the whole run
     * @param seq the entry after which something counts
     */
    record Since(Target target, Optional<Instant> from, long seq, List<Long> evidence) {
        static Since ever(Target target) {
            return new Since(target, Optional.empty(), 0, List.of());
        }

        static Since of(Target target, Arrivals.Arrival arrival) {
            return new Since(target, Optional.of(arrival.since()), arrival.seq(), arrival.evidence());
        }

        /** Whether something that was written down in this entry, and happened at this time, was not before. */
        boolean covers(Entry entry, Instant at) {
            return covers(entry.seq(), at);
        }

        boolean covers(long entry, Instant at) {
            return entry > seq
                    && from.filter(begin -> at.isBefore(begin.minus(Lives.TOLERANCE)))
                            .isEmpty();
        }

        boolean covers(Death death) {
            return covers(death.seq(), death.died().latest());
        }

        /** When the time that counts begins: at the disruption, or with the target's first life. */
        Moment begin(Lives lives) {
            return from.map(Moment::at)
                    .or(() -> lives.of(target).stream().findFirst().map(Life::started))
                    .orElse(Moment.at(lives.began()));
        }

        /** Why the absence of an event from the begin to then proves nothing, if it does not. */
        Optional<Part> unseen(Lives lives, Instant to) {
            Instant begin = begin(lives).earliest();
            return lives.hosts(target).stream()
                    .flatMap(host -> lives.blind().within(host, begin, to).stream())
                    .findFirst()
                    .map(span -> Part.unproven(
                            "the event stream of '" + span.host() + "' was away while " + target
                                    + " should have been watched",
                            span.evidence()));
        }

        /** For how long it was watched, if that is shorter than wanted. */
        Optional<String> watchedOnly(Lives lives, Duration wanted) {
            Duration watched = Duration.between(begin(lives).latest(), lives.until());
            return Optional.of("was watched only for " + Durations.text(watched) + " of " + Durations.exact(wanted))
                    .filter(text -> watched.compareTo(wanted) < 0);
        }
    }

    /** In words: "every replica of 'web'". */
    String words() {
        return service.map(name -> "every replica of '" + name + "'"
                        + after.map(a -> " after '" + a + "'").orElse(""))
                .orElseGet(() -> "every target of '" + after.orElseThrow() + "'");
    }

    Finding judge(String claim, Evidence evidence, BiFunction<Lives, Since, Part> judge) {
        if (service.isEmpty()) {
            return PerTarget.judge(
                    claim,
                    evidence,
                    after.orElseThrow(),
                    (lives, arrival) -> judge.apply(lives, Since.of(arrival.target(), arrival)));
        }
        Lives lives = Lives.of(evidence);
        List<Part> parts = new ArrayList<>();
        for (Target target : lives.targets(service.get())) {
            parts.add(after.isEmpty() ? judge.apply(lives, Since.ever(target)) : judge(lives, target, judge));
        }
        return parts.isEmpty()
                ? Finding.unproven(claim, "no replica of '" + service.get() + "' was ever seen", List.of())
                : Part.all(claim, parts);
    }

    private Part judge(Lives lives, Target target, BiFunction<Lives, Since, Part> judge) {
        List<Arrivals.Arrival> arrivals = lives.arrivals().of(after.orElseThrow());
        // What was done to another service counts from its first arrival; each of them has to have arrived.
        List<Arrivals.Arrival> concerned =
                arrivals.stream().anyMatch(arrival -> arrival.target().equals(target))
                        ? arrivals.stream()
                                .filter(arrival -> arrival.target().equals(target))
                                .toList()
                        : arrivals;
        if (concerned.isEmpty()) {
            return Part.unproven("the plan has no disruption '" + after.get() + "' of any target", List.of());
        }
        return concerned.stream()
                .filter(arrival -> !arrival.arrived())
                .findFirst()
                .map(arrival -> Part.unproven(arrival.why(), arrival.evidence()))
                .orElseGet(() -> {
                    Since since = Since.of(target, concerned.get(0));
                    return judge.apply(lives, since).seenIn(since.evidence());
                });
    }
}
