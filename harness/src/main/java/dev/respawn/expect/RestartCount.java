package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The engine's own count of restarts, of every replica of a service or of every target of a disruption. */
public record RestartCount(Optional<ServiceName> service, Optional<String> disruption, int is) implements Expectation {
    public RestartCount {
        if (service.isPresent() == disruption.isPresent()) {
            throw new IllegalArgumentException("'restart-count' needs either 'service' or 'after', and not both");
        }
        if (is < 0) {
            throw new IllegalArgumentException("a restart count of " + is + "; the smallest is 0");
        }
    }

    /** Of every replica of a service. */
    public RestartCount(ServiceName service, int is) {
        this(Optional.of(service), Optional.empty(), is);
    }

    @Override
    public String claim() {
        return "the restart count of "
                + service.map(name -> "every replica of '" + name + "'")
                        .orElseGet(() -> "every target of '" + disruption.orElseThrow() + "'")
                + " is " + is;
    }

    @Override
    public Optional<String> after() {
        return disruption;
    }

    @Override
    public Duration window() {
        return PerTarget.DEATH;
    }

    @Override
    public Finding check(Evidence evidence) {
        if (disruption.isPresent()) {
            return PerTarget.judge(
                    claim(),
                    evidence,
                    disruption.get(),
                    (lives, arrival) -> judge(lives, arrival.target(), arrival.since()));
        }
        Lives lives = Lives.of(evidence);
        // What never started was not restarted either, and the engine says so.
        List<Part> parts = lives.targets(service.orElseThrow()).stream()
                .map(target -> judge(lives, target, lastFault(evidence, target)))
                .toList();
        return parts.isEmpty()
                ? Finding.unproven(claim(), "no replica of '" + service.orElseThrow() + "' was ever seen", List.of())
                : Part.all(claim(), parts);
    }

    /** A count from before the last fault says nothing of what the fault brought about. */
    private static Instant lastFault(Evidence evidence, Target target) {
        return Arrivals.of(evidence).all().stream()
                .filter(arrival -> arrival.target().equals(target))
                .flatMap(arrival -> arrival.intended().stream())
                .map(Entry::at)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private Part judge(Lives lives, Target target, Instant since) {
        List<Entry> seen = lives.seen(target);
        if (seen.isEmpty()) {
            return Part.unproven("the engine was never asked for " + target, List.of());
        }
        Entry last = seen.get(seen.size() - 1);
        if (!(last.event() instanceof Event.Seen look)) {
            return Part.unproven("the engine had no " + target + " when it was asked last", List.of(last.seq()));
        }
        if (last.at().isBefore(since)) {
            return Part.unproven(
                    "the engine was not asked for " + target + " after the disruption", List.of(last.seq()));
        }
        Optional<Death> later = lives.deaths(target).stream()
                .filter(death -> death.died().latest().isAfter(last.at()))
                .findFirst();
        if (later.isPresent()) {
            return Part.unproven(
                    target + " died after the engine was asked for it last",
                    List.of(last.seq(), later.get().seq()));
        }
        Optional<BlindSpans.Span> span = lives.blind().within(look.incarnation().host(), last.at(), lives.until());
        if (span.isPresent()) {
            List<Long> seqs = new ArrayList<>(List.of(last.seq()));
            seqs.addAll(span.get().evidence());
            return Part.unproven("the event stream was away after the engine was asked for " + target + " last", seqs);
        }
        if (!lives.whole()) {
            // The count goes up some time after a death, and nobody was there any more to see it.
            return Part.unproven(
                    "the journal breaks off, so the engine was not asked for " + target + " at the end",
                    List.of(last.seq()));
        }
        int count = look.condition().restartCount();
        return count == is
                ? Part.of(Outcome.PASSED, "the restart count of " + target + " is " + count, List.of(last.seq()))
                : Part.of(
                        Outcome.FAILED,
                        "the restart count of " + target + " is " + count + "; wanted " + is,
                        List.of(last.seq()));
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<RestartCount, Optional<ServiceName>> SERVICE =
                Field.maybe("service", "all replicas of this service", Kinds.service(), RestartCount::service);
        private static final Field<RestartCount, Optional<String>> AFTER = Field.maybe(
                "after",
                "all targets of this disruption",
                Kinds.reference(Reading.Space.DISRUPTION),
                RestartCount::disruption);
        private static final Field<RestartCount, Integer> IS =
                Field.wanted("is", "the count", Kinds.number(0, 1_000_000), RestartCount::is);

        @Override
        public Word<RestartCount> word() {
            return Word.of(
                    "restart-count",
                    "the engine counts so many restarts",
                    RestartCount.class,
                    v -> new RestartCount(v.get(SERVICE), v.get(AFTER), v.get(IS)),
                    SERVICE,
                    AFTER,
                    IS);
        }
    }
}
