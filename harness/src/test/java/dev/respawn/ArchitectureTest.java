package dev.respawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The package table. Called from ordinary tests: rules as fields were silently not run by one version of Surefire
 * (maven-surefire issue 839).
 */
class ArchitectureTest {
    private static final JavaClasses HARNESS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(PackageRules.OURS);
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PackageRules.OURS + ".planted");

    /** Which of our packages each of them may import, in the order of the flow. */
    private static final Map<String, Set<String>> MAY_IMPORT = table(
            row("model"),
            row("journal", "model"),
            row("journal.json", "journal", "model"),
            row("contract", "model"),
            row("yaml"),
            // Words are read from nodes that know their place, so that each mistake names its own.
            row("catalogue", "model", "yaml"),
            row("docker", "model"),
            row("image", "docker", "model"),
            row("host", "docker", "image", "model"),
            // A supervisor of our own, which knows an engine and nothing of runs.
            row("healer", "docker", "model"),
            // A contract is a file of the user's.
            row("supervisor", "host", "image", "docker", "contract", "catalogue", "yaml", "model"),
            row("supervisor.docker", "supervisor", "host", "contract"),
            row("supervisor.command", "supervisor", "host", "docker", "contract", "model"),
            row("supervisor.systemd", "supervisor", "host", "docker", "contract", "model"),
            row("supervisor.swarm", "supervisor", "host", "docker", "contract", "model"),
            // The healer is started as a process beside the stack; what it promises follows from what it is told to do.
            row("supervisor.healer", "supervisor", "supervisor.command", "healer", "host", "contract"),
            row("supervisor.found", "supervisor", "host", "docker", "contract", "model"),
            // An update and the end of an exec are told in the engine's own terms.
            row("fault", "catalogue", "supervisor", "host", "docker", "model"),
            row("probe", "catalogue", "model"),
            row("expect", "catalogue", "contract", "journal", "model"),
            row("scenario", "fault", "probe", "expect", "supervisor", "catalogue", "yaml", "model"),
            row("scenario.yaml", "scenario", "catalogue", "yaml"),
            // The plan is a file: it is written and read in the words of the language.
            row("plan", "scenario", "supervisor", "contract", "fault", "expect", "catalogue", "yaml", "model"),
            // What a dead harness left open stands in its journal on disk, and is closed there.
            row("undo", "host", "docker", "journal", "journal.json", "model"),
            row(
                    "engine",
                    "plan",
                    "scenario",
                    "supervisor",
                    "fault",
                    "probe",
                    "expect",
                    "host",
                    "journal",
                    "catalogue",
                    "model"),
            // The outlook on a real engine hears the engine itself, and gathers what claims need.
            row(
                    "outlook",
                    "engine",
                    "scenario",
                    "supervisor",
                    "probe",
                    "expect",
                    "host",
                    "image",
                    "docker",
                    "journal",
                    "model"),
            // Evidence speaks of faults by their names, which the catalogue knows.
            row("verify", "expect", "plan", "scenario", "fault", "catalogue", "journal", "model"),
            row("report", "plan", "journal", "verify"),
            // The fakes that users test their scenarios with: a supervisor, an outlook and a lab without an engine.
            row(
                    "memory",
                    "report",
                    "verify",
                    "engine",
                    "plan",
                    "scenario",
                    "probe",
                    "supervisor",
                    "host",
                    "image",
                    "docker",
                    "contract",
                    "journal",
                    "model"),
            row(
                    "gameday",
                    "report",
                    "verify",
                    "outlook",
                    "engine",
                    "undo",
                    "plan",
                    "scenario",
                    "scenario.yaml",
                    "probe",
                    "supervisor",
                    "host",
                    "image",
                    "docker",
                    "journal",
                    "journal.json",
                    "model"),
            // Many runs side by side: it asks for them, and reads what they came to.
            row(
                    "matrix",
                    "gameday",
                    "report",
                    "verify",
                    "plan",
                    "scenario",
                    "expect",
                    "host",
                    "catalogue",
                    "yaml",
                    "model"),
            row("junit", "gameday", "report", "verify", "plan", "scenario", "expect", "model"),
            row(
                    "cli",
                    "gameday",
                    "matrix",
                    "report",
                    "verify",
                    "undo",
                    "plan",
                    "scenario",
                    "scenario.yaml",
                    "expect",
                    "probe",
                    "fault",
                    "supervisor",
                    "healer",
                    "host",
                    "image",
                    "docker",
                    "catalogue",
                    "contract",
                    "journal",
                    "model"));

    /** Where each library is used. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "com.github.dockerjava..",
            List.of("docker"),
            "org.apache.hc..",
            List.of("docker"),
            // Keys in all the forms that docker's own client reads; the Java runtime reads one.
            "org.bouncycastle..",
            List.of("docker"),
            // docker-java's answers lack fields that only the text of the engine has; archives of images hold JSON.
            "com.fasterxml.jackson..",
            List.of("journal.json", "docker", "image"),
            "org.apache.commons.compress..",
            List.of("image"),
            "org.snakeyaml..",
            List.of("yaml"),
            "picocli..",
            List.of("cli"),
            "org.junit..",
            List.of("junit"),
            "org.assertj..",
            List.of("junit"),
            "org.slf4j..",
            List.of("docker", "supervisor", "engine", "gameday"));

    /** Who speaks to the process's own streams, and why. */
    private static final List<String> SPEAKERS = List.of(
            // They make the console, and speak when there is no console any more.
            "cli\\.Console",
            "cli\\.Interrupts",
            "cli\\.Main",
            // Processes of their own, whose mains have nobody else to tell.
            "undo\\.Keeper",
            "healer\\.HealerProcess",
            "probe\\.Prober");

    @TestFactory
    Stream<DynamicTest> each_package_imports_only_what_its_row_says() {
        return MAY_IMPORT.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(),
                        () -> PackageRules.imports(row.getKey(), row.getValue()).check(HARNESS)));
    }

    @Test
    void no_row_allows_what_nobody_needs() {
        List<String> idle = new ArrayList<>();
        MAY_IMPORT.forEach((name, may) -> {
            Set<String> used = new TreeSet<>();
            HARNESS.getPackage(PackageRules.OURS + "." + name)
                    .getClassDependenciesFromThisPackage()
                    .forEach(use -> used.add(use.getTargetClass().getPackageName()));
            may.stream()
                    .filter(other -> !used.contains(PackageRules.OURS + "." + other))
                    .forEach(other -> idle.add(name + " -> " + other));
        });

        assertThat(idle).isEmpty();
    }

    @Test
    void a_package_without_a_row_fails() {
        PackageRules.hasRow(MAY_IMPORT.keySet()).check(HARNESS);

        refused(PackageRules.hasRow(MAY_IMPORT.keySet()), "dev.respawn.planted.left.Left");
    }

    @Test
    void every_package_is_null_marked() {
        PackageRules.isNullMarked().check(HARNESS);

        refused(
                PackageRules.isNullMarked(),
                "dev.respawn.planted.left.Left is in dev.respawn.planted.left, which is not @NullMarked");
    }

    @Test
    void no_two_packages_need_each_other() {
        PackageRules.hasNoCycles(PackageRules.OURS).check(HARNESS);

        refused(PackageRules.hasNoCycles(PackageRules.OURS + ".planted"), "Cycle detected");
    }

    @TestFactory
    Stream<DynamicTest> each_library_has_its_place() {
        return LIBRARIES.entrySet().stream()
                .map(library -> DynamicTest.dynamicTest(
                        library.getKey(),
                        () -> PackageRules.isUsedOnlyIn(library.getKey(), library.getValue())
                                .check(HARNESS)));
    }

    @Test
    void no_library_is_without_a_place() {
        List<String> known = new ArrayList<>(LIBRARIES.keySet());
        known.add("java..");
        known.add("javax.net.ssl..");
        known.add("org.jspecify..");

        PackageRules.usesOnly(known).check(HARNESS);
        refused(PackageRules.usesOnly(List.of("java..")), "org.assertj");
    }

    @Test
    void only_front_doors_speak_to_the_process_s_own_streams() {
        PackageRules.speakOnlyWhere(SPEAKERS).check(HARNESS);

        refused(PackageRules.speakOnlyWhere(SPEAKERS), "java.lang.System.out");
    }

    @Test
    void an_import_outside_the_row_is_found() {
        refused(PackageRules.imports("planted.left", Set.of("model")), "dev.respawn.planted.right.Right");
        PackageRules.imports("planted.left", Set.of("planted.right")).check(PLANTED);
    }

    @Test
    void a_library_out_of_its_place_is_found() {
        refused(PackageRules.isUsedOnlyIn("org.assertj..", List.of("planted.left")), "dev.respawn.planted.reader");
    }

    // A rule about no classes holds.
    @Test
    void the_rules_see_the_whole_harness() {
        assertThat(HARNESS.size()).isGreaterThan(150);
        assertThat(HARNESS.stream().map(c -> c.getPackageName().replace(PackageRules.OURS + ".", "")))
                .containsAll(MAY_IMPORT.keySet())
                .noneMatch(name -> name.startsWith("planted"));
    }

    private static void refused(ArchRule rule, String because) {
        assertThatThrownBy(() -> rule.check(PLANTED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(because);
    }

    private static Map.Entry<String, Set<String>> row(String name, String... may) {
        return Map.entry(name, new TreeSet<>(List.of(may)));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    private static Map<String, Set<String>> table(Map.Entry<String, Set<String>>... rows) {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        for (Map.Entry<String, Set<String>> row : rows) {
            table.put(row.getKey(), row.getValue());
        }
        return table;
    }
}
