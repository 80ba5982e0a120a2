package dev.respawn.reports.html;

import java.time.Instant;
import java.util.List;

/** A lane of marks: things that happened at a moment. */
record MarkLane(String label, List<Mark> marks, RunTime time, Links links) implements Lane {
    private static final int ROWS = 3;
    private static final int MOST = 400;

    MarkLane {
        marks = List.copyOf(marks);
    }

    /**
     * One thing.
     *
     * @param label what stands beside it; empty for what is not worth a word
     */
    record Mark(Instant at, long seq, Draw.Shape shape, String style, String label, String title) {}

    @Override
    public double height(Axis axis) {
        return 20 + Draw.rows(labels(axis));
    }

    private List<Mark> shown(Axis axis) {
        return marks.stream().filter(mark -> axis.shows(mark.at())).toList();
    }

    private List<Labels.Placed> labels(Axis axis) {
        return Labels.place(
                shown(axis).stream()
                        .filter(mark -> !mark.label().isEmpty())
                        .map(mark -> new Labels.Wanted(axis.x(mark.at()) - 2, mark.label()))
                        .toList(),
                ROWS,
                axis.left(),
                axis.right());
    }

    @Override
    public void draw(Html html, Axis axis, double y) {
        List<Mark> shown = shown(axis);
        Draw.line(html, "rail", axis.left(), y + 10, axis.right(), y + 10);
        int every = shown.size() / MOST + 1;
        for (int i = 0; i < shown.size(); i += every) {
            Mark mark = shown.get(i);
            String left = every > 1 ? "; one mark stands for " + every : "";
            String title = time.relative(mark.at()) + " " + mark.title() + " (entry " + mark.seq() + ", "
                    + RunTime.absolute(mark.at()) + left + ")";
            Draw.linked(
                    html,
                    links,
                    mark.seq(),
                    !mark.label().isEmpty(),
                    title,
                    () -> Draw.mark(html, mark.shape(), mark.style(), axis.x(mark.at()), y + 10));
        }
        Draw.labels(html, labels(axis), y + 19);
    }
}
