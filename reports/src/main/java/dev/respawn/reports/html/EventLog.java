package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything in the journal, a row each; samples that look the same between two other entries share one. */
final class EventLog {
    /** More rows than this nobody reads; those that something links to stand anyway. */
    private static final int ROWS = 4_000;
    /** So many changes of a probe between two other entries become one row. */
    private static final int CHANGES = 20;

    private final Course course;
    private final RunTime time;
    private final Links links;

    EventLog(Course course, RunTime time, Links links) {
        this.course = course;
        this.time = time;
        this.links = links;
    }

    /** Samples of one probe in a row of the log. */
    private record Fold(String probe, List<Entry> entries) {}

    void write(Html html) {
        if (course.entries().isEmpty()) {
            html.element("p", "The journal is empty.");
            return;
        }
        Table table = Table.of("All entries of the journal, in its order", "#", "When", "Source", "What", "In words");
        List<Entry> samples = new ArrayList<>();
        int left = 0;
        int rows = 0;
        for (Entry entry : course.entries()) {
            if (entry.event() instanceof Event.Sampled) {
                samples.add(entry);
                continue;
            }
            rows += fold(table, samples);
            samples.clear();
            if (rows < ROWS || links.uses(entry.seq())) {
                row(table, entry);
                rows++;
            } else {
                left++;
            }
        }
        fold(table, samples);
        table.write(html);
        if (left > 0) {
            html.element(
                    "p",
                    Attributes.with("class", "aside"),
                    left
                            + " entries that nothing above speaks of are left out here; the journal in the run's directory has them.");
        }
    }

    private void row(Table table, Entry entry) {
        EventWords words = EventWords.of(entry.event());
        table.row(
                Optional.of(Links.anchor(entry.seq())),
                "source-" + words.source().replaceAll("[^a-z].*", ""),
                html -> html.element("span", Attributes.with("class", "seq"), "#" + entry.seq()),
                html -> time.write(html, Moments.of(entry)),
                Table.Cell.of(words.source()),
                Table.Cell.of(words.what()),
                Table.Cell.of(words.words()));
    }

    private int fold(Table table, List<Entry> samples) {
        Map<String, List<Entry>> byProbe = new LinkedHashMap<>();
        samples.forEach(
                entry -> byProbe.computeIfAbsent(((Event.Sampled) entry.event()).probe(), p -> new ArrayList<>())
                        .add(entry));
        List<Fold> folds = new ArrayList<>();
        byProbe.forEach((probe, entries) -> folds.addAll(folds(probe, entries)));
        folds.sort(Comparator.comparing(fold -> fold.entries().get(0).seq()));
        folds.forEach(fold -> row(table, fold));
        return folds.size();
    }

    private static List<Fold> folds(String probe, List<Entry> entries) {
        List<Fold> folds = new ArrayList<>();
        for (Entry entry : entries) {
            List<Entry> last =
                    folds.isEmpty() ? List.of() : folds.get(folds.size() - 1).entries();
            if (!last.isEmpty() && look(last.get(0)) == look(entry)) {
                last.add(entry);
            } else {
                folds.add(new Fold(probe, new ArrayList<>(List.of(entry))));
            }
        }
        return folds.size() > CHANGES ? List.of(new Fold(probe, entries)) : folds;
    }

    private static ProbeCourse.Look look(Entry entry) {
        return ProbeCourse.Look.of(((Event.Sampled) entry.event()).sample());
    }

    private void row(Table table, Fold fold) {
        Entry first = fold.entries().get(0);
        Entry last = fold.entries().get(fold.entries().size() - 1);
        table.row(
                Optional.of(Links.anchor(first.seq())),
                "source-probe",
                html -> {
                    fold.entries().stream()
                            .map(Entry::seq)
                            .filter(seq -> seq != first.seq() && links.uses(seq))
                            .forEach(seq -> html.element("span", Attributes.with("id", Links.anchor(seq)), ""));
                    html.element(
                            "span",
                            Attributes.with("class", "seq"),
                            "#" + first.seq() + (first.seq() == last.seq() ? "" : " to #" + last.seq()));
                },
                html -> {
                    time.write(html, sample(first).sent());
                    if (first.seq() != last.seq()) {
                        html.text(" to ");
                        time.write(html, sample(last).sent());
                    }
                },
                Table.Cell.of("probe " + fold.probe()),
                Table.Cell.of(
                        fold.entries().size() == 1 ? "sample" : fold.entries().size() + " samples"),
                Table.Cell.of(words(fold)));
    }

    private static Sample sample(Entry entry) {
        return ((Event.Sampled) entry.event()).sample();
    }

    private static String words(Fold fold) {
        Map<ProbeCourse.Look, Integer> looks = new EnumMap<>(ProbeCourse.Look.class);
        Map<String, Integer> reasons = new LinkedHashMap<>();
        for (Entry entry : fold.entries()) {
            looks.merge(look(entry), 1, Integer::sum);
            String why = ProbeCourse.why(sample(entry));
            if (!why.isEmpty()) {
                reasons.merge(why, 1, Integer::sum);
            }
        }
        StringBuilder words = new StringBuilder();
        looks.forEach((look, count) -> words.append(words.isEmpty() ? "" : ", ")
                .append(looks.size() == 1 ? "" : count + " ")
                .append(look.word()));
        reasons.entrySet().stream()
                .limit(3)
                .forEach(reason -> words.append("; ")
                        .append(reason.getKey())
                        .append(reason.getValue() > 1 ? " ×" + reason.getValue() : ""));
        return words + (reasons.size() > 3 ? "; " + (reasons.size() - 3) + " other reasons" : "");
    }
}
