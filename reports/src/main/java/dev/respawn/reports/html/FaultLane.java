package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults of one disruption on one target: when each was asked for, whether it arrived, how long it was in force. */
record FaultLane(String label, List<FaultCourse> faults, Course course, RunTime time, Links links) implements Lane {
    FaultLane {
        faults = List.copyOf(faults);
    }

    /** What a fault's marks are, in the order of time. */
    private List<MarkLane.Mark> marks(FaultCourse fault) {
        List<MarkLane.Mark> marks = new ArrayList<>();
        String what = fault.disruption() + " on " + fault.target();
        fault.intended()
                .ifPresent(entry -> marks.add(
                        mark(entry.at(), entry, Draw.Shape.TRIANGLE_DOWN_HOLLOW, "fault", "", what + ": asked for")));
        Optional<Course.Moment> arrival = course.arrival(fault);
        arrival.ifPresent(moment -> marks.add(new MarkLane.Mark(
                moment.at(), moment.seq(), Draw.Shape.TRIANGLE_DOWN, "fault", "arrived", what + ": arrived")));
        if (arrival.isEmpty()) {
            fault.injected()
                    .ifPresent(entry -> marks.add(mark(
                            entry.at(),
                            entry,
                            Draw.Shape.QUESTION,
                            "fault",
                            "arrival not seen",
                            what + ": " + notSeen(entry))));
        }
        fault.failed()
                .ifPresent(entry -> marks.add(mark(
                        entry.at(),
                        entry,
                        Draw.Shape.CROSS,
                        "fault",
                        "not injected",
                        what + ": could not be injected")));
        fault.lost()
                .ifPresent(entry -> marks.add(
                        mark(entry.at(), entry, Draw.Shape.DIAMOND, "fault", "lost", what + ": no longer in force")));
        fault.undone()
                .filter(entry -> fault.lasting())
                .ifPresent(entry -> marks.add(mark(
                        entry.at(),
                        entry,
                        fault.over().isPresent() ? Draw.Shape.SQUARE : Draw.Shape.QUESTION,
                        "fault",
                        fault.over().isPresent() ? "undone" : "not undone",
                        what + (fault.over().isPresent() ? ": undone" : ": could not be undone"))));
        return marks;
    }

    private static MarkLane.Mark mark(
            Instant at, Entry entry, Draw.Shape shape, String style, String label, String title) {
        return new MarkLane.Mark(at, entry.seq(), shape, style, label, title);
    }

    private static String notSeen(Entry entry) {
        return entry.event() instanceof Event.FaultInjected injected
                        && injected.witness() instanceof Witness.NotSeen notSeen
                ? "arrival not seen, " + notSeen.why()
                : "arrival not seen";
    }

    private MarkLane marks() {
        return new MarkLane(
                label, faults.stream().flatMap(fault -> marks(fault).stream()).toList(), time, links);
    }

    @Override
    public double height(Axis axis) {
        return marks().height(axis);
    }

    @Override
    public void draw(Html html, Axis axis, double y) {
        for (FaultCourse fault : faults) {
            if (fault.lasting()) {
                course.arrival(fault).ifPresent(arrival -> band(html, axis, y, fault, arrival));
            }
        }
        marks().draw(html, axis, y);
    }

    private void band(Html html, Axis axis, double y, FaultCourse fault, Course.Moment arrival) {
        Instant to = fault.lost().map(Entry::at).or(fault::over).orElse(course.ended());
        if (axis.shows(arrival.at(), to)) {
            String title = fault.disruption() + " on " + fault.target() + ": in force from "
                    + time.relative(arrival.at()) + " to " + time.relative(to) + " (entry " + arrival.seq() + ")";
            Draw.linked(
                    html,
                    links,
                    arrival.seq(),
                    false,
                    title,
                    () -> Draw.hatched(
                            html,
                            "force",
                            "p-force",
                            axis.x(arrival.at()),
                            y + 2,
                            axis.x(to) - axis.x(arrival.at()),
                            16));
        }
    }
}
