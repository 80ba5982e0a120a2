package dev.respawn.scenario.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes refer to each other, and classes are made in the order in which an author's Java code touches them. */
class FirstTouchedTest {
    private static final String STORY = "../scenarios/stories/stopped-in-the-wait.yaml";

    @ParameterizedTest
    @ValueSource(strings = {"When$Once", "When$At", "When", "Disruption", "Scenario", "Watch", "Suite"})
    void whatever_is_touched_first_a_scenario_can_be_read(String first) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader fresh = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(fresh);
            Class.forName("dev.respawn.scenario." + first, true, fresh);

            Object scenario = Class.forName(ScenarioFile.class.getName(), true, fresh)
                    .getMethod("read", Path.class)
                    .invoke(null, Path.of(STORY));

            assertThat(scenario).asString().contains("Once[probe=waiting");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(part).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
