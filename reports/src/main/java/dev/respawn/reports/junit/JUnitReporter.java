package dev.respawn.reports.junit;

import dev.respawn.expect.Finding;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Outcome;
import dev.respawn.report.Report;
import dev.respawn.report.Reporter;
import dev.respawn.reports.Visible;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes {@code junit.xml}: a test case for each finding. What failed is a failure, what is unproven an error, so that a
 * build server shows both and tells them apart.
 */
public final class JUnitReporter implements Reporter {
    @Override
    public String file() {
        return "junit.xml";
    }

    @Override
    public void write(Report report, Path directory) throws IOException {
        try (Writer file = Files.newBufferedWriter(directory.resolve(file()))) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(file);
            xml.writeStartDocument("UTF-8", "1.0");
            suite(xml, report);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException("junit.xml could not be written: " + e.getMessage(), e);
        }
    }

    private static void suite(XMLStreamWriter xml, Report report) throws XMLStreamException {
        List<Finding> findings = report.verdict().findings();
        Instant began =
                report.journal().stream().map(Entry::at).min(Instant::compareTo).orElse(Instant.EPOCH);
        Instant ended =
                report.journal().stream().map(Entry::at).max(Instant::compareTo).orElse(began);
        // No finding proves nothing; a build server would take an empty suite for a green one.
        List<Finding> cases = findings.isEmpty()
                ? List.of(Finding.unproven(
                        "the run proves something", report.verdict().reason(), List.of()))
                : findings;
        line(xml, 0);
        xml.writeStartElement("testsuite");
        attribute(xml, "name", report.plan().scenario().name());
        attribute(xml, "tests", Integer.toString(cases.size()));
        attribute(xml, "failures", count(cases, Outcome.FAILED));
        attribute(xml, "errors", count(cases, Outcome.UNPROVEN));
        attribute(xml, "skipped", "0");
        attribute(xml, "time", seconds(Duration.between(began, ended)));
        attribute(xml, "timestamp", DateTimeFormatter.ISO_INSTANT.format(began.truncatedTo(ChronoUnit.SECONDS)));
        line(xml, 1);
        xml.writeStartElement("properties");
        property(xml, "respawn.run", report.run());
        property(xml, "respawn.verdict", report.verdict().outcome().word());
        property(xml, "respawn.ending", report.verdict().ending().word());
        property(xml, "respawn.reason", report.verdict().reason());
        property(xml, "respawn.left", left(report));
        property(xml, "respawn.supervisor", report.plan().setting().supervisor());
        property(xml, "respawn.host", report.plan().setting().host());
        property(xml, "respawn.seed", Long.toString(report.plan().seed()));
        line(xml, 1);
        xml.writeEndElement();
        for (Finding finding : cases) {
            testCase(xml, report, finding);
        }
        line(xml, 0);
        xml.writeEndElement();
    }

    /** What the run left behind; or that it left nothing, and what was compared to know that. */
    private static String left(Report report) {
        if (!report.verdict().left().isEmpty()) {
            return String.join("; ", report.verdict().left());
        }
        List<String> compared = report.journal().stream()
                .filter(entry -> entry.event() instanceof Event.ResidueChecked)
                .flatMap(entry -> ((Event.ResidueChecked) entry.event()).compared().stream())
                .distinct()
                .toList();
        return compared.isEmpty()
                ? "not known: nothing was compared"
                : "nothing; compared: " + String.join("; ", compared);
    }

    private static void testCase(XMLStreamWriter xml, Report report, Finding finding) throws XMLStreamException {
        line(xml, 1);
        xml.writeStartElement("testcase");
        attribute(xml, "classname", report.plan().scenario().name());
        attribute(xml, "name", finding.claim());
        attribute(xml, "time", seconds(evidenceSpan(report, finding)));
        if (finding.outcome() != Outcome.PASSED) {
            line(xml, 2);
            xml.writeStartElement(finding.outcome() == Outcome.FAILED ? "failure" : "error");
            attribute(xml, "type", finding.outcome().word());
            attribute(xml, "message", finding.reason());
            StringBuilder words = new StringBuilder(finding.reason());
            finding.measured()
                    .forEach(measure -> words.append('\n')
                            .append(measure.what())
                            .append(": ")
                            .append(measure.interval())
                            .append(measure.limit()
                                    .map(limit -> ", limit " + Durations.text(limit))
                                    .orElse("")));
            if (!finding.evidence().isEmpty()) {
                words.append("\njournal entries ").append(finding.evidence());
            }
            xml.writeCharacters(Visible.text(words.toString()));
            xml.writeEndElement();
            line(xml, 1);
        }
        xml.writeEndElement();
    }

    /** How long it took to see what a finding rests on: the time between the first and the last entry of its evidence. */
    private static Duration evidenceSpan(Report report, Finding finding) {
        // A journal may be long, and a finding may rest on all of it.
        Set<Long> evidence = new HashSet<>(finding.evidence());
        List<Instant> times = report.journal().stream()
                .filter(entry -> evidence.contains(entry.seq()))
                .map(Entry::at)
                .sorted()
                .toList();
        return times.isEmpty() ? Duration.ZERO : Duration.between(times.get(0), times.get(times.size() - 1));
    }

    private static String count(List<Finding> findings, Outcome outcome) {
        return Long.toString(findings.stream()
                .filter(finding -> finding.outcome() == outcome)
                .count());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }

    private static void property(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        line(xml, 2);
        xml.writeEmptyElement("property");
        attribute(xml, "name", name);
        attribute(xml, "value", value);
    }

    /** Control characters are spelled out: XML 1.0 cannot hold them in any way. */
    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Visible.text(value));
    }

    private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }
}
