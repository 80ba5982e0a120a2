package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import dev.respawn.journal.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The timelines: of the whole run, and of the moments around each fault, which are too short to be seen in it. */
final class Pictures {
    private static final int ZOOMS = 6;
    private static final Duration BEFORE = Duration.ofSeconds(1);
    /** So long nothing happens when all is said about a fault. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Course course;
    private final RunTime time;
    private final Links links;

    Pictures(Course course, RunTime time, Links links) {
        this.course = course;
        this.time = time;
        this.links = links;
    }

    /** A stretch of time that deserves a picture of its own. */
    record Zoom(String title, Course.Window window) {}

    void write(Html html) {
        if (course.entries().isEmpty()) {
            html.element("p", "The journal is empty: nothing that happened was written down.");
            return;
        }
        zero(html);
        Timeline timeline = new Timeline(course, time, links);
        figure(html, timeline, "whole", "The whole run", course.window());
        notDrawn(html, timeline.cut());
        legend(html);
        List<Zoom> zooms = zooms();
        for (int i = 0; i < Math.min(ZOOMS, zooms.size()); i++) {
            figure(
                    html,
                    timeline,
                    "zoom-" + (i + 1),
                    zooms.get(i).title(),
                    zooms.get(i).window());
        }
        if (zooms.size() > ZOOMS) {
            html.element(
                    "p",
                    with("class", "aside"),
                    "The first " + ZOOMS + " of " + zooms.size() + " faults are shown closely.");
        }
    }

    private void zero(Html html) {
        html.in("p", with("class", "aside"), () -> {
            Optional<Course.Moment> arrival = course.firstArrival();
            html.text("One time axis for all lanes, in seconds; 0 is ");
            if (arrival.isPresent()) {
                html.text("when the first fault was seen to arrive, " + RunTime.absolute(time.zero()) + " ");
                links.write(html, arrival.get().seq());
            } else {
                html.text("the begin of the run, " + RunTime.absolute(time.zero()) + ", since no fault arrived");
            }
            html.text(
                    ". Everything here is drawn from the journal; point at a mark to see its entry, follow it to read it.");
        });
    }

    // A lane that is left out must not look like something that never happened.
    private static void notDrawn(Html html, List<String> cut) {
        if (!cut.isEmpty()) {
            html.in("p", with("class", "aside"), () -> {
                html.text("Only " + String.join(" and ", cut) + " have a lane; of the others tells the ");
                html.element("a", Attributes.linkTo("log"), "event log");
                html.text(".");
            });
        }
    }

    private static void figure(Html html, Timeline timeline, String id, String title, Course.Window window) {
        html.in("figure", () -> {
            html.element("figcaption", title);
            timeline.write(html, id, title, window);
        });
    }

    /** The windows around the faults, or around the first death; none for what the whole picture shows well enough. */
    List<Zoom> zooms() {
        List<Zoom> zooms = new ArrayList<>();
        List<FaultCourse> faults = course.faults();
        for (int i = 0; i < faults.size(); i++) {
            Instant from = begin(faults.get(i));
            // Faults of one moment share a picture.
            int last = i;
            while (last + 1 < faults.size() && begin(faults.get(last + 1)).isBefore(from.plus(BEFORE))) {
                last++;
            }
            Instant next = last + 1 < faults.size() ? begin(faults.get(last + 1)) : course.takenDown();
            String others = last > i ? " and " + (last - i) + " more" : "";
            zoom(
                            "Closely: " + faults.get(i).disruption() + " on "
                                    + faults.get(i).target() + others,
                            from,
                            end(from, next, spans(from, faults.subList(i, last + 1))))
                    .ifPresent(zooms::add);
            i = last;
        }
        if (faults.isEmpty()) {
            course.engine().stream()
                    .filter(entry -> ((Event.EngineSaid) entry.event()).said().is("die"))
                    .map(Moments::of)
                    .filter(at -> at.isBefore(course.takenDown()))
                    .min(Instant::compareTo)
                    .flatMap(from -> zoom(
                            "Closely: the first death and what followed",
                            from,
                            end(from, course.takenDown(), engine())))
                    .ifPresent(zooms::add);
        }
        return zooms;
    }

    private Optional<Zoom> zoom(String title, Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        Duration lead = Duration.ofNanos(Math.max(50_000_000L, Math.min(BEFORE.toNanos(), length.toNanos() / 2)));
        Course.Window window = Course.Window.of(from.minus(lead), to.plus(lead));
        return window.length().toNanos() < course.window().length().toNanos() * 0.6
                ? Optional.of(new Zoom(title, window))
                : Optional.empty();
    }

    private static Instant begin(FaultCourse fault) {
        return fault.entries().get(0).at();
    }

    /** A stretch of time that may belong to a fault. */
    private record Span(Instant from, Instant to) {}

    /** What may have to do with these faults: answers that were not good, the engine's events, their own entries. */
    private Stream<Span> spans(Instant from, List<FaultCourse> faults) {
        Stream<Span> samples = course.probes().stream()
                .flatMap(probe -> probe.runs().stream())
                .filter(run -> run.look() != ProbeCourse.Look.GOOD)
                .map(run -> new Span(run.from(), run.to()));
        Stream<Span> inForce =
                faults.stream().flatMap(fault -> fault.entries().stream()).map(entry -> new Span(from, entry.at()));
        return Stream.of(samples, engine(), inForce).flatMap(spans -> spans);
    }

    private Stream<Span> engine() {
        return course.engine().stream()
                .filter(entry -> ((Event.EngineSaid) entry.event()).target().isPresent())
                .filter(entry ->
                        !((Event.EngineSaid) entry.event()).said().action().startsWith("exec_"))
                .map(entry -> new Span(Moments.of(entry), Moments.of(entry)));
    }

    /** The moment after which nothing of this happened for a while. */
    private static Instant end(Instant from, Instant next, Stream<Span> spans) {
        Instant end = from.plusMillis(50);
        for (Span span : spans.filter(
                        span -> !span.from().isBefore(from) && span.from().isBefore(next))
                .sorted(Comparator.comparing(Span::from))
                .toList()) {
            if (span.from().isAfter(end.plus(QUIET))) {
                break;
            }
            end = span.to().isAfter(end) ? span.to() : end;
        }
        return end.isAfter(next) ? next : end;
    }

    private static void legend(Html html) {
        html.in("ul", with("class", "legend").and("aria-label", "What the marks mean"), () -> {
            swatch(html, "good: the answer was as wanted", () -> Draw.rect(html, "good", 2, 6, 24, 8));
            swatch(
                    html,
                    "bad: another answer, or none in time",
                    () -> Draw.hatched(html, "bad", "p-bad", 2, 1, 24, 18));
            swatch(html, "late: asked late, good then", () -> Draw.hatched(html, "late", "p-late", 2, 3, 24, 14));
            swatch(
                    html,
                    "missing: nobody knows what the answer was, or would have been",
                    () -> Draw.hatched(html, "missing", "p-missing", 2, 1, 24, 18));
            swatch(html, "no sample: nothing is known", () -> Draw.line(html, "rail dotted", 2, 10, 26, 10));
            swatch(html, "fault asked for", () -> Draw.mark(html, Draw.Shape.TRIANGLE_DOWN_HOLLOW, "fault", 14, 10));
            swatch(html, "fault arrived", () -> Draw.mark(html, Draw.Shape.TRIANGLE_DOWN, "fault", 14, 10));
            swatch(html, "fault in force", () -> Draw.hatched(html, "force", "p-force", 2, 2, 24, 16));
            swatch(html, "a life, and another container's", () -> {
                Draw.rect(html, "life", 1, 1, 12, 18);
                Draw.rect(html, "life other", 15, 1, 12, 18);
            });
            swatch(html, "death", () -> Draw.mark(html, Draw.Shape.CROSS, "engine grave", 14, 10));
            swatch(html, "start", () -> Draw.mark(html, Draw.Shape.TRIANGLE_RIGHT, "engine", 14, 10));
            swatch(html, "kill, stop, pause", () -> Draw.mark(html, Draw.Shape.TRIANGLE_DOWN, "engine", 14, 10));
            swatch(html, "out of memory", () -> Draw.mark(html, Draw.Shape.DIAMOND, "engine grave", 14, 10));
            swatch(html, "health", () -> Draw.mark(html, Draw.Shape.CIRCLE, "engine", 14, 10));
            swatch(html, "blind: engine events not seen", () -> Draw.hatched(html, "blind", "p-blind", 2, 1, 24, 18));
        });
    }

    private static void swatch(Html html, String words, Runnable draw) {
        html.in("li", () -> {
            html.in("svg", with("class", "swatch").and("viewBox", "0 0 28 20").and("aria-hidden", "true"), draw);
            html.text(words);
        });
    }
}
