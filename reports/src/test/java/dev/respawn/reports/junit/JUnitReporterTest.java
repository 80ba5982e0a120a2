package dev.respawn.reports.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.report.Report;
import dev.respawn.reports.Runs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JUnitReporterTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void every_finding_is_a_test_case_that_is_told_apart_by_its_outcome() throws Exception {
        Element passed = written(Runs.killedAndBack());
        Element failed = written(Runs.crashLoop());

        assertThat(texts(passed, "testcase", "name"))
                .containsExactly(
                        "it began well",
                        "every fault arrived",
                        "web/1 exits with 137 after 'killed'",
                        "web/1 comes back as the same container within 2s of 'killed'",
                        "'home' recovers within 3s, steady for 1s");
        assertThat(passed.getAttribute("failures") + passed.getAttribute("errors"))
                .isEqualTo("00");
        assertThat(texts(passed, "testcase", "time")).last().isNotEqualTo("0.000");
        assertThat(texts(failed, "failure", "type")).containsExactly("failed");
        assertThat(texts(failed, "error", "type")).containsExactly("unproven");
        assertThat(failed.getAttribute("failures") + failed.getAttribute("errors"))
                .isEqualTo("11");
    }

    @Test
    void a_run_without_findings_is_an_error_and_not_an_empty_success() throws Exception {
        Element suite = written(Runs.empty());

        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(texts(suite, "error", "message")).containsExactly("unproven: the journal is empty");
    }

    @Test
    void hostile_text_stays_text() throws Exception {
        Element suite = written(Runs.hostile());

        assertThat(suite.getElementsByTagName("script").getLength()).isZero();
        assertThat(texts(suite, "testcase", "name").get(0)).contains("<script>alert(1)</script>", "\\u202e\\u0007");
    }

    private Element written(Report report) throws Exception {
        new JUnitReporter().write(report, directory);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(directory.resolve("junit.xml").toFile())
                .getDocumentElement();
    }

    private static List<String> texts(Element suite, String element, String attribute) {
        NodeList nodes = suite.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(((Element) nodes.item(i)).getAttribute(attribute));
        }
        return texts;
    }
}
