package dev.respawn.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.expect.BacksOff;
import dev.respawn.expect.ComesBack;
import dev.respawn.expect.EventsInOrder;
import dev.respawn.expect.Exits;
import dev.respawn.expect.Expectation;
import dev.respawn.expect.Finding;
import dev.respawn.expect.HealthBecomes;
import dev.respawn.expect.IsRemoved;
import dev.respawn.expect.KeepsContract;
import dev.respawn.expect.KeepsFile;
import dev.respawn.expect.KeepsSettings;
import dev.respawn.expect.KeepsVolume;
import dev.respawn.expect.MemoryStaysUnder;
import dev.respawn.expect.OomKilled;
import dev.respawn.expect.Recovers;
import dev.respawn.expect.RestartCount;
import dev.respawn.expect.Says;
import dev.respawn.expect.StartFails;
import dev.respawn.expect.StaysDown;
import dev.respawn.expect.StaysSingle;
import dev.respawn.expect.StaysUp;
import dev.respawn.gameday.Reports;
import dev.respawn.model.ByteSize;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What must turn a verdict: an expectation made wrong, and a journal that was changed. Only verdicts are taken again,
 * nothing is run.
 */
final class Altered {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private static final String KERNEL_KILLED = "\"kind\":\"kernel-killed\"";

    // Of a crash loop the first lives are enough.
    private static final int EVENTS_MOST = 12;

    private static final String NOWHERE = "nobody-says-this";

    // Soon enough to be over before the run is, and without slack, which a busy machine would double.
    private static final DelayLaw AT_ONCE = new DelayLaw(
            Duration.ofMillis(100), 1, Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO);

    private static final Pattern EXIT_CODE = Pattern.compile("\"exitCode\":\"(\\d+)\"");
    private static final Pattern RESTARTS = Pattern.compile("\"restart-count\":(\\d+)");
    private static final Pattern CONTAINER = Pattern.compile("\"id\":\"([0-9a-f]{64})\"");
    private static final Pattern TIME = Pattern.compile("\"(at|time)\":\"([^\"]+)\"");
    private static final Pattern ACTION = Pattern.compile("\"action\":\"([a-z_]+(?:: [a-z]+)?)");
    private static final Pattern SEEN_CODE =
            Pattern.compile("(?<=\"status\":\"(?:created|exited)\",)\"exit-code\":\\d+");
    private static final Pattern HEALTHY = Pattern.compile("(\"health\":\"|health_status: )healthy");
    private static final Pattern UNHEALTHY = Pattern.compile("(\"health\":\"|health_status: )unhealthy");
    private static final String GOOD_CHECK = "\"exit-code\":0,\"output\"";
    private static final String BAD_CHECK = "\"exit-code\":1,\"output\"";
    private static final String SEEN_ABSENT = "\"kind\":\"seen-absent\"";
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
            if (hasToFail(right, ofExpectation(report.verdict(), count, i))) {
                assertThat(outcomes)
                        .as(right.claim() + "\n" + String.join("\n", told))
                        .contains(Outcome.FAILED);
            }
        }
    }

    private static boolean hasToFail(Expectation right, Finding finding) {
        if (right instanceof StaysUp || right instanceof KeepsSettings || right instanceof StaysSingle) {
            // Without a bad answer there is nothing that would be too long for any limit; the others have no limit at
            // all.
            return false;
        }
        // An outage of which only the upper bound is known is not certainly too long for any limit.
        return !(right instanceof Recovers)
                || finding.measured().stream()
                        .anyMatch(measure -> measure.interval().certainlyBeyond(SHORTEST));
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
            Optional<Duration> none = Optional.empty();
            Duration tooLong = Duration.ofMinutes(9);
            wrong.add(with(plan, i, recovering(recovers, SHORTEST, recovers.steady(), none)));
            wrong.add(with(plan, i, recovering(recovers, recovers.within(), tooLong, recovers.atLeast())));
            wrong.add(with(plan, i, recovering(recovers, tooLong, recovers.steady(), Optional.of(tooLong))));
        } else if (right instanceof RestartCount count) {
            wrong.add(with(plan, i, new RestartCount(count.service(), count.disruption(), count.is() + 1)));
        } else if (right instanceof KeepsContract) {
            wrong.add(promising(plan, Altered::theOpposite));
            wrong.add(promising(plan, Altered::somethingElse));
        } else {
            List<Expectation> others = wrong(right);
            if (others.isEmpty()) {
                throw new AssertionError("nobody has thought of a wrong " + right);
            }
            others.forEach(other -> wrong.add(with(plan, i, other)));
            if (right instanceof BacksOff) {
                wrong.add(promising(plan, Altered::theOpposite));
            }
        }
        return wrong;
    }

    private static Recovers recovering(Recovers right, Duration within, Duration steady, Optional<Duration> atLeast) {
        return new Recovers(right.probe(), right.disruption(), within, steady, atLeast);
    }

    private static List<Expectation> wrong(Expectation right) {
        if (right instanceof StaysUp up) {
            return List.of(new StaysUp(up.probe(), up.share(), Optional.of(SHORTEST)));
        }
        if (right instanceof BacksOff off) {
            return List.of(
                    new BacksOff(off.service(), off.disruption(), off.steps(), off.givesUp(), Optional.of(SHORTEST)));
        }
        if (right instanceof EventsInOrder told) {
            return List.of(
                    new EventsInOrder(
                            told.service(),
                            lastTwice(told.events()),
                            told.disruption(),
                            told.before(),
                            told.ignoring(),
                            told.askedAgain(),
                            told.lasting()),
                    new EventsInOrder(
                            told.service(),
                            lastFirst(told.events()),
                            told.disruption(),
                            told.before(),
                            told.ignoring(),
                            told.askedAgain(),
                            told.lasting()));
        }
        if (right instanceof HealthBecomes health) {
            HealthBecomes.Is other =
                    health.is() == HealthBecomes.Is.HEALTHY ? HealthBecomes.Is.UNHEALTHY : HealthBecomes.Is.HEALTHY;
            List<Expectation> wrong = new ArrayList<>();
            wrong.add(new HealthBecomes(
                    health.service(), other, health.disruption(), SHORTEST, Optional.empty(), Optional.empty()));
            wrong.add(new HealthBecomes(
                    health.service(),
                    health.is(),
                    health.disruption(),
                    health.within(),
                    health.streak(),
                    Optional.of(NOWHERE)));
            if (health.is() == HealthBecomes.Is.UNHEALTHY) {
                wrong.add(new HealthBecomes(
                        health.service(),
                        health.is(),
                        health.disruption(),
                        health.within(),
                        Optional.of(900),
                        health.logContains()));
            }
            return wrong;
        }
        if (right instanceof OomKilled oom) {
            return List.of(new OomKilled(oom.service(), oom.disruption(), !oom.is()));
        }
        if (right instanceof Says says) {
            return List.of(
                    new Says(says.service(), NOWHERE, says.disruption(), Says.Times.ONCE),
                    new Says(
                            says.service(),
                            says.text(),
                            says.disruption(),
                            new Says.Times(Optional.of(900), Optional.empty())));
        }
        if (right instanceof StartFails start) {
            return List.of(
                    new StartFails(start.service(), start.with() - 1, start.says()),
                    new StartFails(start.service(), start.with(), Optional.of(NOWHERE)));
        }
        if (right instanceof IsRemoved removed) {
            return List.of(new IsRemoved(removed.service(), removed.disruption(), SHORTEST));
        }
        if (right instanceof KeepsFile file) {
            return List.of(
                    new KeepsFile(file.service(), file.path(), Optional.empty(), Optional.of(NOWHERE), false),
                    new KeepsFile(
                            file.service(), file.path() + NOWHERE, file.disruption(), file.content(), file.gone()));
        }
        if (right instanceof KeepsSettings settings) {
            // What cannot be looked at proves nothing; that they are others is seen in the journal.
            return List.of(new KeepsSettings(new ServiceName(NOWHERE), settings.disruption()));
        }
        if (right instanceof StaysSingle) {
            return List.of(new StaysSingle(new ServiceName(NOWHERE)));
        }
        if (right instanceof KeepsVolume volume) {
            return List.of(
                    new KeepsVolume(volume.service(), volume.path(), volume.disruption(), !volume.gone()),
                    new KeepsVolume(volume.service(), "/" + NOWHERE, volume.disruption(), volume.gone()));
        }
        if (right instanceof MemoryStaysUnder memory) {
            return List.of(new MemoryStaysUnder(memory.service(), ByteSize.parse("1KiB")));
        }
        return List.of();
    }

    private static <T> List<T> lastTwice(List<T> list) {
        List<T> twice = new ArrayList<>(list);
        twice.add(list.get(list.size() - 1));
        return twice;
    }

    private static <T> List<T> lastFirst(List<T> list) {
        List<T> other = new ArrayList<>(lastTwice(list));
        Collections.reverse(other);
        return other;
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
        turnsWithTheJournal(report, scratch, Runs.directory(report));
    }

    static void turnsWithTheJournal(Report report, Path scratch, RunDirectory original) throws IOException {
        int count = report.plan().scenario().expect().size();
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

    /** Journals that differ from this one by a line, or by all that is told of one matter. */
    private static Map<String, List<String>> changes(List<String> lines) {
        Map<String, List<String>> changes = new LinkedHashMap<>();
        int fault = find(lines, 0, "\"kind\":\"fault-intended\"")
                .orElseGet(() -> first(lines, 0, "\"kind\":\"phase-began\",\"phase\":\"deploy\""));
        int end = first(lines, fault, "\"kind\":\"phase-began\",\"phase\":\"undo\"");
        int told = 0;
        for (int n = fault; n < end && told < EVENTS_MOST; n++) {
            String line = lines.get(n);
            String name = "line " + (n + 1);
            if (line.contains("\"action\":\"die\"")) {
                told++;
                changes.put(
                        name + ": another exit code",
                        changed(lines, n, EXIT_CODE.matcher(line).replaceFirst("\"exitCode\":\"99\"")));
            }
            if (line.contains("\"action\":\"start\"")) {
                told++;
                changes.put(name + ": a start a minute later", changed(lines, n, later(line)));
                changes.put(name + ": no start", changed(lines, n, nothing(line)));
            }
        }
        actions(lines)
                .forEach(action -> changes.put(
                        "no " + action,
                        each(lines, 0, line -> action(line).equals(Optional.of(action)) ? nothing(line) : line)));
        changes.put(
                "another restart count",
                each(
                        lines,
                        0,
                        line -> line.contains("\"kind\":\"seen\"")
                                ? RESTARTS.matcher(line)
                                        .replaceFirst(
                                                found -> "\"restart-count\":" + (Integer.parseInt(found.group(1)) + 7))
                                : line));
        changes.put(
                "another exit code when asked",
                each(lines, 0, line -> SEEN_CODE.matcher(line).replaceFirst("\"exit-code\":98")));
        changes.put(
                "all answers are bad",
                each(
                        lines,
                        fault,
                        line -> line.replace(
                                "\"state\":{\"kind\":\"good\"}",
                                "\"state\":{\"kind\":\"bad\",\"why\":\"by the test\"}")));
        changes.put(
                "all is healthy",
                each(
                        lines,
                        0,
                        line -> UNHEALTHY.matcher(line).replaceAll("$1healthy").replace(BAD_CHECK, GOOD_CHECK)));
        changes.put(
                "nothing is healthy",
                each(
                        lines,
                        0,
                        line -> HEALTHY.matcher(line).replaceAll("$1unhealthy").replace(GOOD_CHECK, BAD_CHECK)));
        changes.put(
                "nothing is removed",
                each(
                        lines,
                        0,
                        line -> line.contains("\"action\":\"destroy\"") || line.contains(SEEN_ABSENT)
                                ? nothing(line)
                                : line));
        changes.put(
                "nothing was out of memory",
                each(
                        lines,
                        0,
                        line -> line.contains("\"action\":\"oom\"") || line.contains(KERNEL_KILLED)
                                ? nothing(line)
                                : line.replace("\"oom-killed\":true", "\"oom-killed\":false")));
        changes.put(
                "all was out of memory",
                each(lines, fault, line -> line.replace("\"oom-killed\":false", "\"oom-killed\":true")));
        changes.put(
                "all memory is used",
                each(
                        lines,
                        0,
                        line -> line.contains("\"kind\":\"memory-seen\"")
                                ? line.replaceFirst("\"bytes\":\\d+", "\"bytes\":1099511627776")
                                : line));
        changes.put(
                "other settings",
                each(
                        lines,
                        fault,
                        line -> line.contains("\"kind\":\"settings-seen\"")
                                ? line.replace("\"image\":\"sha256:", "\"image\":\"sha512:")
                                : line));
        find(lines, 0, "\"action\":\"start\"")
                .filter(start -> start < fault - 1)
                .ifPresent(start -> changes.put(
                        "another container beside the first",
                        changed(
                                lines,
                                fault - 1,
                                CONTAINER
                                        .matcher(moved(lines.get(start), lines.get(fault - 1)))
                                        .replaceAll("\"id\":\"" + "e".repeat(64) + "\""))));
        for (String kind :
                List.of("printed", "health-checked", "file-seen", "settings-seen", "memory-seen", "told-again")) {
            changes.put(
                    "no " + kind,
                    each(lines, 0, line -> line.contains("\"kind\":\"" + kind + "\"") ? nothing(line) : line));
        }
        containers(lines, fault).forEach((id, die) -> {
            String which = id.substring(0, 12);
            int start = IntStream.range(0, lines.size())
                    .filter(n -> lines.get(n).contains("\"action\":\"start\"")
                            && lines.get(n).contains(id))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line starts " + id));
            for (int death : List.of(die, lastDeath(lines, id, die, end))) {
                find(lines, Math.min(death + 20, lines.size()), "\"kind\":\"sampled\"")
                        .ifPresent(sample -> changes.put(
                                "a start of " + which + " soon after its death in line " + (death + 1),
                                changed(lines, sample, moved(lines.get(start), lines.get(sample)))));
            }
            // That it came back is said by its start and by every look at it: one line less is not enough.
            changes.put(
                    "what came back is another container than " + which,
                    each(
                            lines,
                            die + 1,
                            line -> line.contains("\"action\":\"start\"") || line.contains("\"status\":\"running\"")
                                    ? line.replace(id, "f".repeat(64))
                                    : line));
        });
        changes.values().removeIf(lines::equals);
        return changes;
    }

    /** The containers that died, and the line that says so first. */
    private static Map<String, Integer> containers(List<String> lines, int from) {
        Map<String, Integer> containers = new LinkedHashMap<>();
        for (int n = from; n < lines.size(); n++) {
            Matcher container = CONTAINER.matcher(lines.get(n));
            if (lines.get(n).contains("\"action\":\"die\"") && container.find()) {
                containers.putIfAbsent(container.group(1), n);
            }
        }
        return containers;
    }

    /** The last line before the end that says that a container died. */
    private static int lastDeath(List<String> lines, String id, int from, int end) {
        return IntStream.range(from, Math.max(from + 1, end))
                .filter(n -> lines.get(n).contains("\"action\":\"die\"")
                        && lines.get(n).contains(id))
                .max()
                .orElse(from);
    }

    /** What the engine told of, in its own words, as far as any claim listens. */
    private static Set<String> actions(List<String> lines) {
        Set<String> actions = new TreeSet<>();
        lines.forEach(line -> action(line).ifPresent(actions::add));
        return actions;
    }

    private static Optional<String> action(String line) {
        Matcher matcher = ACTION.matcher(line);
        return line.contains("\"kind\":\"engine-said\"") && matcher.find()
                ? Optional.of(matcher.group(1))
                : Optional.empty();
    }

    private static List<String> each(List<String> lines, int from, UnaryOperator<String> change) {
        List<String> changed = new ArrayList<>(lines);
        changed.subList(from, lines.size()).replaceAll(change);
        return changed;
    }

    private static Optional<Integer> find(List<String> lines, int from, String text) {
        return IntStream.range(from, lines.size())
                .filter(n -> lines.get(n).contains(text))
                .boxed()
                .findFirst();
    }

    private static int first(List<String> lines, int from, String text) {
        return find(lines, from, text).orElseThrow(() -> new AssertionError("no line has " + text));
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
