package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script that runs all tests says of them at its end. */
class TestsToldTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void one_class_on_an_engine_one_without_and_one_test_that_needs_it() throws IOException {
        Files.setLastModifiedTime(Files.createFile(directory.resolve("stamp")), FileTime.from(BEGIN));
        source("OnEngineTest", "@Tag(\"docker\")\nclass X {\n    @Test\n    @TestFactory\n}\n");
        source("PlainTest", "class X {\n    @Test\n    @Test\n    @Tag(\"docker\") // here alone\n}\n");
        source("SlowTest", "@Tag(\"nightly\")\nclass X {\n    @Test\n}\n");
    }

    private void source(String name, String text) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("module/src/test/java"));
        Files.writeString(sources.resolve(name + ".java"), text);
    }

    private void report(String name, String text, Instant at) throws IOException {
        Path reports = Files.createDirectories(directory.resolve("module/target/surefire-reports"));
        Path file = Files.writeString(reports.resolve("TEST-" + name + ".xml"), text);
        Files.setLastModifiedTime(file, FileTime.from(at));
    }

    private static String suite(int tests, int skipped, int failures, String cases) {
        return "<?xml version=\"1.0\"?>\n<testsuite xmlns:xsi=\"x\" name=\"X\" tests=\"" + tests
                + "\" errors=\"0\" skipped=\"" + skipped + "\" failures=\"" + failures
                + "\">\n" + cases + "</testsuite>\n";
    }

    private Commands.Ran told(String tags) throws InterruptedException {
        return Commands.run(
                List.of(
                        "bash",
                        "-c",
                        ". ../ci/lib.sh; tell_tests \"$1/stamp\" \"$2\" 'ci/test --nightly' \"$1\"",
                        "bash",
                        directory.toString(),
                        tags),
                Duration.ofSeconds(20));
    }

    @Test
    void what_was_skipped_has_its_reason_and_what_was_left_out_its_number() throws Exception {
        report("A", suite(7, 0, 0, ""), BEGIN.plusSeconds(1));
        report("B", suite(4, 2, 0, """
                          <testcase name="is_there" classname="dev.respawn.B" time="0.1"/>
                          <testcase name="off" classname="dev.respawn.B" time="0.1">
                            <skipped message="it says &quot;no&quot; &amp;&#10;&lt;more>"/>
                          </testcase>
                          <testcase name="looks" classname="dev.respawn.B" time="0.1">
                            <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException:\s
                        assumption was not met due to: [a kernel with IPv6]\s
                        Expecting path:
                          /proc
                        to exist
                            at dev.respawn.B.looks(B.java:7)
                        ]]></skipped>
                            <system-out><![CDATA[<skipped message="I am no reason"/>]]></system-out>
                          </testcase>
                        """), BEGIN.plusSeconds(2));

        assertThat(told("docker,nightly")).isEqualTo(new Commands.Ran(0, """
                        respawn: 9 tests passed, 2 were skipped
                        respawn: skipped: dev.respawn.B: off: it says "no" & <more>
                        respawn: skipped: dev.respawn.B: looks: [a kernel with IPv6] Expecting path: /proc to exist
                        respawn: test methods that were left out: 4, tagged docker or nightly; ci/test --nightly runs them"""));
        assertThat(told("nightly").output())
                .endsWith("\nrespawn: test methods that were left out: 1, tagged nightly;"
                        + " ci/test --nightly runs them");
    }

    @Test
    void where_nothing_was_skipped_or_left_out_that_is_said() throws Exception {
        report("A", suite(7, 0, 0, ""), BEGIN.plusSeconds(1));

        assertThat(told(""))
                .isEqualTo(
                        new Commands.Ran(0, "respawn: 7 tests passed, none was skipped\nrespawn: none was left out"));
    }

    @Test
    void reports_of_an_earlier_build_do_not_count() throws Exception {
        report("A", suite(7, 0, 0, ""), BEGIN.minusSeconds(1));

        assertThat(told("")).isEqualTo(new Commands.Ran(1, "respawn: no test was run"));

        report("B", suite(3, 0, 1, ""), BEGIN.plusSeconds(1));

        assertThat(told("").output()).startsWith("respawn: 2 tests passed, 1 failed, none was skipped\n");
    }
}
