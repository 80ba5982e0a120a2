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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        List<Entry> all = evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.Printed printed
                        && printed.target().equals(since.target())
                        && !printed.at().isAfter(lives.until()))
                .toList();
        List<Long> found = all.stream()
                .filter(entry -> entry.event() instanceof Event.Printed printed
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
        if (all.isEmpty()) {
            return Part.unproven("no line that " + since.target() + " printed was gathered", List.of());
        }
        if (!lives.whole()) {
            return Part.unproven(count + ", but the journal breaks off, so there may be more", found);
        }
        return times.holds(found.size())
                ? Part.of(Outcome.PASSED, count, found)
                : Part.of(Outcome.FAILED, count + "; wanted " + times, found);
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
