package dev.respawn.gameday;

import dev.respawn.model.Outcome;
import dev.respawn.plan.Plan;
import dev.respawn.scenario.Scenario;
import dev.respawn.scenario.Suite;
import dev.respawn.scenario.yaml.FileKind;
import dev.respawn.scenario.yaml.ScenarioFile;
import dev.respawn.scenario.yaml.SuiteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One scenario on one supervisor, and the verdict that is wanted of it.
 *
 * @param source where the scenario came from, for people
 * @param base from where relative paths in the supervisor's options are looked up
 */
public record Job(Scenario scenario, String source, String supervisor, Path base, Outcome wanted) {
    private static final String PROGRAM = "command:";

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

    /**
     * How this job is said again on a command line, in this directory.
     *
     * @param kept the scenario's copy in the run's directory, for one that came from no file
     */
    Plan.Again again(Path here, Path kept) {
        Path file = Path.of(source);
        return new Plan.Again(
                seenFrom(here, Files.isRegularFile(file) ? file : kept), supervisorSeenFrom(here.toAbsolutePath()));
    }

    // The paths in what stands in a file are looked up beside that file, those of a command line where it is said.
    private String supervisorSeenFrom(Path here) {
        if (!supervisor.startsWith(PROGRAM) || supervisor.contains("'") || supervisor.contains("\"")) {
            return supervisor;
        }
        return PROGRAM
                + Arrays.stream(supervisor.substring(PROGRAM.length()).split(" "))
                        .map(word -> {
                            Path path = base.resolve(word);
                            return !word.isEmpty() && Files.isRegularFile(path) ? seenFrom(here, path) : word;
                        })
                        .collect(Collectors.joining(" "));
    }

    private static String seenFrom(Path here, Path file) {
        Path from = here.toAbsolutePath().normalize();
        Path whole = file.toAbsolutePath().normalize();
        String seen = whole.startsWith(from) ? from.relativize(whole).toString() : whole.toString();
        // A program without a directory would be looked for on the PATH.
        return seen.contains("/") ? seen : "./" + seen;
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("").toAbsolutePath() : parent;
    }
}
