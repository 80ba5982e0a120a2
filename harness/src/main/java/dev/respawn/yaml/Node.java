package dev.respawn.yaml;

import java.util.List;

/** A piece of YAML that knows where it stands. */
public sealed interface Node {
    Place place();

    /**
     * One value.
     *
     * @param text as written, without quotes
     * @param quoted whether it stood in quotes, so that "5" and 5 can be told apart
     */
    record Scalar(String text, boolean quoted, Place place) implements Node {
        /** Whether nothing was written, or null. */
        public boolean empty() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    /** A list. */
    record Sequence(List<Node> items, Place place) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys with their values, in the order of the file; a key may stand twice, which the reader of it reports. */
    record Mapping(List<Pair> pairs, Place place) implements Node {
        public Mapping {
            pairs = List.copyOf(pairs);
        }
    }

    /** A key with its value. */
    record Pair(String key, Place keyPlace, Node value) {}
}
