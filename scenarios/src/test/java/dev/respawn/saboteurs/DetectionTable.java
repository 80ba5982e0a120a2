package dev.respawn.saboteurs;

import dev.respawn.gameday.Job;
import dev.respawn.gameday.Jobs;
import dev.respawn.gameday.Lab;
import dev.respawn.gameday.Labs;
import dev.respawn.model.Outcome;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.yaml.ScenarioFile;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Runs the whole family and those who are honest, and tells who was found out, by which claims. */
public final class DetectionTable {
    /** How many runs are side by side on one engine; they wait more than they work. */
    public static final int AT_ONCE = 6;

    private static final int FAILED = 1;
    private static final int LEFT = 5;

    private DetectionTable() {}

    /** A saboteur on the scenario that has to find it out. */
    public static Job job(Saboteur saboteur, Path scenarios) {
        return job(saboteur.scenario(), saboteur.supervisor(), scenarios, Outcome.FAILED);
    }

    private static Job job(String file, String supervisor, Path scenarios, Outcome wanted) {
        Path path = scenarios.resolve(file);
        Scenario scenario = ScenarioFile.read(path);
        return new Job(scenario, path.toString(), supervisor, scenarios, wanted);
    }

    /** Those of whom nothing may be found: the honest supervisors themselves, and the same by the saboteurs' means. */
    public static Map<Job, Saboteur> honest(Path scenarios) {
        Map<Job, Saboteur> jobs = new LinkedHashMap<>();
        for (Saboteur honest : Saboteurs.honest()) {
            jobs.put(job(honest.scenario(), honest.poses(), scenarios, Outcome.PASSED), honest);
            if (honest.poses().startsWith("healer")) {
                jobs.put(job(honest.scenario(), honest.supervisor(), scenarios, Outcome.PASSED), honest);
            }
        }
        return jobs;
    }

    /** The table, as Markdown: of each that was found out by what, the root before the others. */
    public static String markdown(Map<Saboteur, ? extends Collection<String>> raised) {
        StringBuilder table = new StringBuilder("""
                | saboteur | poses as | the promise that it breaks | found by | also raised |
                |---|---|---|---|---|
                """);
        raised.forEach((saboteur, words) -> table.append("| `")
                .append(saboteur.name())
                .append("` | `")
                .append(saboteur.poses())
                .append("` | ")
                .append(saboteur.breaks())
                .append(" | ")
                .append(words.contains(saboteur.root()) ? quoted(List.of(saboteur.root())) : "**nothing**")
                .append(" | ")
                .append(quoted(words.stream()
                        .filter(word -> !word.equals(saboteur.root()))
                        .sorted()
                        .toList()))
                .append(" |\n"));
        return table.toString();
    }

    private static String quoted(List<String> words) {
        return words.isEmpty()
                ? "–"
                : words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }

    /**
     * Prints the table of what was raised on a private engine; ends with 1 if anything is otherwise than declared.
     *
     * @param arguments the directory of the scenarios
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path scenarios = Path.of(arguments[0]);
        Path runs = Files.createTempDirectory("saboteurs");
        Map<Job, Saboteur> all = new LinkedHashMap<>(honest(scenarios));
        Saboteurs.ALL.forEach(saboteur -> all.put(job(saboteur, scenarios), saboteur));
        Map<Saboteur, List<String>> raised = new LinkedHashMap<>();
        Map<Saboteur, Detection> found = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        Lab opened;
        try (Lab lab = Labs.open("private", runs, line -> err.println("respawn: " + line))) {
            opened = lab;
            Jobs.run(new ArrayList<>(all.keySet()), lab, 1, AT_ONCE, (number, line) -> {}, result -> {
                Saboteur saboteur = Objects.requireNonNull(all.get(result.job()));
                Detection detection = Detection.of(saboteur, result.report());
                synchronized (wrong) {
                    found.put(saboteur, detection);
                    detection
                            .wrong()
                            .forEach(what -> wrong.add(result.job().supervisor() + ": " + what + " ("
                                    + runs.resolve(result.report().run()) + ")"));
                }
                err.println("respawn: " + result.report().verdict().outcome().word() + ": "
                        + result.job().supervisor() + " on " + saboteur.scenario());
            });
        }
        for (Saboteur saboteur : Saboteurs.ALL) {
            Detection detection = found.get(saboteur);
            raised.put(
                    saboteur,
                    detection == null
                            ? List.of()
                            : List.copyOf(detection.raised().keySet()));
        }
        out.print(markdown(raised));
        wrong.forEach(line -> err.println("respawn: " + line));
        opened.left().forEach(line -> err.println("respawn: left behind: " + line));
        if (wrong.isEmpty()) {
            err.println(
                    "respawn: each of " + Saboteurs.ALL.size() + " saboteurs was found out as it declares, and none of "
                            + (all.size() - Saboteurs.ALL.size()) + " honest runs was blamed");
        }
        System.exit(opened.left().isEmpty() ? wrong.isEmpty() ? 0 : FAILED : LEFT);
    }
}
