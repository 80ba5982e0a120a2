package dev.respawn.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of bytes, written 64MiB, 512KiB, 1GiB or 100B. */
public record ByteSize(long bytes) {
    /** What a written size looks like, also for the JSON schema. */
    public static final Pattern PATTERN = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes; the smallest is 0B");
        }
    }

    /**
     * Reads a whole number with its unit.
     *
     * @throws IllegalArgumentException if there is no unit, or another one
     */
    public static ByteSize parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size; wanted a whole number with B, KiB, MiB or GiB, such as 64MiB");
        }
        int shift = switch (matcher.group(2)) {
            case "B" -> 0;
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("'" + text + "' is too large; wanted less than 8EiB");
        }
        return new ByteSize(number << shift);
    }

    @Override
    public String toString() {
        if (bytes != 0 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "GiB";
        }
        if (bytes != 0 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        if (bytes != 0 && bytes % (1L << 10) == 0) {
            return (bytes >> 10) + "KiB";
        }
        return bytes + "B";
    }
}
