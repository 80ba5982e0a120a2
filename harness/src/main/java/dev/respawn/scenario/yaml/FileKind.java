package dev.respawn.scenario.yaml;

import dev.respawn.catalogue.Mistake;
import dev.respawn.catalogue.Names;
import dev.respawn.catalogue.Text;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Place;
import java.nio.file.Path;
import java.util.List;

/** What a YAML file of ours is: told by the key that names it. */
public enum FileKind {
    SCENARIO("scenario"),
    SUITE("suite");

    private final String key;

    FileKind(String key) {
        this.key = key;
    }

    /**
     * What this file is.
     *
     * @throws BrokenFile if it is neither, or cannot be read
     */
    public static FileKind of(Path file) {
        Node node = Nodes.of(file, file.toString());
        for (Node.Pair pair : Nodes.pairs(node)) {
            for (FileKind kind : values()) {
                if (kind.key.equals(pair.key())) {
                    return kind;
                }
            }
        }
        if (Nodes.pairs(node).isEmpty()) {
            throw broken(node.place(), "no keys stand here; wanted 'scenario: …' or 'suite: …' first");
        }
        Node.Pair first = Nodes.pairs(node).get(0);
        String near = Names.nearest(first.key(), List.of(SCENARIO.key, SUITE.key))
                .map(name -> " (did you mean '" + name + "'?)")
                .orElse("");
        throw broken(
                first.keyPlace(),
                "the file begins with '" + Text.shown(first.key()) + "'" + near
                        + "; wanted 'scenario: …' or 'suite: …' first");
    }

    private static BrokenFile broken(Place place, String message) {
        return new BrokenFile(List.of(new Mistake(place, message)));
    }
}
