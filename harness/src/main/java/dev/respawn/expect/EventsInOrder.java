package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The engine told these events of every replica of a service, in this order, and no others that make or end lives. What is
 * neither of those nor named does not count.
 *
 * @param disruption from here on; empty for everything since its creation
 * @param before up to this disruption; empty for everything to the end of the observation
 * @param ignoring words that do not count although they make or end lives
 * @param askedAgain whether the engine has to tell the same events in the same order when it is asked for them afterwards
 * @param lasting how long is listened, at least
 */
public record EventsInOrder(
        ServiceName service,
        List<EventPattern.Group> events,
        Optional<String> disruption,
        Optional<String> before,
        List<String> ignoring,
        boolean askedAgain,
        Duration lasting)
        implements Expectation {
    /** The last that are told before a difference. */
    private static final int TOLD = 8;

    public EventsInOrder {
        events = List.copyOf(events);
        ignoring = List.copyOf(ignoring);
        Set<String> named = new EventPattern(events)
                .groups().stream()
                        .flatMap(group -> group.steps().stream())
                        .map(EventPattern.Step::action)
                        .collect(Collectors.toSet());
        ignoring.stream().filter(named::contains).findFirst().ifPresent(word -> {
            throw new IllegalArgumentException("'" + word + "' is ignored and wanted; leave it out of 'ignoring'");
        });
        ignoring.stream()
                .filter(word -> !EventPattern.LIFECYCLE.contains(word))
                .findFirst()
                .ifPresent(word -> {
                    throw new IllegalArgumentException("'" + word + "' is ignored anyway; these are not: "
                            + EventPattern.LIFECYCLE.stream().sorted().collect(Collectors.joining(", ")));
                });
    }

    private EventPattern pattern() {
        return new EventPattern(events);
    }

    @Override
    public String claim() {
        return "the events of every replica of '" + service + "'"
                + disruption.map(name -> " after '" + name + "'").orElse("")
                + before.map(name -> " before '" + name + "'").orElse("") + " are "
                + events.stream().map(EventPattern.Group::toString).collect(Collectors.joining(", "))
                + (askedAgain ? ", also when asked for again" : "");
    }

    @Override
    public Optional<String> after() {
        return disruption;
    }

    @Override
    public Duration window() {
        return lasting;
    }

    @Override
    public Set<Need> needs() {
        return askedAgain ? Set.of(new Need.EventsAgain()) : Set.of();
    }

    @Override
    public Finding check(Evidence evidence) {
        Whom whom = new Whom(Optional.of(service), disruption);
        return whom.judge(claim(), evidence, (lives, since) -> {
            Optional<Arrivals.Arrival> end = before.flatMap(name -> lives.arrivals().of(name).stream()
                    .filter(arrival -> arrival.intended().isPresent())
                    .findFirst());
            if (before.isPresent() && end.isEmpty()) {
                return Part.unproven("'" + before.get() + "' was never injected, so nothing is before it", List.of());
            }
            Part heard = heard(lives, since, end);
            return askedAgain ? both(heard, again(evidence, lives, since)) : heard;
        });
    }

    private static Part both(Part one, Part other) {
        Part worse = one.outcome().compareTo(other.outcome()) >= 0 ? one : other;
        String reason = one.outcome() == other.outcome() ? one.reason() + "; " + other.reason() : worse.reason();
        return Part.of(worse.outcome(), reason, one.evidence()).seenIn(other.evidence());
    }

    private Part heard(Lives lives, Whom.Since since, Optional<Arrivals.Arrival> end) {
        Set<String> counted = pattern().counted(Set.copyOf(ignoring));
        List<Sign> signs = lives.said(since.target()).stream()
                .filter(sign -> since.covers(sign.entry(), sign.at()))
                .filter(sign -> end.filter(e -> sign.seq() > e.seq()).isEmpty())
                .filter(sign -> counted.contains(EventPattern.action(sign.said())))
                .toList();
        List<Long> seqs = signs.stream().map(Sign::seq).toList();
        Instant to = end.map(Arrivals.Arrival::since).orElse(lives.until());
        Optional<Part> unseen = since.unseen(lives, to);
        if (unseen.isPresent()) {
            return unseen.get();
        }
        List<EngineEvent> events = signs.stream().map(Sign::said).toList();
        Optional<EventPattern.Mismatch> mismatch = pattern().mismatch(events);
        if (mismatch.isEmpty() && lives.whole()) {
            return Part.of(
                    Outcome.PASSED,
                    "of " + since.target() + " came " + (events.isEmpty() ? "nothing" : before(events)),
                    seqs);
        }
        boolean over = mismatch.filter(m -> m.index() < events.size()).isEmpty();
        if (over && !lives.whole()) {
            return Part.unproven("the journal breaks off, so more events may have come", seqs);
        }
        return differs(since, mismatch.orElseThrow(), events, seqs);
    }

    private static Part differs(
            Whom.Since since, EventPattern.Mismatch mismatch, List<EngineEvent> events, List<Long> seqs) {
        int index = mismatch.index();
        boolean over = index == events.size();
        String came = over ? "nothing more came" : "came " + Text.shown(EventPattern.inWords(events.get(index)));
        String reason = index == 0
                ? "of " + since.target() + (over ? " nothing came" : " first " + came)
                : "of " + since.target() + " after " + before(events.subList(0, index)) + " " + came;
        return Part.of(
                Outcome.FAILED, reason + "; wanted " + mismatch.wanted(), over ? seqs : List.of(seqs.get(index)));
    }

    private static String before(List<EngineEvent> events) {
        int from = Math.max(0, events.size() - TOLD);
        return (from > 0 ? "…, " : "")
                + events.subList(from, events.size()).stream()
                        .map(event -> Text.shown(EventPattern.inWords(event)))
                        .collect(Collectors.joining(", "));
    }

    /** Whether what the engine tells afterwards of its containers is what was heard of them. */
    private static Part again(Evidence evidence, Lives lives, Whom.Since since) {
        Optional<Entry> entry = evidence.entries().stream()
                .filter(e -> e.event() instanceof Event.ToldAgain)
                .reduce((first, last) -> last);
        if (entry.isEmpty()) {
            return Part.unproven("the engine was not asked for its events again", List.of());
        }
        Event.ToldAgain told = (Event.ToldAgain) entry.get().event();
        Set<String> containers = lives.containers(since.target());
        List<EngineEvent> again = told.events().stream()
                .filter(event -> event.type().equals("container") && containers.contains(event.id()))
                .toList();
        List<EngineEvent> heard = heard(evidence, containers, told, again.size());
        List<Long> seqs = List.of(entry.get().seq());
        if (same(heard, again)) {
            return Part.of(Outcome.PASSED, "asked again, the engine told the same " + again.size() + " events", seqs);
        }
        if (again.size() < heard.size() && same(heard.subList(heard.size() - again.size(), heard.size()), again)) {
            // It keeps the last 256 of all that happened on it (ground truth 1.1).
            return Part.unproven(
                    "asked again, the engine knew no more of the first " + (heard.size() - again.size()) + " of "
                            + heard.size() + " events of " + since.target(),
                    seqs);
        }
        int i = 0;
        while (i < heard.size() && i < again.size() && same(heard.get(i), again.get(i))) {
            i++;
        }
        return Part.of(
                Outcome.FAILED,
                "asked again, the engine told as event " + (i + 1) + " of " + since.target() + " " + at(again, i)
                        + "; heard was " + at(heard, i),
                seqs);
    }

    /** What was heard in the span that the engine was asked for, at the edges as far as two conversions of a clock agree. */
    private static List<EngineEvent> heard(
            Evidence evidence, Set<String> containers, Event.ToldAgain told, int wanted) {
        List<Event.EngineSaid> heard = new ArrayList<>();
        for (Entry entry : evidence.entries()) {
            if (entry.event() instanceof Event.EngineSaid said
                    && said.said().type().equals("container")
                    && containers.contains(said.said().id())
                    && !said.at().isBefore(told.since().minus(Lives.TOLERANCE))
                    && !said.at().isAfter(told.until())) {
                heard.add(said);
            }
        }
        while (heard.size() > wanted
                && heard.get(heard.size() - 1).at().isAfter(told.until().minus(Lives.TOLERANCE))) {
            heard.remove(heard.size() - 1);
        }
        return heard.stream().map(Event.EngineSaid::said).toList();
    }

    private static String at(List<EngineEvent> events, int index) {
        return index < events.size() ? Text.shown(EventPattern.inWords(events.get(index))) : "nothing";
    }

    private static boolean same(List<EngineEvent> one, List<EngineEvent> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(EngineEvent one, EngineEvent other) {
        return one.time().equals(other.time())
                && one.action().equals(other.action())
                && one.id().equals(other.id())
                && one.attributes().equals(other.attributes());
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<EventsInOrder, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), EventsInOrder::service);
        private static final Field<EventsInOrder, List<EventPattern.Group>> EVENTS = Field.wanted(
                "events",
                "in order: start, die(137), kill(TERM), health_status(healthy); oom? may be missing; any-order: [stop, die]",
                Kinds.list(EventPattern.Group.KIND),
                EventsInOrder::events);
        private static final Field<EventsInOrder, Optional<String>> AFTER = Field.maybe(
                "after",
                "from this disruption on; left out, from the container's creation on",
                Kinds.reference(Reading.Space.DISRUPTION),
                EventsInOrder::disruption);
        private static final Field<EventsInOrder, Optional<String>> BEFORE = Field.maybe(
                "before",
                "up to this disruption; left out, to the end of the observation",
                Kinds.reference(Reading.Space.DISRUPTION),
                EventsInOrder::before);
        private static final Field<EventsInOrder, List<String>> IGNORING = Field.orElse(
                "ignoring",
                "events that do not count, such as oom",
                Kinds.list(EventPattern.LIFECYCLE_KIND),
                EventsInOrder::ignoring,
                List.of());
        private static final Field<EventsInOrder, Boolean> ASKED_AGAIN = Field.orElse(
                "asked-again",
                "the engine tells the same when it is asked for the events of the run afterwards",
                Kinds.FLAG,
                EventsInOrder::askedAgain,
                false);
        private static final Field<EventsInOrder, Duration> FOR = Field.orElse(
                "for", "how long is listened, at least", Kinds.DURATION, EventsInOrder::lasting, PerTarget.DEATH);

        @Override
        public Word<EventsInOrder> word() {
            return Word.of(
                    "events-in-order",
                    "the engine tells these events, and no others that make or end lives",
                    EventsInOrder.class,
                    v -> new EventsInOrder(
                            v.get(SERVICE),
                            v.get(EVENTS),
                            v.get(AFTER),
                            v.get(BEFORE),
                            v.get(IGNORING),
                            v.get(ASKED_AGAIN),
                            v.get(FOR)),
                    SERVICE,
                    EVENTS,
                    AFTER,
                    BEFORE,
                    IGNORING,
                    ASKED_AGAIN,
                    FOR);
        }
    }
}
