package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.expect.ComesBack;
import dev.respawn.expect.Exits;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import dev.respawn.expect.KeepsContract;
import dev.respawn.expect.Recovers;
import dev.respawn.expect.RestartCount;
import dev.respawn.expect.StaysDown;
import dev.respawn.gameday.Reports;
import dev.respawn.model.Outcome;
import dev.respawn.model.ServiceName;
import dev.respawn.plan.Plan;
import dev.respawn.plan.RunDirectory;
import dev.respawn.report.Report;
import dev.respawn.scenario.Scenario;
import dev.respawn.verify.Verdict;
import dev.respawn.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must turn a verdict: an expectation made wrong, and a journal that was changed. Only verdicts are taken again,
 * nothing is run.
 */
final class Altered {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    // Soon enough to be over before the run is.
    private static final DelayLaw AT_ONCE = new DelayLaw(
            Duration.ofMillis(100),
            1,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(1));

    private static final Pattern EXIT_CODE = Pattern.compile("\"exitCode\":\"(\\d+)\"");
    private static final Pattern RESTARTS = Pattern.compile("\"restart-count\":(\\d+)");
    private static final Pattern CONTAINER = Pattern.compile("\"id\":\"([0-9a-f]{64})\"");
    private static final Pattern TIME = Pattern.compile("\"(at|time)\":\"([^\"]+)\"");
    private static final Pattern SEQ = Pattern.compile("^\\{\"seq\":(\\d+),");

    private Altered() {}

    /** Each expectation of a run turns when it is made wrong. */
    static void turnsWhenMadeWrong(Report report) {
        int count = report.plan().scenario().expect().size();
        for (int i = 0; i < count; i++) {
            Expectation right = report.plan().scenario().expect().get(i);
            List<Outcome> outcomes = new ArrayList<>();
            List<String> told = new ArrayList<>();
            for (Plan wrong : madeWrong(report.plan(), i)) {
                Verdict verdict = Verifier.verify(wrong, report.journal());
                Finding finding = ofExpectation(verdict, count, i);
                outcomes.add(finding.outcome());
                told.add(finding.outcome().word() + ": " + finding.claim() + ": " + finding.reason());
                assertThat(finding.outcome()).as(String.join("\n", told)).isNotEqualTo(Outcome.PASSED);
                assertThat(verdict.outcome()).isNotEqualTo(Outcome.PASSED);
            }
            // An outage of which only the upper bound is known, on a machine that asked late, cannot fail a limit.
            boolean known = !(right instanceof Recovers)
                    || ofExpectation(report.verdict(), count, i).measured().stream()
                            .anyMatch(measure -> measure.interval().certainlyBeyond(SHORTEST));
            assertThat(outcomes.contains(Outcome.FAILED))
                    .as(right.claim() + "\n" + String.join("\n", told))
                    .isEqualTo(known);
        }
    }

    private static Finding ofExpectation(Verdict verdict, int count, int i) {
        return verdict.findings().get(verdict.findings().size() - count + i);
    }

    /** The same plan with one expectation that is wrong. */
    private static List<Plan> madeWrong(Plan plan, int i) {
        Expectation right = plan.scenario().expect().get(i);
        List<Plan> wrong = new ArrayList<>();
        if (right instanceof Exits exits) {
            Exits.Took soon = new Exits.Took(Optional.empty(), Optional.of(SHORTEST));
            Exits.Took late = new Exits.Took(Optional.of(Duration.ofSeconds(14)), Optional.empty());
            wrong.add(with(plan, i, new Exits(exits.disruption(), 99, exits.took(), exits.within())));
            wrong.add(with(plan, i, new Exits(exits.disruption(), exits.with(), Optional.of(soon), exits.within())));
            wrong.add(with(plan, i, new Exits(exits.disruption(), exits.with(), Optional.of(late), exits.within())));
        } else if (right instanceof ComesBack back) {
            Promise.As other =
                    back.as() == Promise.As.SAME_CONTAINER ? Promise.As.NEW_CONTAINER : Promise.As.SAME_CONTAINER;
            wrong.add(with(plan, i, new ComesBack(back.disruption(), other, back.within())));
            wrong.add(with(plan, i, new ComesBack(back.disruption(), back.as(), SHORTEST)));
            wrong.add(with(plan, i, new StaysDown(back.disruption(), back.within())));
        } else if (right instanceof StaysDown down) {
            wrong.add(
                    with(plan, i, new ComesBack(down.disruption(), Promise.As.SAME_CONTAINER, Duration.ofSeconds(1))));
            // Longer than anybody looked, which proves nothing.
            wrong.add(with(plan, i, new StaysDown(down.disruption(), Duration.ofMinutes(9))));
        } else if (right instanceof Recovers recovers) {
            wrong.add(
                    with(plan, i, new Recovers(recovers.probe(), recovers.disruption(), SHORTEST, recovers.steady())));
            wrong.add(with(
                    plan,
                    i,
                    new Recovers(recovers.probe(), recovers.disruption(), recovers.within(), Duration.ofMinutes(9))));
        } else if (right instanceof RestartCount count) {
            wrong.add(with(plan, i, new RestartCount(count.service(), count.disruption(), count.is() + 1)));
        } else if (right instanceof KeepsContract) {
            wrong.add(promising(plan, Altered::theOpposite));
            wrong.add(promising(plan, Altered::somethingElse));
        } else {
            throw new AssertionError("nobody has thought of a wrong " + right);
        }
        return wrong;
    }

    private static Plan with(Plan plan, int i, Expectation wrong) {
        Scenario scenario = plan.scenario();
        List<Expectation> expect = new ArrayList<>(scenario.expect());
        expect.set(i, wrong);
        return new Plan(
                new Scenario(
                        scenario.name(),
                        scenario.form(),
                        scenario.because(),
                        scenario.on(),
                        scenario.begins(),
                        scenario.limit(),
                        scenario.services(),
                        scenario.watch(),
                        scenario.disrupt(),
                        expect),
                plan.setting(),
                plan.seed(),
                plan.contracts(),
                plan.moves(),
                plan.observe());
    }

    private static Plan promising(Plan plan, UnaryOperator<Promise> other) {
        Map<ServiceName, Contract> contracts = new TreeMap<>();
        plan.contracts()
                .forEach((service, contract) -> contracts.put(
                        service,
                        new Contract(
                                contract.supervisor(),
                                contract.rules().stream()
                                        .map(rule -> new Rule(
                                                rule.cause(), rule.given(), other.apply(rule.promise()), rule.source()))
                                        .toList())));
        return new Plan(plan.scenario(), plan.setting(), plan.seed(), contracts, plan.moves(), plan.observe());
    }

    private static Promise theOpposite(Promise promise) {
        return switch (promise.reacts()) {
            case YES -> Promise.staysDown();
            case NO -> new Promise(Promise.Reaction.YES, Optional.empty(), Optional.of(AT_ONCE));
            // Whatever happened, it was not this.
            case UNSPECIFIED -> somethingElse(promise);
        };
    }

    private static Promise somethingElse(Promise promise) {
        return new Promise(Promise.Reaction.YES, Optional.of(Promise.As.NEW_CONTAINER), Optional.of(AT_ONCE));
    }

    // --- the same with what was seen

    /** Each expectation of a run turns when what the run saw is changed. */
    static void turnsWithTheJournal(Report report, Path scratch) throws IOException {
        int count = report.plan().scenario().expect().size();
        RunDirectory original = Runs.directory(report);
        List<String> lines = Files.readAllLines(original.journal());
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> changed : changes(lines).entrySet()) {
            RunDirectory copy = new RunDirectory(Files.createTempDirectory(scratch, "run"));
            Files.copy(original.plan(), copy.plan());
            Files.write(copy.journal(), changed.getValue());
            verdicts.put(changed.getKey(), Reports.of(copy).verdict());
        }
        for (int i = 0; i < count; i++) {
            int index = i;
            List<String> turning = verdicts.entrySet().stream()
                    .filter(entry ->
                            ofExpectation(entry.getValue(), count, index).outcome() != Outcome.PASSED)
                    .map(entry -> entry.getKey() + " -> "
                            + ofExpectation(entry.getValue(), count, index)
                                    .outcome()
                                    .word())
                    .toList();
            assertThat(turning)
                    .as("what turns '"
                            + report.plan().scenario().expect().get(i).claim() + "'")
                    .isNotEmpty();
        }
        assertThat(verdicts.values())
                .as("verdicts of changed journals")
                .anyMatch(verdict -> verdict.outcome() == Outcome.FAILED);
    }

    /** Journals that differ from this one by a line, and two that differ by more. */
    private static Map<String, List<String>> changes(List<String> lines) {
        Map<String, List<String>> changes = new LinkedHashMap<>();
        int fault = first(lines, 0, "\"kind\":\"fault-intended\"");
        int end = first(lines, fault, "\"kind\":\"phase-began\",\"phase\":\"undo\"");
        for (int n = fault; n < end; n++) {
            String line = lines.get(n);
            String name = "line " + (n + 1);
            if (line.contains("\"action\":\"die\"")) {
                changes.put(
                        name + ": another exit code",
                        changed(lines, n, EXIT_CODE.matcher(line).replaceFirst("\"exitCode\":\"99\"")));
            }
            if (line.contains("\"action\":\"start\"")) {
                changes.put(name + ": a start a minute later", changed(lines, n, later(line)));
                changes.put(name + ": no start", changed(lines, n, nothing(line)));
            }
            if (line.contains("\"kind\":\"seen\"")) {
                changes.put(
                        name + ": another restart count",
                        changed(
                                lines,
                                n,
                                RESTARTS.matcher(line)
                                        .replaceFirst(found ->
                                                "\"restart-count\":" + (Integer.parseInt(found.group(1)) + 7))));
            }
        }
        int die = first(lines, fault, "\"action\":\"die\"");
        int start = first(lines, 0, "\"action\":\"start\"");
        int sample = first(lines, die + 20, "\"kind\":\"sampled\"");
        changes.put("a start soon after the death", changed(lines, sample, moved(lines.get(start), lines.get(sample))));
        List<String> bad = new ArrayList<>(lines);
        for (int n = fault; n < end; n++) {
            bad.set(
                    n,
                    bad.get(n)
                            .replace(
                                    "\"state\":{\"kind\":\"good\"}",
                                    "\"state\":{\"kind\":\"bad\",\"why\":\"by the test\"}"));
        }
        changes.put("all answers are bad", bad);
        // That it came back is said by its start and by every look at it: one line less is not enough.
        Matcher container = CONTAINER.matcher(lines.get(die));
        if (!container.find()) {
            throw new AssertionError("no container in " + lines.get(die));
        }
        List<String> other = new ArrayList<>(lines);
        for (int n = die + 1; n < lines.size(); n++) {
            if (lines.get(n).contains("\"action\":\"start\"") || lines.get(n).contains("\"status\":\"running\"")) {
                other.set(n, other.get(n).replace(container.group(1), "f".repeat(64)));
            }
        }
        changes.put("what came back is another container", other);
        return changes;
    }

    private static int first(List<String> lines, int from, String text) {
        for (int n = from; n < lines.size(); n++) {
            if (lines.get(n).contains(text)) {
                return n;
            }
        }
        throw new AssertionError("no line has " + text);
    }

    private static List<String> changed(List<String> lines, int n, String line) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(n, line);
        return changed;
    }

    /** A line in the place of another, that says nothing. */
    private static String nothing(String line) {
        return line.substring(0, line.indexOf("\"event\":"))
                + "\"event\":{\"kind\":\"noted\",\"text\":\"by the test\"}}";
    }

    /** What an event says, a minute later than it was; the line's own time stays. */
    private static String later(String line) {
        int event = line.indexOf("\"event\":");
        return line.substring(0, event)
                + TIME.matcher(line.substring(event))
                        .replaceAll(found -> "\"" + found.group(1) + "\":\""
                                + Instant.parse(found.group(2)).plusSeconds(60) + "\"");
    }

    /** An event in the place and at the time of another line. */
    private static String moved(String line, String place) {
        Matcher seq = SEQ.matcher(place);
        Matcher time = TIME.matcher(place);
        if (!seq.find() || !time.find()) {
            throw new AssertionError("no entry: " + place);
        }
        return TIME.matcher(SEQ.matcher(line).replaceFirst("{\"seq\":" + seq.group(1) + ","))
                .replaceAll(found -> "\"" + found.group(1) + "\":\"" + time.group(2) + "\"");
    }
}
