package dev.respawn.scenario.yaml;

import dev.respawn.yaml.Node;
import dev.respawn.yaml.Yaml;
import dev.respawn.yaml.YamlProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the readers of files share. */
final class Nodes {
    private Nodes() {}

    static Node of(Path file, String shownName) {
        try {
            return Yaml.parse(file, shownName);
        } catch (YamlProblem problem) {
            throw BrokenFile.of(problem);
        }
    }

    static Optional<Node> value(Node node, String key) {
        return pairs(node).stream()
                .filter(pair -> pair.key().equals(key))
                .map(Node.Pair::value)
                .findFirst();
    }

    static List<Node.Pair> pairs(Node node) {
        return node instanceof Node.Mapping mapping ? mapping.pairs() : List.of();
    }
}
