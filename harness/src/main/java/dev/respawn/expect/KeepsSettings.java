package dev.respawn.expect;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Veil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every replica of a service is asked for after a disruption as it was before it, in the same container or a new one: image,
 * name, limits, mounts, labels, published ports, networks, environment, and all else that its engine tells.
 *
 * @param disruption empty for what it was asked for at first
 */
public record KeepsSettings(ServiceName service, Optional<String> disruption) implements Expectation {
    /** Stands in a map of which some was cut off. */
    private static final String CUT = "…";

    private static final int SHORT_ID = 12;

    @Override
    public String claim() {
        return "every replica of '" + service + "' keeps its settings"
                + disruption.map(name -> " after '" + name + "'").orElse("");
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
        return Set.of(new Need.Settings(service));
    }

    @Override
    public Finding check(Evidence evidence) {
        return new Whom(Optional.of(service), disruption)
                .judge(claim(), evidence, (lives, since) -> judge(evidence, lives, since));
    }

    private Part judge(Evidence evidence, Lives lives, Whom.Since since) {
        List<Entry> looks = evidence.entries().stream()
                .filter(entry -> entry.event() instanceof Event.SettingsSeen seen
                        && seen.target().equals(since.target())
                        && !entry.at().isAfter(lives.until()))
                .toList();
        Optional<Entry> before = disruption.isEmpty()
                ? looks.stream().findFirst()
                : looks.stream()
                        .filter(entry -> !since.covers(entry, entry.at()))
                        .reduce((first, last) -> last);
        String when = disruption.map(name -> " '" + name + "'").orElse(" the end");
        if (before.isEmpty()) {
            return Part.unproven("nobody looked at the settings of " + since.target() + " before" + when, List.of());
        }
        // Of each container the last look: who makes one may go on to change it.
        Map<String, Entry> after = new LinkedHashMap<>();
        looks.stream()
                .filter(entry -> entry.seq() > before.get().seq() && since.covers(entry, entry.at()))
                .forEach(entry -> after.put(seen(entry).container(), entry));
        List<Part> wrong = new ArrayList<>();
        after.values().forEach(entry -> differs(since, before.get(), entry).ifPresent(wrong::add));
        Optional<Part> worst = wrong.stream()
                .filter(part -> part.outcome() == Outcome.FAILED)
                .findFirst()
                .or(() -> wrong.stream().findFirst())
                .or(() -> unlooked(lives, since, before.get(), after));
        return worst.orElseGet(() -> kept(since, before.get(), after));
    }

    private static Event.SettingsSeen seen(Entry entry) {
        return (Event.SettingsSeen) entry.event();
    }

    /** Why nothing is proved by what was looked at, if it is not. */
    private Optional<Part> unlooked(Lives lives, Whom.Since since, Entry before, Map<String, Entry> after) {
        List<Long> seqs = List.of(before.seq());
        Optional<Life> missed = lives.of(since.target()).stream()
                .filter(life -> life.started().latest().isAfter(before.at()))
                .filter(life -> !after.containsKey(life.container())
                        && !life.container().equals(seen(before).container()))
                .findFirst();
        if (missed.isPresent()) {
            return Optional.of(Part.unproven(
                    "nobody looked at the settings of container " + missed.get().shortContainer() + " of "
                            + since.target(),
                    missed.get().evidence()));
        }
        if (after.isEmpty()) {
            return Optional.of(Part.unproven(
                    "nobody looked at the settings of " + since.target()
                            + disruption.map(name -> " after '" + name + "'").orElse(" a second time"),
                    seqs));
        }
        return lives.whole()
                ? Optional.empty()
                : Optional.of(Part.unproven(
                        "the journal breaks off, so nobody looked at the settings of " + since.target() + " at the end",
                        seqs));
    }

    private static Part kept(Whom.Since since, Entry before, Map<String, Entry> after) {
        List<Long> seqs = new ArrayList<>(List.of(before.seq()));
        after.values().forEach(entry -> seqs.add(entry.seq()));
        long others = after.keySet().stream()
                .filter(container -> !container.equals(seen(before).container()))
                .count();
        return Part.of(
                Outcome.PASSED,
                "all " + seen(before).settings().size() + " settings of " + since.target() + " are as they were, in "
                        + (others == 0
                                ? "the same container"
                                : others == 1 ? "a new container" : others + " new containers"),
                seqs);
    }

    private static Optional<Part> differs(Whom.Since since, Entry before, Entry after) {
        Map<String, String> were = seen(before).settings();
        Map<String, String> are = seen(after).settings();
        List<Long> seqs = List.of(before.seq(), after.seq());
        Set<String> names = new TreeSet<>(were.keySet());
        names.addAll(are.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            Optional<String> was = Optional.ofNullable(were.get(name));
            Optional<String> is = Optional.ofNullable(are.get(name));
            if (!was.equals(is) && !name.equals(CUT)) {
                differences.add(words(name, was, is));
            }
        }
        String container = seen(after).container();
        String what = "container " + (container.length() > SHORT_ID ? container.substring(0, SHORT_ID) : container)
                + " of " + since.target();
        if (names.contains(CUT)) {
            return Optional.of(Part.unproven("the settings of " + what + " are too many to be compared", seqs));
        }
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of(Part.of(Outcome.FAILED, "of " + what + " " + String.join(", ", differences), seqs));
    }

    private static String words(String name, Optional<String> was, Optional<String> is) {
        String known = "'" + Text.shown(name) + "'";
        if (was.isPresent() && is.isPresent() && (Veil.isOver(was.get()) || Veil.isOver(is.get()))) {
            return known + " is another one";
        }
        return known
                + is.map(value -> Veil.isOver(value) ? " is there" : " is " + Text.shown(value))
                        .orElse(" is missing")
                + was.map(value -> Veil.isOver(value) ? "" : ", was " + Text.shown(value))
                        .orElse(", was not there");
    }

    /** Offers it. */
    public static final class Listing implements Expectation.Listing {
        private static final Field<KeepsSettings, ServiceName> SERVICE =
                Field.wanted("service", "every replica of this service", Kinds.service(), KeepsSettings::service);
        private static final Field<KeepsSettings, Optional<String>> AFTER = Field.maybe(
                "after",
                "the disruption before which they were so; left out, what they were at first",
                Kinds.reference(Reading.Space.DISRUPTION),
                KeepsSettings::disruption);

        @Override
        public Word<KeepsSettings> word() {
            return Word.of(
                    "keeps-settings",
                    "image, name, limits, mounts, labels, ports, networks and environment are what they were, in a new"
                            + " container as well",
                    KeepsSettings.class,
                    v -> new KeepsSettings(v.get(SERVICE), v.get(AFTER)),
                    SERVICE,
                    AFTER);
        }
    }
}
