package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Shape;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every replica of a service prints lines with this text.
 *
 * @param text what stands in a line, as it is
 * @param times in how many lines; at least one if nobody says
 */
public record Says(ServiceName service, String text, Optional<String> disruption, Times times) implements Expectation {
    /** How often, at least and at most. */
    public record Times(Optional<Integer> atLeast, Optional<Integer> atMost) {
        private static final int MOST = 1_000_000;
        private static final Field<Times, Optional<Integer>> AT_LEAST =
                Field.maybe("at-least", "in so many lines or more", Kinds.number(0, MOST), Times::atLeast);
        private static final Field<Times, Optional<Integer>> AT_MOST =
                Field.maybe("at-most", "in so many lines or fewer", Kinds.number(0, MOST), Times::atMost);
        static final Shape<Times> SHAPE =
                Shape.of("'times'", v -> new Times(v.get(AT_LEAST), v.get(AT_MOST)), AT_LEAST, AT_MOST);

        /** Once or more. */
        public static final Times ONCE = new Times(Optional.of(1), Optional.empty());

        public Times {
            if (atLeast.isEmpty() && atMost.isEmpty()) {
                throw new IllegalArgumentException("'times' says nothing; add at-least, at-most or both");
            }
            if (atLeast.isPresent() && atMost.isPresent() && atMost.get() < atLeast.get()) {
                throw new IllegalArgumentException("'times' wants at least " + atLeast.get() + " and at most "
                        + atMost.get() + ", which nothing can be");
            }
        }

        private boolean holds(long count) {
            return atLeast.filter(least -> count < least).isEmpty()
                    && atMost.filter(most -> count > most).isEmpty();
        }

        @Override
        public String toString() {
            String least = atLeast.map(min -> "at least " + min).orElse("");
            String most = atMost.map(max -> "at most " + max).orElse("");
            return least + (least.isEmpty() || most.isEmpty() ? "" : " and ") + most;
        }
    }

    @Override
    public String claim() {
        return "every replica of '" + service + "' says '" + Text.shown(text) + "'"
                + disruption.map(name -> " after '" + name + "'").orElse("") + " in " + times + " lines";
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
    public Set<Need> needs() {
        return Set.of(new Need.Output(service));
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Whom(Optional.of(service), disruption)
                .judge(claim(), evidence, (lives, since) -> judge(evidence, lives, since));
    }

    private Part judge(Evidence evidence, Lives lives, Whom.Since since) {
        List<Long> found = evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.Printed printed
                        && printed.target().equals(since.target())
                        && !printed.at().isAfter(lives.until())
                        // Lines are gathered afterwards, so only their own time counts.
                        && since.from()
                                .filter(from -> printed.at().isBefore(from))
                                .isEmpty()
                        && printed.line().contains(text))
                .map(Entry::seq)
                .toList();
        String count = since.target() + " said '" + Text.shown(text) + "' in " + found.size()
                + (found.size() == 1 ? " line" : " lines");
        boolean tooMany = times.atMost().filter(most -> found.size() > most).isPresent();
        boolean more = times.atMost().isEmpty() && times.holds(found.size());
        if (tooMany || more) {
            return Part.of(
                    tooMany ? Outcome.FAILED : Outcome.PASSED, count + (tooMany ? "; wanted " + times : ""), found);
        }
        // What follows rests on lines that were not printed.
        if (!lives.whole()) {
            return Part.unproven(count + ", but the journal breaks off, so there may be more", found);
        }
        List<Entry> read = read(evidence, since.target());
        Optional<String> unread = unread(read, lives, since);
        if (unread.isPresent()) {
            return Part.unproven(count + ", but there may be more: " + unread.get(), found);
        }
        List<Long> rests =
                Stream.concat(found.stream(), read.stream().map(Entry::seq)).toList();
        return times.holds(found.size())
                ? Part.of(Outcome.PASSED, count, rests)
                : Part.of(Outcome.FAILED, count + "; wanted " + times, rests);
    }

    /** The last that was told of how far the output of each of its containers was read. */
    private static List<Entry> read(Evidence evidence, Target target) {
        Map<String, Entry> last = new LinkedHashMap<>();
        for (Entry entry : evidence.entries()) {
            if (entry.event() instanceof Event.OutputRead read && read.target().equals(target)) {
                last.put(read.container(), entry);
            }
        }
        return List.copyOf(last.values());
    }

    /** Why something may have been printed that nobody read; empty if that cannot be. */
    private static Optional<String> unread(List<Entry> read, Lives lives, Whom.Since since) {
        // The last of each container: what it read was printed in those before as well.
        Map<String, Life> last = new LinkedHashMap<>();
        lives.of(since.target()).stream()
                .filter(life -> since.from().filter(lives.end(life)::isBefore).isEmpty())
                .forEach(life -> last.put(life.container(), life));
        if (last.isEmpty()) {
            return Optional.of("no life of " + since.target() + " was seen");
        }
        for (Life life : last.values()) {
            String output = "the output of container " + life.shortContainer();
            Optional<Event.OutputRead> told = read.stream()
                    .map(entry -> (Event.OutputRead) entry.event())
                    .filter(one -> one.container().equals(life.container()))
                    .findFirst();
            if (told.filter(one -> !one.whole()).isPresent()) {
                return Optional.of(output + " is not known whole: " + told.get().why());
            }
            if (told.filter(one -> !one.until().plus(Lives.TOLERANCE).isBefore(lives.end(life)))
                    .isEmpty()) {
                return Optional.of(output + " was not read to its end");
            }
        }
        return Optional.empty();
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<Says, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), Says::service);
        private static final Field<Says, String> TEXT =
                Field.wanted("text", "what stands in a line", Kinds.WORDS, Says::text);
        private static final Field<Says, Optional<String>> AFTER = Field.maybe(
                "after",
                "only what is printed after this disruption",
                Kinds.reference(Reading.Space.DISRUPTION),
                Says::disruption);
        private static final Field<Says, Times> TIMES =
                Field.orElse("times", "in how many lines; at most 0 for never", Times.SHAPE, Says::times, Times.ONCE);

        @Override
        public Word<Says> word() {
            return Word.of(
                    "says",
                    "a service prints lines with this text",
                    Says.class,
                    v -> new Says(v.get(SERVICE), v.get(TEXT), v.get(AFTER), v.get(TIMES)),
                    SERVICE,
                    TEXT,
                    AFTER,
                    TIMES);
        }
    }
}
