package dev.respawn.reports.html;

/** One row of a timeline. */
interface Lane {
    /** What stands left of it. */
    String label();

    /** How much room it takes, in pixels. */
    double height(Axis axis);

    /** Draws itself below {@code y}. */
    void draw(Html html, Axis axis, double y);
}
