package dev.respawn.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: 10ms, 2s, 1.5s, 5m, 1h. */
public final class Durations {
    /** What a written duration looks like, also for the JSON schema. */
    public static final Pattern PATTERN = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|m|h)");

    private Durations() {}

    /**
     * Reads a number with its unit.
     *
     * @throws IllegalArgumentException if there is no unit, or another one
     */
    public static Duration parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration; wanted a number with us, ms, s, m or h, such as 10ms or 2s");
        }
        long nanosPerUnit = switch (matcher.group(2)) {
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
        BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanosPerUnit));
        try {
            return Duration.ofNanos(nanos.setScale(0, RoundingMode.UNNECESSARY).longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' cannot be kept exactly; wanted whole nanoseconds, at most 292 years", e);
        }
    }

    /** Exactly, with the largest unit that leaves no fraction: what {@link #parse} reads back. */
    public static String exact(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        if (nanos % 3_600_000_000_000L == 0) {
            return nanos / 3_600_000_000_000L + "h";
        }
        if (nanos % 60_000_000_000L == 0) {
            return nanos / 60_000_000_000L + "m";
        }
        if (nanos % 1_000_000_000L == 0) {
            return nanos / 1_000_000_000L + "s";
        }
        if (nanos % 1_000_000L == 0) {
            return nanos / 1_000_000L + "ms";
        }
        return BigDecimal.valueOf(nanos).movePointLeft(3).stripTrailingZeros().toPlainString() + "us";
    }

    /** For people: three digits are enough, microseconds below a millisecond. */
    public static String text(Duration duration) {
        if (duration.isNegative()) {
            return "-" + text(duration.negated());
        }
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000_000L) {
            return Math.max(1, nanos / 1_000L) + "us";
        }
        if (nanos < 100_000_000L) {
            return plain(nanos, 6, 1) + "ms";
        }
        if (nanos < 1_000_000_000L) {
            return plain(nanos, 6, 0) + "ms";
        }
        if (nanos < 120_000_000_000L) {
            return plain(nanos, 9, 2) + "s";
        }
        return duration.toMinutes() + "m" + (duration.toSecondsPart() == 0 ? "" : duration.toSecondsPart() + "s");
    }

    private static String plain(long nanos, int places, int digits) {
        BigDecimal value = BigDecimal.valueOf(nanos).movePointLeft(places).setScale(digits, RoundingMode.HALF_UP);
        return value.stripTrailingZeros().toPlainString();
    }
}
