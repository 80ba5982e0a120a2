package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Durations;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * No replica of a service ever uses so much memory. Samples only show what they fell upon, so it takes the kernel's own peak
 * of every life to prove it; one that is too high disproves it.
 */
public record MemoryStaysUnder(ServiceName service, ByteSize limit) implements Expectation {
    /** So long before the end a life may have been looked at last; a peak says nothing of what came after it. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(2);

    public MemoryStaysUnder {
        if (limit.bytes() == 0) {
            throw new IllegalArgumentException("'memory-stays-under' 0B, which nothing can");
        }
    }

    @Override
    public String claim() {
        return "the memory of every replica of '" + service + "' stays under " + limit;
    }

    @Override
    public Optional<String> after() {
        return Optional.empty();
    }

    @Override
    public Duration window() {
        return PerTarget.DEATH;
    }

    @Override
    public Set<Need> needs() {
        return Set.of(new Need.Memory(service));
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Whom(Optional.of(service), Optional.empty())
                .judge(claim(), evidence, (lives, since) -> judge(evidence, lives, since));
    }

    /** One sample and its entry. */
    private record Sample(Entry entry, Event.MemorySeen seen) {
        /** The most that it shows. */
        long most() {
            return Math.max(seen.bytes(), seen.peak().orElse(0L));
        }
    }

    private Part judge(Evidence evidence, Lives lives, Whom.Since since) {
        List<Sample> samples = new ArrayList<>();
        for (Entry entry : evidence.entries()) {
            if (entry.event() instanceof Event.MemorySeen seen
                    && seen.target().equals(since.target())
                    && !entry.at().isAfter(lives.until())) {
                samples.add(new Sample(entry, seen));
            }
        }
        Optional<Sample> highest = samples.stream().max(Comparator.comparing(Sample::most));
        if (highest.isEmpty()) {
            return Part.unproven("nobody looked at the memory of " + since.target(), List.of());
        }
        List<Long> seqs = List.of(highest.get().entry().seq());
        String most = "the memory of " + since.target() + " was at most "
                + highest.get().most() + " bytes";
        if (highest.get().most() >= limit.bytes()) {
            return Part.of(
                    Outcome.FAILED,
                    "the memory of " + since.target() + " was " + highest.get().most() + " bytes; wanted less than "
                            + limit.bytes(),
                    seqs);
        }
        return lives.of(since.target()).stream()
                .flatMap(life -> unknown(lives, life, samples).stream())
                .findFirst()
                .map(why -> Part.unproven(most + " where it was looked at, but " + why, seqs))
                .orElseGet(() -> Part.of(Outcome.PASSED, most, seqs));
    }

    /** Why the most that one life used is not known, if it is not. */
    private static Optional<String> unknown(Lives lives, Life life, List<Sample> samples) {
        Optional<Sample> last = samples.stream()
                .filter(sample -> sample.seen().container().equals(life.container())
                        && !sample.entry().at().isBefore(life.started().latest())
                        && !sample.entry().at().isAfter(lives.end(life)))
                .reduce((first, second) -> second);
        String who = "a life of container " + life.shortContainer();
        if (last.isEmpty()) {
            return Optional.of("of " + who + " nobody looked at it");
        }
        if (last.get().seen().peak().isEmpty()) {
            return Optional.of("of " + who + " the kernel does not tell its peak");
        }
        Duration rest = Duration.between(last.get().entry().at(), lives.end(life));
        boolean died = lives.end(life).isBefore(lives.until());
        return died || rest.compareTo(LAST_LOOK) > 0
                ? Optional.of("of the last " + Durations.text(rest) + " of " + who + " nothing is known")
                : Optional.empty();
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<MemoryStaysUnder, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), MemoryStaysUnder::service);
        private static final Field<MemoryStaysUnder, ByteSize> LIMIT =
                Field.wanted("limit", "what it never reaches", Kinds.SIZE, MemoryStaysUnder::limit);

        @Override
        public Word<MemoryStaysUnder> word() {
            return Word.of(
                    "memory-stays-under",
                    "no replica of a service ever uses so much memory, by the kernel's own peak",
                    MemoryStaysUnder.class,
                    v -> new MemoryStaysUnder(v.get(SERVICE), v.get(LIMIT)),
                    SERVICE,
                    LIMIT);
        }
    }
}
