package dev.respawn.junit;

import dev.respawn.gameday.Job;
import dev.respawn.gameday.Lab;
import dev.respawn.gameday.Labs;
import dev.respawn.gameday.NoGo;
import dev.respawn.gameday.NotApplicable;
import dev.respawn.model.Outcome;
import dev.respawn.report.Report;
import dev.respawn.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Scenarios as JUnit tests, on a host that is opened before the first test of a class and removed after the last:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RespawnLab lab = RespawnLab.on("private");
 *
 * @TestFactory
 * Stream<DynamicTest> stories() {
 *     return lab.tests(Path.of("suites/stories.yaml"));
 * }
 * }</pre>
 *
 * <p>A run that failed and one that proved nothing both fail their test, in different words. A scenario that says nothing
 * about this host aborts it, with the reason.
 */
public final class RespawnLab implements BeforeAllCallback, AfterAllCallback {
    private final String host;
    private final Path runs;
    private final boolean shared;
    private final List<String> mayBreak;
    // Tests of one class may run side by side, each on a thread of its own.
    private volatile @Nullable Lab lab;

    private RespawnLab(String host, Path runs, boolean shared, List<String> mayBreak) {
        this.host = host;
        this.runs = runs;
        this.shared = shared;
        this.mayBreak = List.copyOf(mayBreak);
    }

    /** On this host, as it is written on the command line; the directories of runs go to {@code target/runs}. */
    public static RespawnLab on(String host) {
        return new RespawnLab(host, Path.of("target", "runs"), false, List.of());
    }

    /** The same with another place for the directories of runs. */
    public RespawnLab runsIn(Path directory) {
        return new RespawnLab(host, directory, shared, mayBreak);
    }

    /** The same, shared by all classes that ask for this host: opened for the first, removed after the last test of all. */
    public RespawnLab shared() {
        return new RespawnLab(host, runs, true, mayBreak);
    }

    /** The same with leave to break containers of these names, which are there already and are adopted by a scenario. */
    public RespawnLab mayBreak(String... containers) {
        return new RespawnLab(host, runs, shared, List.of(containers));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws NoGo, InterruptedException {
        if (!shared) {
            lab = Labs.open(host, runs, line -> {});
            return;
        }
        // The store closes what is in it when all tests are over.
        ExtensionContext.Store store =
                context.getRoot().getStore(ExtensionContext.Namespace.create(RespawnLab.class, host, runs));
        synchronized (RespawnLab.class) {
            Shared open = store.get(Lab.class, Shared.class);
            if (open == null) {
                open = new Shared(Labs.open(host, runs, line -> {}));
                store.put(Lab.class, open);
            }
            lab = open.lab();
        }
    }

    private record Shared(Lab lab) implements AutoCloseable {
        @Override
        public void close() {
            RespawnLab.close(lab);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Lab open = lab;
        lab = null;
        if (open != null && !shared) {
            close(open);
        }
    }

    private static void close(Lab open) {
        open.close();
        if (!open.left().isEmpty()) {
            throw new AssertionError("left behind on this machine: " + String.join("\n", open.left()));
        }
    }

    /** A test for each scenario and supervisor of a scenario or suite file. */
    public Stream<DynamicTest> tests(Path file) {
        return Job.of(file, List.of(), Path.of("")).stream()
                .map(job -> DynamicTest.dynamicTest(
                        job.scenario().name() + " on " + job.supervisor(),
                        () -> ReportAssert.assertThat(run(job)).hasOutcome(job.wanted())));
    }

    /** Runs a scenario on a supervisor. */
    public Report run(Scenario scenario, String supervisor) throws IOException {
        return run(new Job(scenario, "Java", supervisor, Path.of(""), Outcome.PASSED));
    }

    /** Runs a job; several at a time if need be. */
    public Report run(Job job) throws IOException {
        Lab open = lab;
        if (open == null) {
            throw new IllegalStateException(
                    "the lab is not open; is the field static and annotated @RegisterExtension?");
        }
        mayBreak.forEach(name -> open.consents().give(name, "the test says so"));
        try {
            return open.run(job, 1, line -> {}).report();
        } catch (NotApplicable e) {
            return Assumptions.abort(e.getMessage());
        } catch (NoGo e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the run began", e);
        }
    }
}
