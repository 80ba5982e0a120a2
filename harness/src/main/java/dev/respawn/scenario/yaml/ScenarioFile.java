package dev.respawn.scenario.yaml;

import dev.respawn.catalogue.PlainJson;
import dev.respawn.catalogue.Reading;
import dev.respawn.scenario.Scenario;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Yaml;
import dev.respawn.yaml.YamlProblem;
import java.nio.file.Path;
import java.util.Optional;

/** A scenario as a YAML file. */
public final class ScenarioFile {
    private ScenarioFile() {}

    /**
     * Reads a scenario.
     *
     * @throws BrokenFile with every mistake in it; the file is called as it is here
     */
    public static Scenario read(Path file) {
        return whole(Nodes.of(file, file.toString()));
    }

    /**
     * Reads a scenario that is no file, such as a resource.
     *
     * @param file how messages call it
     * @throws BrokenFile with every mistake in it
     */
    public static Scenario parse(String text, String file) {
        try {
            return whole(Yaml.parse(text, file));
        } catch (YamlProblem problem) {
            throw BrokenFile.of(problem);
        }
    }

    /** A scenario as text that {@link #parse} reads back as an equal one; JSON, which is YAML as well. */
    public static String text(Scenario scenario) {
        return PlainJson.write(Scenario.SHAPE.write(scenario)) + "\n";
    }

    private static Scenario whole(Node node) {
        Reading reading = new Reading();
        Optional<Scenario> scenario = Scenario.SHAPE.read(node, reading);
        if (scenario.isEmpty()) {
            Contradictions.in(node).forEach(mistake -> reading.mistake(mistake.place(), mistake.message()));
        }
        if (!reading.mistakes().isEmpty()) {
            throw new BrokenFile(reading.mistakes());
        }
        return scenario.orElseThrow(() ->
                new IllegalStateException(node.place() + ": the scenario could not be read, and nobody said why"));
    }
}
