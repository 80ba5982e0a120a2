package dev.respawn.expect;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Contract;
import dev.respawn.contract.DelayLaw;
import dev.respawn.contract.Given;
import dev.respawn.contract.Promise;
import dev.respawn.contract.Rule;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Phase;
import dev.respawn.model.Sample;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import dev.respawn.model.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A journal in the making; times are milliseconds from its begin. Whoever changes one gets another. */
final class Story {
    static final Target WEB = Target.parse("web/1");
    static final HostId HOST = new HostId("local");
    static final Instant BEGIN = Instant.parse("2026-01-31T12:00:00Z");

    private record Line(long at, Event event) {}

    private final List<Line> lines;
    private final Contract contract;

    private Story(List<Line> lines, Contract contract) {
        this.lines = List.copyOf(lines);
        this.contract = contract;
    }

    static Story begins() {
        return new Story(List.of(), always())
                .host("26.1.5")
                .line(100, new Event.Deployed(WEB, life("one", 100, 50)))
                .line(1_000, new Event.PhaseBegan(Phase.DISRUPT));
    }

    /** The main process is killed at 2 s, dies at 2.01 s and is started again at 2.25 s. */
    static Story crash() {
        return begins().intended(2_000)
                .said(2_010, "die", Map.of("exitCode", "137"))
                .arrived(2_030)
                .said(2_250, "start", Map.of())
                .seen(2_300, "one", 200, 0, 1)
                .seen(9_000, "one", 200, 0, 1)
                .ends(20_000);
    }

    /** As {@link #crash}, but nothing brings it back. */
    static Story death() {
        return crash().without(said("start"))
                .replace(at(2_300), seenEvent("one", 0, 137, 0))
                .replace(at(9_000), seenEvent("one", 0, 137, 0));
    }

    /**
     * A crash loop that nobody injected: so many deaths with exit code 1, the first at 1.5 s, each after a life of 300 ms
     * and followed by a lawful start, but for the last. At 1.5, 2.1, 2.8, 3.7, 5, 7.1 and 10.8 s.
     */
    static Story loop(int deaths) {
        Story story = begins();
        for (int n = 1; n <= deaths; n++) {
            story = story.said(loopDeath(n), "die", Map.of("exitCode", "1"))
                    .line(loopDeath(n) + 5, looked("restarting", 1, n, ""));
            if (n < deaths) {
                story = story.said(loopDeath(n + 1) - 300, "start", Map.of());
            }
        }
        return story;
    }

    /** When the n-th death of {@link #loop} is. */
    static long loopDeath(int n) {
        return n == 1 ? 1_500 : loopDeath(n - 1) + 100 * (1L << (n - 2)) + 200 + 300;
    }

    /** What the engine says of a container that does not run. */
    static Event looked(String status, int code, int restarts, String error) {
        return new Event.Seen(
                WEB,
                life("one", 0, Long.MIN_VALUE),
                new Condition(
                        status, code, false, restarts, Optional.empty(), Optional.empty(), Optional.empty(), 0, error));
    }

    /** What the engine says of a container that runs, whose process began then as the look found it. */
    static Event looked(String container, long began, long enginesStart) {
        return new Event.Seen(
                WEB,
                life(container, 100, began),
                new Condition(
                        "running",
                        0,
                        false,
                        0,
                        Optional.of(ms(enginesStart)),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        ""));
    }

    /** What the engine calls running, and whose process is not to be found. */
    static Event lost(String container) {
        return new Event.Seen(
                WEB,
                life(container, 0, Long.MIN_VALUE),
                new Condition("running", 0, false, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0, ""));
    }

    Story line(long at, Event event) {
        List<Line> more = new ArrayList<>(lines);
        int i = more.size();
        while (i > 0 && more.get(i - 1).at() > at) {
            i--;
        }
        more.add(i, new Line(at, event));
        return new Story(more, contract);
    }

    Story under(Contract other) {
        return new Story(lines, other);
    }

    Story host(String engine) {
        return line(0, new Event.HostFound(HOST, Map.of("engine", engine, "live-restore", "false"), Duration.ZERO));
    }

    Story intended(long at) {
        return line(at, new Event.FaultIntended("killed", WEB, life("one", 100, 50), "KILL to the main process"));
    }

    Story arrived(long at) {
        return line(
                at,
                new Event.FaultInjected(
                        "killed", WEB, life("one", 100, 50), new Witness.Arrived(List.of("pid 100 is gone"))));
    }

    Story said(long at, String action, Map<String, String> attributes) {
        return line(at, event(at, action, "one", attributes));
    }

    /** The kernel killed a process for want of memory; pid 0 where only a counter tells. */
    Story killed(long at, long pid) {
        return line(
                at,
                new Event.KernelKilled(
                        HOST, ms(at), Optional.of(WEB), "one", pid, pid == 0 ? "counter" : "the kernel's log"));
    }

    Story seen(long at, String container, long pid, int code, int restarts) {
        return line(at, seenEvent(container, pid, code, restarts));
    }

    Story sample(long at, Sample.State state) {
        return line(at, new Event.Sampled("home", new Sample(ms(at), ms(at), ms(at + 2), state)));
    }

    /** Every 100 ms, from there to before there. */
    Story samples(long from, long to, Sample.State state) {
        Story story = this;
        for (long at = from; at < to; at += 100) {
            story = story.sample(at, state);
        }
        return story;
    }

    Story blind(long from, long to) {
        return line(from, new Event.BlindBegan(HOST, "connection lost"))
                .line(to, new Event.BlindEnded(HOST, ms(from), ms(to)));
    }

    /** Work waited for a processor all the time, from there to there. */
    Story busy(long from, long to) {
        return line(to, new Event.HostPressed(HOST, ms(from), ms(to), "cpu", Duration.ofMillis(to - from)));
    }

    Story ends(long at) {
        return line(at, new Event.PhaseBegan(Phase.REMOVE)).line(at + 10, event(at + 10, "die", "one", Map.of()));
    }

    Story without(Predicate<Event> which) {
        List<Line> rest =
                lines.stream().filter(line -> !which.test(line.event())).toList();
        if (rest.size() == lines.size()) {
            throw new IllegalArgumentException("nothing to leave out");
        }
        return new Story(rest, contract);
    }

    /** The same with the event of that time being another. */
    Story replace(Predicate<Long> at, Event event) {
        return new Story(
                lines.stream()
                        .map(line -> at.test(line.at()) ? new Line(line.at(), event) : line)
                        .toList(),
                contract);
    }

    /** As if the run had ended there. */
    Story cutAt(long at) {
        return new Story(lines.stream().filter(line -> line.at() < at).toList(), contract).ends(at);
    }

    static Predicate<Long> at(long wanted) {
        return at -> at == wanted;
    }

    static Predicate<Event> said(String action) {
        return event -> event instanceof Event.EngineSaid said && said.said().is(action);
    }

    static Event event(long at, String action, String container, Map<String, String> attributes) {
        return new Event.EngineSaid(
                HOST,
                ms(at),
                Optional.of(WEB),
                new EngineEvent(ms(at), "container", action, container, attributes, false));
    }

    static Event seenEvent(String container, long pid, int code, int restarts) {
        return seenEvent(container, pid, code, restarts, false);
    }

    static Event seenEvent(String container, long pid, int code, int restarts, boolean oomKilled) {
        return new Event.Seen(
                WEB,
                life(container, pid, pid == 0 ? Long.MIN_VALUE : pid == 100 ? 50 : 2_240),
                new Condition(
                        pid > 0 ? "running" : "exited",
                        code,
                        oomKilled,
                        restarts,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        ""));
    }

    static Incarnation life(String container, long pid, long began) {
        return new Incarnation(
                HOST, container, pid, began == Long.MIN_VALUE ? Instant.EPOCH : ms(began), "sha256:0", "172.17.0.2");
    }

    static Instant ms(long at) {
        return BEGIN.plusMillis(at);
    }

    /** The number of the first entry with such an event. */
    long seq(Predicate<Event> which) {
        for (int i = 0; i < lines.size(); i++) {
            if (which.test(lines.get(i).event())) {
                return i + 1L;
            }
        }
        throw new IllegalArgumentException("there is none");
    }

    Evidence evidence() {
        List<Entry> entries = new ArrayList<>();
        for (Line line : lines) {
            entries.add(new Entry(entries.size() + 1, ms(line.at()), line.event()));
        }
        return new Evidence(
                entries,
                List.of(new Evidence.Planned("killed", "KILL to the main process", List.of(WEB))),
                Map.of("home", Duration.ofMillis(100)),
                Map.of(new ServiceName("web"), contract));
    }

    static Contract always() {
        DelayLaw law = new DelayLaw(
                Duration.ofMillis(100),
                2,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(1));
        Promise back = new Promise(Promise.Reaction.YES, Optional.of(Promise.As.SAME_CONTAINER), Optional.of(law));
        return new Contract(
                "docker:always",
                List.of(
                        new Rule(Cause.ENGINE_API_STOP, Given.always(), Promise.staysDown(), "fact"),
                        new Rule(
                                Cause.ENGINE_API_RESTART,
                                Given.always(),
                                new Promise(Promise.Reaction.YES, Optional.empty(), Optional.empty()),
                                "fact"),
                        new Rule(Cause.REMOVED, Given.always(), Promise.staysDown(), "fact"),
                        new Rule(
                                Cause.SIGNAL,
                                new Given(
                                        Optional.empty(),
                                        Optional.of(Given.State.API_SIGNALLED),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                new Promise(Promise.Reaction.UNSPECIFIED, Optional.empty(), Optional.empty()),
                                "fact"),
                        new Rule(Cause.SIGNAL, Given.always(), back, "fact"),
                        new Rule(Cause.EXIT_NONZERO, Given.always(), back, "fact"),
                        new Rule(Cause.OOM, Given.always(), Promise.staysDown(), "fact")));
    }
}
