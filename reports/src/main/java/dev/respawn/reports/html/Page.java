package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import dev.respawn.report.Report;
import java.util.ArrayList;
import java.util.List;

/** The whole page, in the order in which a reader decides: verdict, numbers, arrival, picture, findings, then the rest. */
final class Page {
    private final Report report;
    private final Course course;
    private final RunTime time;
    private final Links links;

    Page(Report report) {
        this.report = report;
        this.course = Course.read(report.journal(), report.plan().scenario().watch());
        this.time = new RunTime(course.firstArrival().map(Course.Moment::at).orElse(course.began()));
        this.links = new Links(report.journal());
    }

    String html() {
        Stylesheet css = Stylesheet.ours();
        Html html = new Html();
        html.in("html", with("lang", "en"), () -> {
            html.in("head", () -> {
                html.empty("meta", with("charset", "utf-8"));
                html.empty("meta", with("http-equiv", "Content-Security-Policy").and("content", css.policy()));
                html.empty("meta", with("name", "viewport").and("content", "width=device-width, initial-scale=1"));
                html.empty("meta", with("name", "color-scheme").and("content", "light dark"));
                html.element(
                        "title",
                        report.verdict().outcome().word() + ": "
                                + report.plan().scenario().name() + " (" + report.run() + ")");
                html.style(css);
            });
            html.in("body", () -> body(html));
        });
        return html.text("\n").toString();
    }

    private void body(Html html) {
        Patterns.write(html);
        List<Section> sections = sections();
        new Head(report, course, time, links).write(html);
        html.in(
                "nav",
                with("aria-label", "Parts of this report"),
                () -> sections.forEach(section -> html.element("a", Attributes.linkTo(section.id()), section.title())));
        html.in("main", () -> sections.forEach(section -> section.write(html)));
        html.element(
                "footer",
                "Respawn report of run " + report.run()
                        + ". Everything on this page comes from the run's directory; no request leaves it.");
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("timeline", "Timeline", new Pictures(course, time, links)::write));
        sections.add(new Section("findings", "Findings", new Findings(report.verdict(), links)::write));
        sections.add(new Section("identity", "Who came back", new Identities(course, time, links)::write));
        sections.add(new Section("deaths", "Exits and signals", new Deaths(course, time, links)::write));
        sections.add(new Section("probes", "Probe quality", new ProbeQuality(course, time, links)::write));
        sections.add(new Section("contract", "What the supervisor promised", new Promises(report.plan())::write));
        sections.add(new Section("words", "The timeline in words", new Words(course, time, links)::write));
        sections.add(new Section("environment", "Environment", new Environment(course)::write));
        sections.add(new Section("plan", "Scenario and plan", new PlanText(report.plan())::write));
        sections.add(new Section("reading", "How to read this", new Definitions()::write));
        // Last, since by then it is known which entries something above links to.
        sections.add(new Section("log", "Event log", new EventLog(course, time, links)::write));
        return sections;
    }
}
