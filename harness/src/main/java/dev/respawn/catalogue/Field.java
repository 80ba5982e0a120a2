package dev.respawn.catalogue;

import java.util.Optional;
import java.util.function.Function;

/**
 * One key of a shape.
 *
 * @param name as it is written
 * @param summary what it means, in one line
 * @param get how to find it in a whole value
 * @param orElse what holds when it is not written; empty if it has to be
 */
public record Field<T, V>(String name, String summary, Kind<V> kind, Function<T, V> get, Optional<V> orElse) {
    /** A key that has to be there. */
    public static <T, V> Field<T, V> wanted(String name, String summary, Kind<V> kind, Function<T, V> get) {
        return new Field<>(name, summary, kind, get, Optional.empty());
    }

    /** A key that may be left out. */
    public static <T, V> Field<T, V> orElse(String name, String summary, Kind<V> kind, Function<T, V> get, V orElse) {
        return new Field<>(name, summary, kind, get, Optional.of(orElse));
    }

    /** A key that may be left out, and then has no value. */
    public static <T, V> Field<T, Optional<V>> maybe(
            String name, String summary, Kind<V> kind, Function<T, Optional<V>> get) {
        return new Field<>(name, summary, Kinds.maybe(kind), get, Optional.of(Optional.empty()));
    }
}
