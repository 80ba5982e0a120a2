package dev.respawn.gameday;

import dev.respawn.model.Outcome;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Suite;
import dev.respawn.scenario.yaml.FileKind;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.scenario.yaml.SuiteFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One scenario on one supervisor, and the verdict that is wanted of it.
 *
 * @param source where the scenario came from, for people
 * @param base from where relative paths in the supervisor's options are looked up
 */
public record Job(Scenario scenario, String source, String supervisor, Path base, Outcome wanted) {
    /**
     * The jobs of a scenario or suite file.
     *
     * @param on the supervisors; empty for those that the file names
     * @param onBase from where relative paths in {@code on} are looked up
     * @throws IllegalArgumentException with every mistake in the file, or if nobody names a supervisor
     */
    public static List<Job> of(Path file, List<String> on, Path onBase) {
        return FileKind.of(file) == FileKind.SUITE
                ? ofSuite(file, on, onBase)
                : ofScenario(file, ScenarioFile.read(file), on, onBase, Outcome.PASSED);
    }

    /**
     * The jobs of several files.
     *
     * @throws IllegalArgumentException with every mistake in all of them
     */
    public static List<Job> all(List<Path> files, List<String> on, Path onBase) {
        List<Job> jobs = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (Path file : files) {
            try {
                jobs.addAll(of(file, on, onBase));
            } catch (IllegalArgumentException e) {
                mistakes.add(String.valueOf(e.getMessage()));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", mistakes));
        }
        return jobs;
    }

    private static List<Job> ofSuite(Path file, List<String> on, Path onBase) {
        List<Job> jobs = new ArrayList<>();
        for (Suite.Row row : SuiteFile.read(file).rows()) {
            Path scenarioFile = SuiteFile.scenario(file, row);
            Scenario scenario = ScenarioFile.read(scenarioFile);
            if (!on.isEmpty()) {
                jobs.addAll(ofScenario(scenarioFile, scenario, on, onBase, row.wanted()));
            } else if (!row.on().isEmpty()) {
                jobs.addAll(ofScenario(scenarioFile, scenario, row.on(), directory(file), row.wanted()));
            } else {
                jobs.addAll(ofScenario(scenarioFile, scenario, List.of(), onBase, row.wanted()));
            }
        }
        return jobs;
    }

    private static List<Job> ofScenario(Path file, Scenario scenario, List<String> on, Path onBase, Outcome wanted) {
        List<String> supervisors = on.isEmpty() ? scenario.on() : on;
        if (supervisors.isEmpty()) {
            throw new IllegalArgumentException(file + ": '" + scenario.name()
                    + "' runs on every supervisor and names none; say which with --on, for example --on docker:always");
        }
        Path base = on.isEmpty() ? directory(file) : onBase;
        return supervisors.stream()
                .map(supervisor -> new Job(scenario, file.toString(), supervisor, base, wanted))
                .toList();
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("").toAbsolutePath() : parent;
    }
}
