package dev.respawn.reports.html;

import dev.respawn.expect.Finding;
import dev.respawn.model.Durations;
import dev.respawn.verify.Verdict;
import java.util.Optional;

/** What was claimed and what the journal proves of it. */
record Findings(Verdict verdict, Links links) {
    void write(Html html) {
        if (verdict.findings().isEmpty()) {
            html.element("p", "There are no findings, and no finding proves nothing.");
            return;
        }
        Table table = Table.of(
                "What was claimed, and what the journal proves",
                "Claim",
                "Outcome",
                "Reason",
                "Measured",
                "Limit",
                "Evidence");
        int number = 0;
        for (Finding finding : verdict.findings()) {
            number++;
            table.row(
                    Optional.of("f" + number),
                    finding.outcome().word(),
                    Table.Cell.of(finding.claim()),
                    html2 -> Badge.write(html2, finding.outcome()),
                    Table.Cell.of(finding.reason()),
                    html2 -> measured(html2, finding),
                    html2 -> limits(html2, finding),
                    html2 -> links.write(html2, finding.evidence()));
        }
        table.write(html);
    }

    private static void measured(Html html, Finding finding) {
        finding.measured()
                .forEach(measure -> html.in("div", Attributes.with("class", "measure"), () -> {
                    html.element(
                            "strong",
                            Attributes.with("class", "num"),
                            measure.interval().toString());
                    html.element("span", Attributes.with("class", "quiet"), " " + measure.what());
                }));
    }

    private static void limits(Html html, Finding finding) {
        finding.measured()
                .forEach(measure -> html.element(
                        "div",
                        Attributes.with("class", "measure num"),
                        measure.limit().map(Durations::text).orElse("–")));
    }
}
