package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Durations;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * No replica of a service ever uses so much memory. Samples only show what they fell upon, so it takes the kernel's own peak
 * of every life to prove it; one that is too high disproves it. The peak goes with its life, and nobody can read it at the
 * moment of a death: of a life that died it takes a limit of the container's own, which the kernel does not let it pass.
 */
public record MemoryStaysUnder(ServiceName service, ByteSize limit) implements Expectation {
    /** So long before the end a life may have been looked at last; a peak says nothing of what came after it. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(2);

    /** The kernel gives what must not fail, or is dying, some pages beyond a limit. */
    private static final long BEYOND_LIMIT = 1 << 20;

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

        boolean limited(long most) {
            return seen.limit().filter(own -> own <= most).isPresent();
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
            return Part.unproven(
                    "nobody looked at the memory of " + since.target() + noted(evidence, since), List.of());
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
        List<Life> unread = lives.of(since.target()).stream()
                .filter(life -> unknown(lives, life, samples).isPresent())
                .toList();
        if (unread.isEmpty()) {
            return Part.of(Outcome.PASSED, most, seqs);
        }
        return unread.stream()
                .filter(life -> held(lives, since.target(), life, samples).isEmpty())
                .findFirst()
                .map(life -> Part.unproven(
                        most + " where it was looked at, but "
                                + unknown(lives, life, samples).orElseThrow()
                                + wouldProve() + noted(evidence, since),
                        seqs))
                .orElseGet(() -> Part.of(
                                Outcome.PASSED,
                                most + " where it was looked at, and its own limit of "
                                        + held(lives, since.target(), unread.get(0), samples)
                                                .map(sample ->
                                                        sample.seen().limit().orElseThrow())
                                                .orElseThrow()
                                        + " bytes let it use no more",
                                seqs)
                        .seenIn(unread.stream()
                                .flatMap(life -> held(lives, since.target(), life, samples).stream())
                                .map(sample -> sample.entry().seq())
                                .distinct()
                                .toList()));
    }

    private String wouldProve() {
        return limit.bytes() > BEYOND_LIMIT
                ? "; a limit of its own of at most " + (limit.bytes() - BEYOND_LIMIT) + " bytes would prove it"
                : "";
    }

    /** What was said of readings that came to nothing, or came seldom. */
    private static String noted(Evidence evidence, Whom.Since since) {
        return evidence.entries().stream()
                .map(Entry::event)
                .filter(Event.Noted.class::isInstance)
                .map(event -> ((Event.Noted) event).text())
                .filter(text -> text.startsWith("the memory of " + since.target() + " "))
                .reduce((first, last) -> last)
                .map(text -> "; " + Text.shown(text))
                .orElse("");
    }

    /**
     * The reading of the highest limit that a container had of its own, if that proves the claim of all its lives: every
     * reading shows one, all are low enough, and nobody changed it.
     */
    private Optional<Sample> held(Lives lives, Target target, Life life, List<Sample> samples) {
        List<Sample> own = samples.stream()
                .filter(sample -> sample.seen().container().equals(life.container()))
                // While a container begins, its group is there already and its limit is not.
                .filter(sample -> lives.of(target).stream().anyMatch(one -> during(lives, one, sample)))
                .toList();
        boolean changed = lives.said(target).stream()
                .anyMatch(sign -> sign.is("update") && sign.container().equals(life.container()));
        boolean blind =
                lives.blind().within(life.host(), lives.began(), lives.until()).isPresent();
        return changed || blind || own.stream().anyMatch(sample -> !sample.limited(limit.bytes() - BEYOND_LIMIT))
                ? Optional.empty()
                : own.stream()
                        .max(Comparator.comparing(
                                sample -> sample.seen().limit().orElseThrow()));
    }

    private static boolean during(Lives lives, Life life, Sample sample) {
        return sample.seen().container().equals(life.container())
                && !sample.entry().at().isBefore(life.started().latest())
                && !sample.entry().at().isAfter(lives.end(life));
    }

    /** Why the most that one life used is not known, if it is not. */
    private static Optional<String> unknown(Lives lives, Life life, List<Sample> samples) {
        Optional<Sample> last =
                samples.stream().filter(sample -> during(lives, life, sample)).reduce((first, second) -> second);
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
