package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How well the probes looked: what they missed, and how long answers took before, during and after the faults. */
record ProbeQuality(Course course, RunTime time, Links links) {
    /** Below this a 95th percentile is the largest value under another name. */
    private static final int ENOUGH = 20;

    void write(Html html) {
        if (course.probes().isEmpty()) {
            html.element("p", "No probe was asked, so nothing is known of how the services answered.");
            return;
        }
        Optional<Instant> from = course.firstArrival().map(Course.Moment::at);
        Optional<Instant> to = from.map(this::settled);
        Table table = Table.of(
                "Samples",
                "Probe",
                "Period",
                "Due",
                "Got",
                "Good",
                "Bad",
                "Late",
                "Missing",
                "Not in the journal",
                "Longest time without an answer");
        Table latency = Table.of(
                "How long good answers took: the middle one, and 95% took no longer than",
                "Probe", "Before", "During", "After");
        for (ProbeCourse probe : course.probes()) {
            List<Sample> samples =
                    probe.samples().stream().map(ProbeCourse.Numbered::sample).toList();
            long due = due(probe, samples);
            long missing = count(samples, Sample::missing);
            table.row(
                    Table.Cell.of(probe.name()),
                    Table.Cell.of(Durations.text(probe.every())),
                    number(due),
                    number(samples.size() - missing),
                    number(count(samples, sample -> sample.state() instanceof Sample.Good)),
                    number(count(samples, sample -> sample.state() instanceof Sample.Bad)),
                    number(count(samples, sample -> sample.state() instanceof Sample.Late)),
                    number(missing),
                    number(Math.max(0, due - samples.size())),
                    Table.Cell.of(longest(samples)));
            latency.row(
                    Table.Cell.of(probe.name()),
                    Table.Cell.of(
                            latency(samples, s -> from.isEmpty() || s.sent().isBefore(from.get()))),
                    Table.Cell.of(
                            from.isEmpty()
                                    ? "–"
                                    : latency(
                                            samples,
                                            s -> !s.sent().isBefore(from.get())
                                                    && s.sent().isBefore(to.orElseThrow()))),
                    Table.Cell.of(
                            from.isEmpty()
                                    ? "–"
                                    : latency(samples, s -> !s.sent().isBefore(to.orElseThrow()))));
        }
        table.write(html);
        latency.write(html);
        from.ifPresent(begin -> html.in("p", Attributes.with("class", "aside"), () -> {
            html.text("During is from ");
            time.write(html, begin);
            html.text(" to ");
            time.write(html, to.orElseThrow());
            html.text(
                    ": from the first fault's arrival until the last fault was over and the last bad or missing sample had passed.");
        }));
    }

    private static Table.Cell number(long n) {
        return html -> html.element("span", Attributes.with("class", "num"), Long.toString(n));
    }

    private static long count(List<Sample> samples, Predicate<Sample> which) {
        return samples.stream().filter(which).count();
    }

    private static long due(ProbeCourse probe, List<Sample> samples) {
        Duration span = Duration.between(
                samples.get(0).scheduled(), samples.get(samples.size() - 1).scheduled());
        return Math.round((double) span.toNanos() / probe.every().toNanos()) + 1;
    }

    private static String longest(List<Sample> samples) {
        List<Instant> answered =
                samples.stream().filter(s -> !s.missing()).map(Sample::sent).toList();
        return IntStream.range(1, answered.size())
                .mapToObj(i -> Duration.between(answered.get(i - 1), answered.get(i)))
                .max(Duration::compareTo)
                .map(Durations::text)
                .orElse("–");
    }

    private static String latency(List<Sample> samples, Predicate<Sample> when) {
        List<Duration> times = samples.stream()
                .filter(sample -> sample.state() instanceof Sample.Good)
                .filter(when)
                .map(sample -> Duration.between(sample.sent(), sample.ended()))
                .sorted()
                .toList();
        if (times.isEmpty()) {
            return "no good answer";
        }
        String middle = Durations.text(times.get(times.size() / 2));
        return times.size() < ENOUGH
                ? middle + " (of only " + times.size() + ")"
                : middle + ", " + Durations.text(times.get((int) Math.ceil(times.size() * 0.95) - 1)) + " (of "
                        + times.size() + ")";
    }

    private Instant settled(Instant from) {
        Stream<Instant> samples = course.probes().stream()
                .flatMap(probe -> probe.samples().stream())
                .map(ProbeCourse.Numbered::sample)
                .filter(sample -> sample.bad() || sample.missing())
                .map(Sample::ended);
        Stream<Instant> faults = course.faults().stream()
                .flatMap(fault -> fault.entries().stream())
                .filter(entry -> !(entry.event() instanceof Event.WayBackKept))
                .map(Entry::at);
        return Stream.concat(samples, faults)
                .filter(at -> at.isAfter(from) && at.isBefore(course.takenDown()))
                .max(Instant::compareTo)
                .orElse(from);
    }
}
