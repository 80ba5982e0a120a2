package dev.respawn.catalogue;

import dev.respawn.yaml.Node;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one kind of value is read from text, written as plain data, and described.
 *
 * <p>Plain data is what JSON knows: maps with text keys, lists, text, whole numbers, booleans.
 */
public interface Kind<V> {
    /** In a {@link #schema}: the name under which it can be defined once, and then only be referred to. */
    String DEFINITION = "$definition";

    /** In a {@link #schema}: one with a {@link #DEFINITION} that the other keys beside it speak about. */
    String USE = "$use";

    /** Reads the value; empty after a mistake was noted. */
    Optional<V> read(Node node, Reading reading);

    /** Writes the value so that {@link #read} gives an equal one. */
    Object write(V value);

    /**
     * Its JSON schema, as plain data; {@link #DEFINITION} and {@link #USE} in it are for whoever puts schemas together.
     */
    Map<String, Object> schema();

    /** What an author has to write, in words: "a duration such as 10ms or 2s". */
    String wanted();

    /** Shows every name that the value gives or uses. */
    default void names(V value, Visitor visitor) {}

    /** The kinds of names that values give; those cannot be known while a value cannot be read. */
    default Set<Reading.Space> spaces() {
        return Set.of();
    }

    /** Is shown the names in a value. */
    interface Visitor {
        void gives(Reading.Space space, String name);

        void uses(Reading.Space space, String name);
    }
}
