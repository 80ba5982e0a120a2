package dev.respawn.catalogue;

import java.util.function.Function;

/**
 * One word of the language: a fault, a probe, an expectation.
 *
 * @param name as it is written
 * @param summary what it means, in one line
 * @param type the Java type that it stands for
 * @param shape its arguments
 */
public record Word<T>(String name, String summary, Class<T> type, Shape<T> shape) {
    /** A word with these arguments. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array goes straight into a list
    public static <T> Word<T> of(
            String name, String summary, Class<T> type, Function<Shape.Values, T> make, Field<T, ?>... fields) {
        return new Word<>(name, summary, type, Shape.of("'" + name + "'", make, fields));
    }
}
