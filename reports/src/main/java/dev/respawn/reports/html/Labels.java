package dev.respawn.reports.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Puts labels beside their marks so that none covers another; what has no room is counted in the label before it. */
final class Labels {
    /** The widest that a character of a label gets, in pixels; generous, since the reader's font is not known. */
    static final double CHARACTER = 7.2;

    private static final double GAP = 10;

    private Labels() {}

    /** A label that is wanted at a place. */
    record Wanted(double x, String text) {}

    /**
     * A label with its place.
     *
     * @param x of its left end
     * @param mark of its first mark
     */
    record Placed(double x, int row, double mark, String text) {
        double end() {
            return x + width(text);
        }
    }

    static double width(String text) {
        return text.length() * CHARACTER;
    }

    /** Places labels in so many rows, each right of its mark, or left of it at the right edge. */
    static List<Placed> place(List<Wanted> wanted, int rows, double left, double right) {
        List<Group> groups = new ArrayList<>();
        double[] ends = new double[rows];
        Arrays.fill(ends, left - GAP);
        for (Wanted label :
                wanted.stream().sorted(Comparator.comparing(Wanted::x)).toList()) {
            int row = 0;
            double x = start(label.x(), label.text(), right);
            while (row < rows && ends[row] + GAP > x) {
                row++;
            }
            if (row < rows) {
                Group group = new Group(label, row);
                groups.add(group);
                ends[row] = x + width(group.text());
            } else if (!groups.isEmpty()) {
                Group last = groups.get(groups.size() - 1);
                last.add(label);
                ends[last.row] =
                        Math.max(ends[last.row], start(last.first.x(), last.text(), right) + width(last.text()));
            }
        }
        List<Placed> placed = new ArrayList<>();
        double[] free = new double[rows];
        Arrays.fill(free, left);
        for (Group group : groups) {
            // A label at the right edge grows to the left when it counts others, so its place is looked at again.
            double x = Math.max(free[group.row], start(group.first.x(), group.text(), right));
            if (x + width(group.text()) <= right + 1) {
                placed.add(new Placed(x, group.row, group.first.x(), group.text()));
                free[group.row] = x + width(group.text()) + GAP;
            }
        }
        return placed;
    }

    private static double start(double mark, String text, double right) {
        return Math.max(0, Math.min(mark + 4, right - width(text)));
    }

    private static final class Group {
        private final Wanted first;
        private final int row;
        private boolean alike = true;
        private int more;

        private Group(Wanted first, int row) {
            this.first = first;
            this.row = row;
        }

        private void add(Wanted label) {
            alike &= label.text().equals(first.text());
            more++;
        }

        private String text() {
            return more == 0 ? first.text() : alike ? first.text() + " ×" + (more + 1) : first.text() + " +" + more;
        }
    }
}
