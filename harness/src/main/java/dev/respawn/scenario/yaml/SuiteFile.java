package dev.respawn.scenario.yaml;

import dev.respawn.catalogue.Mistake;
import dev.respawn.catalogue.Reading;
import dev.respawn.catalogue.Text;
import dev.respawn.scenario.Suite;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A suite as a YAML file, and the files of its scenarios: relative paths begin where the suite's file is, absolute ones are
 * taken as they are.
 *
 * <p>A suite may come from a stranger, and its paths may lead anywhere: {@code ../..} does as well as an absolute path, so
 * refusing the one would keep nobody out. To read a file does no harm; to quote it in a message may, where messages end up
 * in a log for all to see. So mistakes are told with what was found only of files that call themselves a scenario.
 */
public final class SuiteFile {
    // Also of a file that is no YAML, so by its text; JSON and flow style count as well.
    private static final Pattern CALLS_ITSELF_SCENARIO =
            Pattern.compile("(?:^|[{,])[ \\t]*[\"']?scenario[\"']?[ \\t]*:", Pattern.MULTILINE);

    private SuiteFile() {}

    /**
     * Reads a suite, and the scenarios of its rows to see whether they can be read.
     *
     * @throws BrokenFile with every mistake in it and in its scenarios; files are called as the suite is here
     */
    public static Suite read(Path file) {
        Node node = Nodes.of(file, file.toString());
        Reading reading = new Reading();
        Optional<Suite> suite = Suite.SHAPE.read(node, reading);
        List<Mistake> ofScenarios = new ArrayList<>();
        scenarios(node).forEach(scalar -> check(file, scalar, reading, ofScenarios));
        List<Mistake> all = Stream.concat(reading.mistakes().stream(), ofScenarios.stream())
                .distinct()
                .toList();
        if (!all.isEmpty()) {
            throw new BrokenFile(all);
        }
        return suite.orElseThrow(
                () -> new IllegalStateException(node.place() + ": a suite could not be read, and nobody said why"));
    }

    /** The file of a row's scenario. */
    public static Path scenario(Path suite, Suite.Row row) {
        return suite.resolveSibling(row.scenario()).normalize();
    }

    // Straight from the nodes, so that a mistake elsewhere does not hide a file that is missing.
    private static List<Node.Scalar> scenarios(Node suite) {
        List<Node.Scalar> found = new ArrayList<>();
        Optional<Node> rows = Nodes.value(suite, "rows");
        List<Node> each = rows.map(node -> node instanceof Node.Sequence list ? list.items() : List.of(node))
                .orElse(List.of());
        for (Node row : each) {
            if (Nodes.value(row, "scenario").orElse(row) instanceof Node.Scalar scalar
                    && scalar != row
                    && !scalar.empty()
                    && !scalar.text().isBlank()) {
                found.add(scalar);
            }
        }
        return found;
    }

    private static void check(Path suite, Node.Scalar at, Reading reading, List<Mistake> ofScenarios) {
        String name = "'" + Text.shown(at.text()) + "'";
        Path scenario;
        try {
            scenario = suite.resolveSibling(at.text()).normalize();
        } catch (InvalidPathException e) {
            reading.mistake(at.place(), name + " is no file name: " + e.getReason());
            return;
        }
        if (!Files.exists(scenario)) {
            reading.mistake(at.place(), "there is no scenario file " + name + "; looked for " + scenario);
            return;
        }
        try {
            ScenarioFile.read(scenario);
        } catch (BrokenFile broken) {
            if (mayBeQuoted(scenario)) {
                ofScenarios.addAll(broken.mistakes());
            } else {
                reading.mistake(
                        at.place(),
                        name + " is no scenario: no key 'scenario' stands in it; if it is meant to be one, validate it"
                                + " by itself");
            }
        }
    }

    // What is no regular file is not read, and so not quoted.
    private static boolean mayBeQuoted(Path file) {
        if (!Files.isRegularFile(file)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(Yaml.LARGEST), StandardCharsets.UTF_8);
            return CALLS_ITSELF_SCENARIO.matcher(text).find();
        } catch (IOException e) {
            return true;
        }
    }
}
