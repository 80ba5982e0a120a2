package dev.respawn.reports.html;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The time axis that all lanes of a picture share.
 *
 * @param zero where the axis says 0
 * @param left the pixel of the window's begin
 * @param width the window's width in pixels
 */
record Axis(Course.Window window, Instant zero, double left, double width) {
    private static final int TICKS = 10;

    /** A mark of the axis. */
    record Tick(double x, String label) {}

    /** Where a moment stands; what is outside of the window stands at its edge. */
    double x(Instant at) {
        double share = (double) Duration.between(window.from(), at).toNanos()
                / window.length().toNanos();
        return left + Math.max(0, Math.min(1, share)) * width;
    }

    double right() {
        return left + width;
    }

    boolean shows(Instant at) {
        return !at.isBefore(window.from()) && !at.isAfter(window.to());
    }

    boolean shows(Instant from, Instant to) {
        return !to.isBefore(window.from()) && !from.isAfter(window.to());
    }

    /** About ten marks at round times. */
    List<Tick> ticks() {
        long step = step(window.length().toNanos() / TICKS);
        long from = Duration.between(zero, window.from()).toNanos();
        long to = Duration.between(zero, window.to()).toNanos();
        List<Tick> ticks = new ArrayList<>();
        for (long at = Math.floorDiv(from + step - 1, step) * step; at <= to; at += step) {
            ticks.add(new Tick(x(zero.plusNanos(at)), label(at, step)));
        }
        return ticks;
    }

    /** The next larger of 1, 2, 5, 10, 20, … milliseconds; above a second of what divides minutes and hours. */
    private static long step(long atLeast) {
        long[] seconds = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400};
        for (long step = 1_000_000L; step < 1_000_000_000L; step *= 10) {
            for (long factor : new long[] {1, 2, 5}) {
                if (step * factor >= atLeast) {
                    return step * factor;
                }
            }
        }
        for (long s : seconds) {
            if (s * 1_000_000_000L >= atLeast) {
                return s * 1_000_000_000L;
            }
        }
        return Math.max(1, atLeast / 86_400_000_000_000L + 1) * 86_400_000_000_000L;
    }

    private static String label(long nanos, long step) {
        if (nanos == 0) {
            return "0";
        }
        String sign = nanos < 0 ? "\u2212" : "+";
        BigDecimal seconds = BigDecimal.valueOf(Math.abs(nanos), 9);
        if (step >= 60_000_000_000L) {
            return sign + seconds.divideToIntegralValue(BigDecimal.valueOf(60)).toBigInteger() + " min";
        }
        int digits = step >= 1_000_000_000L ? 0 : step >= 100_000_000L ? 1 : step >= 10_000_000L ? 2 : 3;
        return sign + seconds.setScale(digits, java.math.RoundingMode.HALF_UP).toPlainString() + " s";
    }
}
