package dev.respawn.scenario.yaml;

import dev.respawn.catalogue.Kind;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Mistake;
import dev.respawn.catalogue.Reading;
import dev.respawn.expect.Expectation;
import dev.respawn.scenario.Begins;
import dev.respawn.scenario.Disruption;
import dev.respawn.scenario.Form;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.When;
import dev.respawn.supervisor.Service;
import dev.respawn.yaml.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Parts of a scenario that do not fit together, told although other parts of it cannot be read. */
final class Contradictions {
    private Contradictions() {}

    /** What can be said for certain: a part that cannot be read contradicts nothing. */
    static List<Mistake> in(Node scenario) {
        List<Node> ofDisrupt = new ArrayList<>();
        List<Node> ofExpect = new ArrayList<>();
        List<Service> services = new ArrayList<>();
        List<Disruption> disrupt = new ArrayList<>();
        List<Expectation> expect = new ArrayList<>();
        for (Node.Pair pair :
                Nodes.value(scenario, "services").map(Nodes::pairs).orElse(List.of())) {
            Node alone = new Node.Mapping(List.of(pair), pair.keyPlace());
            Contradictions.<List<Service>>read("services", alone).ifPresent(services::addAll);
        }
        for (Node item : items(scenario, "disrupt")) {
            Contradictions.<List<Disruption>>read("disrupt", item).ifPresent(one -> {
                disrupt.addAll(one);
                ofDisrupt.add(item);
            });
        }
        for (Node item : items(scenario, "expect")) {
            Contradictions.<List<Expectation>>read("expect", item).ifPresent(one -> {
                expect.addAll(one);
                ofExpect.add(item);
            });
        }
        Optional<Node> ofLimit = Nodes.value(scenario, "limit");
        Duration limit = ofLimit.isEmpty()
                ? Scenario.LIMIT_DEFAULT
                : ofLimit.flatMap(node -> Contradictions.<Duration>read("limit", node))
                        .orElse(When.LIMIT_LONGEST);
        Node readable = new Node.Mapping(
                Stream.concat(
                                Nodes.pairs(scenario).stream()
                                        .filter(pair -> pair.key().equals("services")),
                                Stream.of(pair("disrupt", ofDisrupt, scenario), pair("expect", ofExpect, scenario)))
                        .toList(),
                scenario.place());
        try {
            new Scenario("", Form.CORPUS, "", List.of(), Begins.WELL, limit, services, List.of(), disrupt, expect);
        } catch (Misfit misfit) {
            return misfit.items().stream()
                    // That a whole list is empty is only so because its items cannot be read.
                    .filter(item -> item.path().size() > 1)
                    .map(item -> new Mistake(item.in(readable), item.message()))
                    .toList();
        }
        return List.of();
    }

    private static List<Node> items(Node scenario, String key) {
        return Nodes.value(scenario, key)
                .map(node -> node instanceof Node.Sequence list ? list.items() : List.of(node))
                .orElse(List.of());
    }

    private static Node.Pair pair(String key, List<Node> items, Node scenario) {
        return new Node.Pair(key, scenario.place(), new Node.Sequence(items, scenario.place()));
    }

    @SuppressWarnings("unchecked") // the callers name the type of the field
    private static <V> Optional<V> read(String field, Node node) {
        Kind<V> kind = (Kind<V>) Scenario.SHAPE.fields().stream()
                .filter(f -> f.name().equals(field))
                .findFirst()
                .orElseThrow()
                .kind();
        return kind.read(node, new Reading());
    }
}
