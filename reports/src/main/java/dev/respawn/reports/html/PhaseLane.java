package dev.respawn.reports.html;

import java.util.List;

/** The parts of the run. */
record PhaseLane(List<Course.PhaseSpan> phases, RunTime time, Links links) implements Lane {
    PhaseLane {
        phases = List.copyOf(phases);
    }

    @Override
    public String label() {
        return "harness";
    }

    @Override
    public double height(Axis axis) {
        return 22;
    }

    @Override
    public void draw(Html html, Axis axis, double y) {
        for (Course.PhaseSpan phase : phases) {
            if (!axis.shows(phase.from(), phase.to())) {
                continue;
            }
            double x = axis.x(phase.from());
            double width = axis.x(phase.to()) - x;
            String name = phase.phase().word();
            String title = "phase " + name + " from " + time.relative(phase.from()) + " to " + time.relative(phase.to())
                    + " (entry " + phase.seq() + ")";
            Draw.linked(html, links, phase.seq(), false, title, () -> {
                Draw.rect(html, "phase", x, y + 3, width - 1, 16);
                if (Labels.width(name) + 10 < width) {
                    Draw.text(html, "label", x + 5, y + 15, name);
                }
            });
        }
    }
}
