package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.EngineEvent;
import dev.respawn.reports.Visible;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The run as a picture: lanes over one time axis, all of them read from the journal. */
final class Timeline {
    /** The whole picture, in its own pixels. */
    static final double WIDTH = 1100;

    private static final double GUTTER = 128;
    private static final double TOP = 34;
    private static final int FAULT_LANES = 12;
    private static final int TARGET_LANES = 12;

    private final Course course;
    private final RunTime time;
    private final Links links;
    private final List<String> cut = new ArrayList<>();
    private final List<Lane> lanes;

    Timeline(Course course, RunTime time, Links links) {
        this.course = course;
        this.time = time;
        this.links = links;
        this.lanes = lanes();
    }

    private List<Lane> lanes() {
        List<Lane> all = new ArrayList<>();
        if (!course.phases().isEmpty()) {
            all.add(new PhaseLane(course.phases(), time, links));
        }
        all.addAll(firstOf("disruptions", FAULT_LANES, faultLanes()));
        for (ProbeCourse probe : course.probes()) {
            all.add(new ProbeLane(probe, probe.runs(), time, links));
        }
        List<Lane> lives = new ArrayList<>();
        course.targets().stream()
                .filter(target -> !target.lives().isEmpty())
                .forEach(target -> lives.add(
                        new LifeLane(target.target().toString(), target.lives(), course.ended(), time, links)));
        all.addAll(firstOf("targets", TARGET_LANES, lives));
        if (!course.engine().isEmpty()) {
            all.add(engineLane());
        }
        if (!course.notes().isEmpty()) {
            all.add(notesLane());
        }
        return all;
    }

    private List<Lane> firstOf(String what, int most, List<Lane> lanes) {
        if (lanes.size() <= most) {
            return lanes;
        }
        cut.add("the first " + most + " of " + lanes.size() + " " + what);
        return lanes.subList(0, most);
    }

    /** What has lanes here, where not all of it has: "the first 12 of 20 targets". */
    List<String> cut() {
        return List.copyOf(cut);
    }

    private List<Lane> faultLanes() {
        Map<String, List<FaultCourse>> byName = new LinkedHashMap<>();
        boolean many = course.faults().stream()
                        .map(fault -> fault.disruption() + " " + fault.target())
                        .distinct()
                        .count()
                > FAULT_LANES;
        for (FaultCourse fault : course.faults()) {
            String key = many ? fault.disruption() : fault.disruption() + "\n" + fault.target();
            byName.computeIfAbsent(key, k -> new ArrayList<>()).add(fault);
        }
        List<Lane> result = new ArrayList<>();
        byName.values()
                .forEach(faults -> result.add(new FaultLane(faults.get(0).disruption(), faults, course, time, links)));
        return result;
    }

    private Lane engineLane() {
        boolean several = course.targets().size() > 1;
        List<MarkLane.Mark> marks = new ArrayList<>();
        for (Entry entry : course.engine()) {
            Event.EngineSaid said = (Event.EngineSaid) entry.event();
            String words = EventWords.engine(said.said());
            String whose = said.target().map(Object::toString).orElse("");
            boolean worthAWord = !said.said().action().startsWith("exec_")
                    && said.said().type().equals("container")
                    && (said.target().isPresent() || !said.said().type().equals("container"));
            marks.add(new MarkLane.Mark(
                    said.at(),
                    entry.seq(),
                    shape(said.said()),
                    said.said().is("die") || said.said().is("oom") ? "engine grave" : "engine",
                    worthAWord ? (several && !whose.isEmpty() ? whose + " " + words : words) : "",
                    "engine of " + said.host() + ": " + (whose.isEmpty() ? "" : whose + " ") + words));
        }
        return new MarkLane("engine", marks, time, links);
    }

    private static Draw.Shape shape(EngineEvent said) {
        return said.is("die")
                ? Draw.Shape.CROSS
                : said.is("start") || said.is("unpause")
                        ? Draw.Shape.TRIANGLE_RIGHT
                        : said.is("oom")
                                ? Draw.Shape.DIAMOND
                                : said.action().startsWith("health_status")
                                        ? Draw.Shape.CIRCLE
                                        : said.is("kill") || said.is("stop") || said.is("pause") || said.is("restart")
                                                ? Draw.Shape.TRIANGLE_DOWN
                                                : Draw.Shape.TICK;
    }

    private Lane notesLane() {
        List<MarkLane.Mark> marks = new ArrayList<>();
        for (Entry entry : course.notes()) {
            Event event = entry.event();
            String label = event instanceof Event.BeganWell began
                    ? (began.well() ? "well" : "not well")
                    : event instanceof Event.Forewarned
                            ? "warned"
                            : event instanceof Event.SupervisorSaid
                                    ? "supervisor"
                                    : event instanceof Event.Noted ? "note" : "";
            if (!label.isEmpty()) {
                marks.add(new MarkLane.Mark(
                        entry.at(),
                        entry.seq(),
                        Draw.Shape.SQUARE,
                        "note",
                        label,
                        EventWords.of(event).words()));
            }
        }
        return new MarkLane("notes", marks, time, links);
    }

    /** Draws the part of the run in the window. */
    void write(Html html, String id, String name, Course.Window window) {
        Axis axis = new Axis(window, time.zero(), GUTTER, WIDTH - GUTTER - 14);
        double lanesHeight =
                lanes.stream().mapToDouble(lane -> lane.height(axis) + 6).sum();
        double height = TOP + lanesHeight + 22;
        html.in(
                "div",
                with("class", "frame picture")
                        .and("tabindex", "0")
                        .and("role", "region")
                        .and("aria-label", name),
                () -> html.in(
                        "svg",
                        with("class", "timeline")
                                .and("id", id)
                                .and("viewBox", "0 0 " + Attributes.number(WIDTH) + " " + Attributes.number(height))
                                .and("role", "group")
                                .and("aria-label", name),
                        () -> {
                            axis(html, axis, height);
                            zero(html, axis, height);
                            double y = TOP;
                            for (Lane lane : lanes) {
                                double laneHeight = lane.height(axis);
                                double top = y;
                                html.in(
                                        "g",
                                        with("class", "lane")
                                                .and("role", "group")
                                                .and("aria-label", lane.label()),
                                        () -> {
                                            name(html, lane.label(), top + 15);
                                            lane.draw(html, axis, top);
                                        });
                                y += laneHeight + 6;
                                Draw.line(html, "ruler", 0, y - 3, WIDTH, y - 3);
                            }
                            blind(html, axis, height);
                        }));
    }

    private static void name(Html html, String label, double y) {
        String shown = Visible.text(label).replace('\n', ' ');
        int most = 16;
        html.in("text", with("class", "lane-name").and("x", 2).and("y", y), () -> {
            html.element("title", label);
            html.text(shown.length() > most ? shown.substring(0, most - 1) + "…" : shown);
        });
    }

    private void axis(Html html, Axis axis, double height) {
        for (Axis.Tick tick : axis.ticks()) {
            Draw.line(html, "grid", tick.x(), TOP - 8, tick.x(), height - 20);
            for (double y : new double[] {TOP - 14, height - 6}) {
                double half = Labels.width(tick.label()) / 2;
                if (tick.x() + half < WIDTH && tick.x() - half > GUTTER - 20) {
                    html.element(
                            "text",
                            with("class", "tick").and("x", tick.x()).and("y", y).and("text-anchor", "middle"),
                            tick.label());
                }
            }
        }
    }

    private void blind(Html html, Axis axis, double height) {
        for (Course.BlindSpan span : course.blind()) {
            if (axis.shows(span.from(), span.to())) {
                double x = axis.x(span.from());
                double width = axis.x(span.to()) - x;
                String title = "blind: the events of " + span.host() + " were not seen from "
                        + time.relative(span.from()) + " to " + time.relative(span.to())
                        + (span.why().isEmpty() ? "" : ", " + span.why()) + " (entry " + span.seq() + ")";
                Draw.linked(html, links, span.seq(), true, title, () -> {
                    Draw.hatched(html, "blind", "p-blind", x, TOP - 8, width, height - TOP - 12);
                    if (Labels.width("blind") + 8 < width) {
                        Draw.rect(html, "plate", x + 3, height - 36, Labels.width("blind") + 4, 14);
                        Draw.text(html, "label", x + 6, height - 25, "blind");
                    }
                });
            }
        }
    }

    private void zero(Html html, Axis axis, double height) {
        if (axis.shows(time.zero())) {
            Draw.line(html, "zero", axis.x(time.zero()), TOP - 10, axis.x(time.zero()), height - 20);
        }
    }
}
