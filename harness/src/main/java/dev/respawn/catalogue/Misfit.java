package dev.respawn.catalogue;

import dev.respawn.yaml.Node;
import dev.respawn.yaml.Place;
import java.util.List;
import java.util.Optional;

/** Parts of a value that are right by themselves and do not fit together; the author's mistake, and where it lies. */
public final class Misfit extends IllegalArgumentException {
    private final List<Item> items;

    /**
     * One of them.
     *
     * @param path from the value to the part that is to be changed: keys, and numbers of items from 0
     */
    public record Item(String message, List<Object> path) {
        public Item {
            path = List.copyOf(path);
        }

        /** The part's place, or that of the closest thing around it that was written. */
        public Place in(Node whole) {
            Node at = whole;
            for (Object step : path) {
                Optional<Node> next = step instanceof Integer number ? item(at, number) : value(at, step);
                if (next.isEmpty()) {
                    break;
                }
                at = next.get();
            }
            return at.place();
        }

        private static Optional<Node> item(Node node, int number) {
            if (!(node instanceof Node.Sequence list)) {
                // A single one may stand without its list.
                return Optional.of(node);
            }
            return number < list.items().size() ? Optional.of(list.items().get(number)) : Optional.empty();
        }

        private static Optional<Node> value(Node node, Object key) {
            return node instanceof Node.Mapping mapping
                    ? mapping.pairs().stream()
                            .filter(pair -> pair.key().equals(key))
                            .map(Node.Pair::value)
                            .findFirst()
                    : Optional.empty();
        }
    }

    /** These, in the order in which they are to be told; at least one. */
    public Misfit(List<Item> items) {
        super(String.join("; ", items.stream().map(Item::message).toList()));
        this.items = List.copyOf(items);
    }

    /** A single one. */
    public static Misfit at(String message, Object... path) {
        return new Misfit(List.of(new Item(message, List.of(path))));
    }

    /** Throws if there are any. */
    public static void check(List<Item> items) {
        if (!items.isEmpty()) {
            throw new Misfit(items);
        }
    }

    /** The same; what does not know its place concerns the whole. */
    static Misfit of(IllegalArgumentException e) {
        return e instanceof Misfit misfit ? misfit : at(String.valueOf(e.getMessage()));
    }

    public List<Item> items() {
        return items;
    }
}
