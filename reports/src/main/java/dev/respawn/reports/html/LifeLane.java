package dev.respawn.reports.html;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The lives of one target: a bar each, with the container's id and the process; a death's exit code stands below it. */
record LifeLane(String label, List<Life> lives, Instant until, RunTime time, Links links) implements Lane {
    private static final int ROWS = 2;

    LifeLane {
        lives = List.copyOf(lives);
    }

    @Override
    public double height(Axis axis) {
        return 24 + Draw.rows(deaths(axis));
    }

    private List<Labels.Placed> deaths(Axis axis) {
        List<Labels.Wanted> wanted = new ArrayList<>();
        for (Life life : lives) {
            life.to()
                    .filter(axis::shows)
                    .ifPresent(to -> wanted.add(new Labels.Wanted(
                            axis.x(to) - 2,
                            life.exitCode().map(code -> "exit " + code).orElse("ended"))));
        }
        return Labels.place(wanted, ROWS, axis.left(), axis.right());
    }

    @Override
    public void draw(Html html, Axis axis, double y) {
        Draw.line(html, "rail dotted", axis.left(), y + 11, axis.right(), y + 11);
        String lastId = "";
        boolean other = false;
        for (Life life : lives) {
            // A new container takes the other shade, so a change of identity is seen even where no label fits.
            other ^= !lastId.isEmpty() && !lastId.equals(life.id());
            lastId = life.id();
            Instant to = life.to().orElse(until);
            if (!axis.shows(life.from(), to)) {
                continue;
            }
            draw(html, axis, y, life, to, other);
        }
        Draw.labels(html, deaths(axis), y + 21);
    }

    private void draw(Html html, Axis axis, double y, Life life, Instant to, boolean other) {
        double x = axis.x(life.from());
        double width = axis.x(to) - x;
        String title = label + ": container " + life.label() + " from " + time.relative(life.from())
                + life.to().map(end -> " to " + time.relative(end)).orElse(", still there at the end of the journal")
                + life.exitCode().map(code -> ", " + ExitCodes.text(code)).orElse("") + " (entries " + life.first()
                + " and " + life.last() + ")";
        Draw.linked(html, links, life.last(), true, title, () -> {
            Draw.rect(html, other ? "life other" : "life", x, y + 2, width - 1, 18);
            if (Labels.width(life.label()) + 10 < width) {
                Draw.text(html, "inside mono", x + 6, y + 15, life.label());
            } else if (Labels.width(life.shortId()) + 10 < width) {
                Draw.text(html, "inside mono", x + 6, y + 15, life.shortId());
            }
            if (life.to().filter(axis::shows).isPresent()) {
                Draw.mark(html, Draw.Shape.CROSS, "death", x + width, y + 11);
            }
        });
    }
}
