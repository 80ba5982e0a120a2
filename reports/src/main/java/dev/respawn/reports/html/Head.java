package dev.respawn.reports.html;

import static dev.respawn.reports.html.Attributes.with;

import dev.respawn.expect.Finding;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Durations;
import dev.respawn.model.Ending;
import dev.respawn.model.Outcome;
import dev.respawn.model.Witness;
import dev.respawn.plan.Move;
import dev.respawn.plan.Plan;
import dev.respawn.report.Report;
import dev.respawn.verify.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What stands above the fold: the verdict and why, what was run, the numbers, and whether the faults were real. */
final class Head {
    private static final int NUMBERS = 3;

    private final Report report;
    private final Course course;
    private final RunTime time;
    private final Links links;

    Head(Report report, Course course, RunTime time, Links links) {
        this.report = report;
        this.course = course;
        this.time = time;
        this.links = links;
    }

    void write(Html html) {
        Verdict verdict = report.verdict();
        html.in("header", with("class", "verdict " + verdict.outcome().word()), () -> {
            html.in("p", with("class", "word"), () -> {
                html.element("span", with("class", "disc").and("aria-hidden", "true"), Badge.glyph(verdict.outcome()));
                html.element("strong", verdict.outcome().word());
                if (verdict.ending() != Ending.COMPLETED) {
                    html.element(
                            "span",
                            with("class", "ending"),
                            "the run was " + verdict.ending().word());
                }
            });
            html.element("p", with("class", "reason"), verdict.reason());
            html.element("h1", report.plan().scenario().name());
            if (!report.plan().scenario().because().isEmpty()) {
                html.element(
                        "p",
                        with("class", "because"),
                        "because " + report.plan().scenario().because());
            }
        });
        facts(html);
        numbers(html);
        proofs(html);
    }

    private void facts(Html html) {
        Optional<Event.RunBegan> began = course.first(Event.RunBegan.class);
        html.in("dl", with("class", "facts"), () -> {
            fact(html, "Supervisor", report.plan().setting().supervisor());
            fact(html, "Host", report.plan().setting().host());
            fact(html, "Begun", report.journal().isEmpty() ? "never" : RunTime.absolute(course.began()));
            fact(html, "Took", Durations.text(rounded(Duration.between(course.began(), course.ended()))));
            fact(html, "Run", report.run());
            fact(html, "Seed", Long.toString(report.plan().seed()));
            fact(html, "Respawn", began.map(Event.RunBegan::version).orElse("not in the journal"));
        });
        html.in("p", with("class", "again"), () -> {
            html.text(
                    report.plan().again().isPresent()
                            ? "Run it again, from where it was run: "
                            : "Run it again, with the file beside this page: ");
            html.element("code", again());
            html.text(
                    report.plan().again().isPresent()
                            ? ". As it was then, it is in scenario.yaml beside this page."
                            : ".");
        });
    }

    private static Duration rounded(Duration duration) {
        return Duration.ofMillis(duration.toMillis());
    }

    private static void fact(Html html, String name, String value) {
        html.in("div", () -> {
            html.element("dt", name);
            html.element("dd", value);
        });
    }

    private String again() {
        Plan plan = report.plan();
        Plan.Again said = plan.again()
                .orElseGet(() -> new Plan.Again("scenario.yaml", plan.setting().supervisor()));
        return "ci/respawn run " + word(said.file()) + " --on " + word(said.on()) + " --host "
                + word(plan.setting().host()) + " --seed " + plan.seed();
    }

    /** A word of a shell's command line, whatever is in it. */
    private static String word(String text) {
        return text.matches("[A-Za-z0-9_./:=@%+,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private record Shown(Finding finding, Finding.Measure measure) {
        Outcome outcome() {
            return measure.limit().map(measure.interval()::within).orElse(finding.outcome());
        }

        double share() {
            Duration most =
                    measure.interval().atMost().orElse(measure.interval().atLeast());
            return measure.limit()
                    .filter(limit -> !limit.isZero())
                    .map(limit -> (double) most.toNanos() / limit.toNanos())
                    .orElse(0.0);
        }
    }

    private void numbers(Html html) {
        List<Shown> all = new ArrayList<>();
        report.verdict()
                .findings()
                .forEach(finding -> finding.measured().forEach(measure -> all.add(new Shown(finding, measure))));
        List<Shown> shown = all.stream()
                .sorted(Comparator.comparing((Shown n) -> n.measure().limit().isEmpty())
                        .thenComparing(Shown::outcome, Comparator.reverseOrder())
                        .thenComparing(Shown::share, Comparator.reverseOrder()))
                .limit(NUMBERS)
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        html.in("div", with("class", "cards"), () -> shown.forEach(number -> number(html, number)));
        if (all.size() > shown.size()) {
            html.in("p", with("class", "aside"), () -> {
                html.text("The " + shown.size() + " closest to their limits, of " + all.size()
                        + " times measured; all are in ");
                html.element("a", Attributes.linkTo("findings"), "the findings");
                html.text(".");
            });
        }
    }

    private static void number(Html html, Shown number) {
        Finding.Measure measure = number.measure();
        html.in("div", with("class", "card"), () -> {
            html.element("p", with("class", "what"), measure.what());
            html.element("p", with("class", "value"), measure.interval().toString());
            html.in("p", with("class", "limit"), () -> {
                if (measure.limit().isPresent()) {
                    Badge.write(html, number.outcome());
                    html.text(" limit " + Durations.text(measure.limit().get()));
                } else {
                    html.text("no limit: only measured");
                }
            });
            measure.limit().ifPresent(limit -> Gauge.write(html, measure.interval(), limit));
        });
    }

    private void proofs(Html html) {
        html.in("div", with("class", "proofs"), () -> {
            html.in("div", with("class", "proof").and("id", "arrival"), () -> {
                html.element("h2", "Did the faults really land?");
                arrivals(html);
            });
            html.in("div", with("class", "proof").and("id", "undone"), () -> {
                html.element("h2", "Is everything as it was?");
                undone(html);
                residue(html);
            });
        });
    }

    private void arrivals(Html html) {
        List<FaultCourse> faults = course.faults();
        int most = 8;
        html.in("ul", () -> {
            faults.stream().limit(most).forEach(fault -> html.in("li", () -> arrival(html, fault)));
            for (Move move : report.plan().moves()) {
                boolean traced = faults.stream()
                        .anyMatch(fault ->
                                fault.disruption().equals(move.disruption().name()));
                if (!traced) {
                    html.in("li", () -> {
                        Badge.write(html, Outcome.UNPROVEN, "never injected");
                        html.text(" " + move.disruption().name() + ": planned, but the journal has no trace of it.");
                    });
                }
            }
            if (faults.size() > most) {
                long others = faults.stream().skip(most).count();
                long arrived = faults.stream()
                        .skip(most)
                        .filter(f -> f.arrived().isPresent())
                        .count();
                html.in("li", () -> {
                    html.text(others + " more, of which " + arrived + " arrived: ");
                    html.element("a", Attributes.linkTo("words"), "all of them");
                });
            }
            if (faults.isEmpty() && report.plan().moves().isEmpty()) {
                html.element("li", "Nothing was to be disturbed.");
            }
        });
    }

    private void arrival(Html html, FaultCourse fault) {
        Optional<Entry> failed = fault.failed();
        Badge.write(
                html,
                fault.arrived().isPresent() ? Outcome.PASSED : failed.isPresent() ? Outcome.FAILED : Outcome.UNPROVEN,
                fault.arrived().isPresent() ? "arrived" : failed.isPresent() ? "not injected" : "not seen");
        html.text(" " + fault.disruption() + " on " + fault.target());
        course.arrival(fault).ifPresent(moment -> {
            html.text(" at ");
            time.write(html, moment.at());
        });
        html.text(": ");
        String words = fault.injected()
                .map(entry -> ((Event.FaultInjected) entry.event()).witness())
                .map(witness -> witness instanceof Witness.Arrived arrived
                        ? String.join("; ", arrived.evidence())
                        : ((Witness.NotSeen) witness).why())
                .or(() -> failed.map(entry -> ((Event.FaultFailed) entry.event()).why()))
                .orElse("it was asked for, and the journal does not say what came of it");
        html.text(words + " ");
        links.write(
                html,
                fault.injected()
                        .or(() -> failed)
                        .or(fault::intended)
                        .orElse(fault.entries().get(0))
                        .seq());
    }

    private void undone(Html html) {
        List<FaultCourse> lasting =
                course.faults().stream().filter(FaultCourse::lasting).toList();
        html.in("ul", () -> {
            if (lasting.isEmpty()) {
                html.element("li", "No fault needed to be taken back.");
            }
            lasting.stream()
                    .limit(8)
                    .forEach(fault -> html.in("li", () -> {
                        Badge.write(
                                html,
                                fault.over().isPresent() ? Outcome.PASSED : Outcome.FAILED,
                                fault.over().isPresent() ? "undone" : "not undone");
                        html.text(" " + fault.disruption() + " on " + fault.target() + ": "
                                + fault.undone()
                                        .map(entry -> EventWords.undo(((Event.UndoEnded) entry.event()).result()))
                                        .orElse("the journal has no end of its undo")
                                + " ");
                        links.write(
                                html,
                                fault.undone().orElse(fault.entries().get(0)).seq());
                    }));
            if (lasting.size() > 8) {
                long open =
                        lasting.stream().skip(8).filter(f -> f.over().isEmpty()).count();
                html.element("li", (lasting.size() - 8) + " more, of which " + open + " were not undone.");
            }
        });
    }

    private void residue(Html html) {
        Optional<Entry> checked = course.entries().stream()
                .filter(entry -> entry.event() instanceof Event.ResidueChecked)
                .reduce((one, other) -> other);
        List<String> left = report.verdict().left();
        html.in("p", with("class", "residue"), () -> {
            if (!left.isEmpty()) {
                Badge.write(html, Outcome.FAILED, "residue");
                html.text(" The run left " + left.size() + (left.size() == 1 ? " thing: " : " things: ")
                        + String.join(", ", left) + " ");
            } else if (checked.isPresent()) {
                Badge.write(html, Outcome.PASSED, "no residue");
                html.text(" Looked for afterwards: "
                        + String.join(
                                ", ", ((Event.ResidueChecked) checked.get().event()).compared()) + " ");
            } else {
                Badge.write(html, Outcome.UNPROVEN, "not checked");
                html.text(" The journal has no comparison of the host before and after.");
            }
            checked.ifPresent(entry -> links.write(html, entry.seq()));
        });
    }
}
