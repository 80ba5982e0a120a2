package dev.respawn.reports.html;

import dev.respawn.reports.html.ProbeCourse.Look;
import dev.respawn.reports.html.ProbeCourse.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a probe saw, as bars: never more of them than the picture has pixels, and the worst of a pixel is what it shows. */
record ProbeLane(ProbeCourse probe, List<Run> runs, RunTime time, Links links) implements Lane {
    ProbeLane {
        runs = List.copyOf(runs);
    }

    /** A bar from one pixel column to another, and the runs under it. */
    private record Bar(Look look, int from, int to, int firstRun, int lastRun) {}

    @Override
    public String label() {
        return probe.name();
    }

    @Override
    public double height(Axis axis) {
        return 24;
    }

    @Override
    public void draw(Html html, Axis axis, double y) {
        Draw.line(html, "rail dotted", axis.left(), y + 12, axis.right(), y + 12);
        for (Bar bar : bars(axis)) {
            if (bar.look() == Look.GAP) {
                continue;
            }
            double x = axis.left() + bar.from();
            double width = Math.min(bar.to() - bar.from(), axis.right() - x);
            long seq = runs.get(bar.firstRun()).first();
            Draw.linked(html, links, seq, false, title(bar), () -> {
                switch (bar.look()) {
                    case GOOD -> Draw.rect(html, "good", x, y + 8, width, 8);
                    case LATE -> Draw.hatched(html, "late", "p-late", x, y + 5, width, 14);
                    case MISSING -> Draw.hatched(html, "missing", "p-missing", x, y + 2, width, 20);
                    default -> Draw.hatched(html, "bad", "p-bad", x, y + 2, width, 20);
                }
            });
        }
    }

    private List<Bar> bars(Axis axis) {
        int columns = (int) Math.ceil(axis.width());
        int[] worst = new int[columns];
        Arrays.fill(worst, -1);
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            if (!axis.shows(run.from(), run.to())) {
                continue;
            }
            int from = (int) Math.floor(axis.x(run.from()) - axis.left());
            int to = (int) Math.ceil(axis.x(run.to()) - axis.left());
            for (int column = Math.max(0, from); column < Math.min(columns, Math.max(to, from + 1)); column++) {
                if (worst[column] < 0 || runs.get(worst[column]).look().compareTo(run.look()) < 0) {
                    worst[column] = i;
                }
            }
        }
        List<Bar> bars = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            if (worst[column] < 0) {
                continue;
            }
            Look look = runs.get(worst[column]).look();
            Bar last = bars.isEmpty() ? null : bars.get(bars.size() - 1);
            if (last != null && last.to() == column && last.look() == look) {
                bars.set(bars.size() - 1, new Bar(look, last.from(), column + 1, last.firstRun(), worst[column]));
            } else {
                bars.add(new Bar(look, column, column + 1, worst[column], worst[column]));
            }
        }
        return bars;
    }

    private String title(Bar bar) {
        List<Run> alike = runs.subList(bar.firstRun(), bar.lastRun() + 1).stream()
                .filter(run -> run.look() == bar.look())
                .toList();
        int samples = alike.stream().mapToInt(Run::count).sum();
        Run first = alike.get(0);
        Run last = alike.get(alike.size() - 1);
        return probe.name() + ": " + samples + " " + bar.look().word() + " from " + time.relative(first.from()) + " to "
                + time.relative(last.to()) + (first.why().isEmpty() ? "" : ", " + first.why()) + " (entries "
                + first.first() + " to " + last.last() + ")";
    }
}
