package dev.respawn.model;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions on one side of another: {@code >=20.10}, {@code <24.0}, or exactly one: {@code =26.1.5}. */
public record VersionRange(String operator, String version) {
    private static final Pattern PATTERN = Pattern.compile("(>=|<|=)\\s*([0-9]+(?:\\.[0-9]+){0,3})");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static VersionRange parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of versions; wanted >=, < or = and a version, such as >=20.10");
        }
        return new VersionRange(matcher.group(1), matcher.group(2));
    }

    /** Whether a version, of which only the numbers count, lies in it. */
    public boolean contains(String other) {
        int order = Arrays.compare(numbers(other), numbers(version));
        return switch (operator) {
            case ">=" -> order >= 0;
            case "<" -> order < 0;
            default -> order == 0;
        };
    }

    private static int[] numbers(String version) {
        int[] numbers = new int[4];
        Matcher matcher = Pattern.compile("^v?([0-9]+(?:\\.[0-9]+)*)").matcher(version);
        if (matcher.find()) {
            String[] parts = matcher.group(1).split("\\.");
            for (int i = 0; i < numbers.length && i < parts.length; i++) {
                numbers[i] = Integer.parseInt(parts[i]);
            }
        }
        return numbers;
    }

    @Override
    public String toString() {
        return operator + version;
    }
}
