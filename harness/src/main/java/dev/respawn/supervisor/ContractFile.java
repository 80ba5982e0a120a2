package dev.respawn.supervisor;

import dev.respawn.catalogue.Reading;
import dev.respawn.contract.Contract;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Yaml;
import dev.respawn.yaml.YamlProblem;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** A contract as a YAML file. */
public final class ContractFile {
    private ContractFile() {}

    /**
     * Reads a contract.
     *
     * @param shown how messages call the file
     * @throws IllegalArgumentException with every mistake in it, one a line
     */
    public static Contract read(Path file, String shown) {
        try {
            return whole(Yaml.parse(file, shown));
        } catch (YamlProblem problem) {
            throw new IllegalArgumentException(problem.place() + ": " + problem.getMessage(), problem);
        }
    }

    /**
     * Reads a contract that is no file, such as a resource.
     *
     * @throws IllegalArgumentException with every mistake in it, one a line
     */
    public static Contract parse(String text, String shown) {
        try {
            return whole(Yaml.parse(text, shown));
        } catch (YamlProblem problem) {
            throw new IllegalArgumentException(problem.place() + ": " + problem.getMessage(), problem);
        }
    }

    private static Contract whole(Node node) {
        Reading reading = new Reading();
        Optional<Contract> contract = ContractShape.SHAPE.read(node, reading);
        if (contract.isEmpty() || !reading.mistakes().isEmpty()) {
            throw new IllegalArgumentException(
                    reading.mistakes().stream().map(Object::toString).collect(Collectors.joining("\n")));
        }
        return contract.get();
    }
}
