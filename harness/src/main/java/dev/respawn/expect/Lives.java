package dev.respawn.expect;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Given;
import dev.respawn.contract.VersionRange;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Condition;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Phase;
import dev.respawn.model.Signal;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lives and deaths of every target, from several sources: the engine's events first, then what it said when asked,
 * then whom a fault was meant for. What happened after the harness began to remove the stack does not count.
 */
final class Lives {
    /** By how much the engine's clock, converted, may seem to run before ours. */
    static final Duration TOLERANCE = Duration.ofMillis(20);

    // A start is logged a little after the process can be seen.
    private static final Duration SEEN_BEFORE_START = Duration.ofSeconds(1);
    private static final VersionRange SHIM_DEATHS_LOGGED_AS_255 = new VersionRange("<", "24.0");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,6}(?:\\.[0-9]{1,6}){0,3}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");
    private static final Pattern STARTS = Pattern.compile("\\b(?:re)?start", Pattern.CASE_INSENSITIVE);

    private final Evidence evidence;
    private final BlindSpans blind;
    private final Arrivals arrivals;
    private final Instant until;
    private final Map<HostId, Duration> offsets = new HashMap<>();
    private final Map<HostId, Map<String, String>> facts = new HashMap<>();
    private final Map<String, Target> owners = new LinkedHashMap<>();
    private final Map<String, List<Draft>> drafts = new LinkedHashMap<>();
    private final Map<String, List<Sign>> others = new HashMap<>();
    private final Map<Target, List<Life>> lives = new LinkedHashMap<>();
    private final List<Death> deaths = new ArrayList<>();

    /** Something that shows whether a container lives, at its time on the run's clock. */
    private record Sign(Instant at, Entry entry, Event event, HostId host, String container) {
        boolean is(String action) {
            return event instanceof Event.EngineSaid said && said.said().is(action);
        }
    }

    /** A life as far as it is known by now. */
    private static final class Draft {
        final HostId host;
        final String container;
        final Instant firstSign;
        final List<Long> seqs = new ArrayList<>();
        Moment started;
        boolean byEvent;
        Instant lastAlive;

        @Nullable
        Incarnation process;

        @Nullable
        Moment died;

        @Nullable
        Sign dieEvent;

        long dieSeq;

        @Nullable
        Condition seenDown;

        final List<Long> deathSeqs = new ArrayList<>();

        Draft(HostId host, String container, Moment started, Instant firstSign, boolean byEvent) {
            this.host = host;
            this.container = container;
            this.started = started;
            this.firstSign = firstSign;
            this.byEvent = byEvent;
            this.lastAlive = firstSign;
        }

        void dies(Moment moment, long seq) {
            died = moment;
            dieSeq = seq;
            deathSeqs.add(seq);
        }
    }

    private Lives(Evidence evidence) {
        this.evidence = evidence;
        this.blind = BlindSpans.of(evidence);
        this.arrivals = Arrivals.of(evidence);
        this.until = observedUntil(evidence);
    }

    static Lives of(Evidence evidence) {
        Lives lives = new Lives(evidence);
        lives.read();
        return lives;
    }

    /** The end of what counts: the removal of the stack, or the end of the run, or of the journal. */
    static Instant observedUntil(Evidence evidence) {
        List<Entry> entries = evidence.entries();
        return Stream.concat(
                        entries.stream()
                                .filter(entry -> entry.event() instanceof Event.PhaseBegan began
                                        && began.phase() == Phase.REMOVE)
                                .limit(1),
                        Stream.concat(
                                entries.stream()
                                        .filter(entry -> entry.event() instanceof Event.RunEnded)
                                        .limit(1),
                                entries.stream().skip(Math.max(0, entries.size() - 1))))
                .map(Entry::at)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    Instant until() {
        return until;
    }

    /** Whether the run came to its end, so that the last look is one; a journal may break off with its harness. */
    boolean whole() {
        return evidence.entries().stream()
                .anyMatch(entry -> entry.event() instanceof Event.RunEnded
                        || (entry.event() instanceof Event.PhaseBegan began && began.phase() == Phase.REMOVE));
    }

    BlindSpans blind() {
        return blind;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** What is known of a host, by name. */
    Map<String, String> facts(HostId host) {
        return facts.getOrDefault(host, Map.of());
    }

    /** In the order of time. */
    List<Life> of(Target target) {
        return lives.getOrDefault(target, List.of());
    }

    Set<Target> targets() {
        return lives.keySet();
    }

    List<Death> deaths() {
        return List.copyOf(deaths);
    }

    List<Death> deaths(Target target) {
        return deaths.stream().filter(death -> death.target().equals(target)).toList();
    }

    /** The first death of the target after the fault was meant for it. */
    Optional<Death> firstAfter(Arrivals.Arrival arrival) {
        Instant since = arrival.since().minus(TOLERANCE);
        return deaths(arrival.target()).stream()
                .filter(death ->
                        death.seq() > arrival.seq() && !death.died().latest().isBefore(since))
                .findFirst();
    }

    /** What the engine said of a target when asked, in order, as far as it counts. */
    List<Entry> seen(Target target) {
        return evidence.entries().stream()
                .filter(entry -> !entry.at().isAfter(until))
                .filter(entry -> (entry.event() instanceof Event.Seen seen
                                && seen.target().equals(target))
                        || (entry.event() instanceof Event.SeenAbsent absent
                                && absent.target().equals(target)))
                .toList();
    }

    private void read() {
        evidence.entries().forEach(this::owner);
        List<Sign> signs = new ArrayList<>();
        evidence.entries().forEach(entry -> signs(entry, signs));
        signs.stream()
                .filter(sign -> sign.at().isBefore(until))
                .sorted(Comparator.comparing(Sign::at)
                        .thenComparing(sign -> sign.entry().seq()))
                .forEach(this::take);
        owners.values().stream().distinct().forEach(this::finish);
        deaths.sort(
                Comparator.comparing((Death death) -> death.died().earliest()).thenComparing(Death::seq));
    }

    private void owner(Entry entry) {
        if (entry.event() instanceof Event.HostFound found) {
            offsets.put(found.host(), found.clockOffset());
            facts.put(found.host(), found.facts());
        } else if (entry.event() instanceof Event.Deployed deployed) {
            owners.putIfAbsent(deployed.incarnation().id(), deployed.target());
        } else if (entry.event() instanceof Event.Seen seen) {
            owners.putIfAbsent(seen.incarnation().id(), seen.target());
        } else if (entry.event() instanceof Event.FaultIntended intended
                && intended.target() instanceof Target.Service) {
            owners.putIfAbsent(intended.on().id(), intended.target());
        } else if (entry.event() instanceof Event.EngineSaid said
                && said.said().type().equals("container")) {
            said.target().ifPresent(target -> owners.putIfAbsent(said.said().id(), target));
        }
    }

    private void signs(Entry entry, List<Sign> signs) {
        if (entry.event() instanceof Event.EngineSaid said
                && said.said().type().equals("container")
                && owners.containsKey(said.said().id())) {
            signs.add(new Sign(said.at(), entry, said, said.host(), said.said().id()));
        } else if (entry.event() instanceof Event.Deployed deployed) {
            signs.add(sign(entry, deployed.incarnation()));
        } else if (entry.event() instanceof Event.Seen seen) {
            signs.add(sign(entry, seen.incarnation()));
        } else if (entry.event() instanceof Event.FaultIntended intended
                && intended.target() instanceof Target.Service) {
            signs.add(sign(entry, intended.on()));
        } else if (entry.event() instanceof Event.SeenAbsent absent) {
            owners.forEach((container, target) -> {
                if (target.equals(absent.target())) {
                    signs.add(new Sign(entry.at(), entry, absent, new HostId("unknown"), container));
                }
            });
        }
    }

    private static Sign sign(Entry entry, Incarnation on) {
        return new Sign(entry.at(), entry, entry.event(), on.host(), on.id());
    }

    private void take(Sign sign) {
        if (sign.event() instanceof Event.EngineSaid said) {
            if (said.said().is("start")) {
                start(sign, moment(sign, said));
            } else if (said.said().is("die")) {
                die(sign, moment(sign, said));
            } else {
                others.computeIfAbsent(sign.container(), c -> new ArrayList<>()).add(sign);
            }
        } else if (sign.event() instanceof Event.Deployed deployed) {
            alive(sign, deployed.incarnation());
        } else if (sign.event() instanceof Event.FaultIntended intended) {
            alive(sign, intended.on());
        } else if (sign.event() instanceof Event.Seen seen) {
            if (seen.incarnation().pid() > 0) {
                alive(sign, seen.incarnation());
            } else {
                down(sign, Optional.of(seen.condition()));
            }
        } else if (sign.event() instanceof Event.SeenAbsent) {
            down(sign, Optional.empty());
        }
    }

    /** When an event happened; one that was only reconstructed lies anywhere in the blind span. */
    private Moment moment(Sign sign, Event.EngineSaid said) {
        if (!said.said().reconstructed()) {
            return Moment.at(said.at());
        }
        Instant from = blind.within(said.host(), said.at(), said.at())
                .map(BlindSpans.Span::from)
                .filter(begin -> begin.isBefore(said.at()))
                .orElse(said.at());
        return new Moment(from, sign.entry().at());
    }

    private @Nullable Draft current(String container) {
        List<Draft> all = drafts.computeIfAbsent(container, c -> new ArrayList<>());
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    private void begin(Draft draft, long seq) {
        draft.seqs.add(seq);
        drafts.computeIfAbsent(draft.container, c -> new ArrayList<>()).add(draft);
    }

    private void start(Sign sign, Moment moment) {
        Draft current = current(sign.container());
        long seq = sign.entry().seq();
        if (current != null && current.died == null) {
            if (!current.byEvent
                    && Duration.between(current.firstSign, sign.at()).compareTo(SEEN_BEFORE_START) <= 0) {
                current.started = moment;
                current.byEvent = true;
                current.seqs.add(seq);
                return;
            }
            current.dies(new Moment(current.lastAlive, moment.latest()), seq);
        }
        begin(new Draft(sign.host(), sign.container(), moment, sign.at(), true), seq);
    }

    private void die(Sign sign, Moment moment) {
        Draft current = current(sign.container());
        long seq = sign.entry().seq();
        if (current == null) {
            current = new Draft(
                    sign.host(), sign.container(), new Moment(Instant.EPOCH, moment.latest()), sign.at(), false);
            begin(current, seq);
        } else if (current.dieEvent != null) {
            // Two deaths without a start between: the start was missed.
            Instant since = Objects.requireNonNull(current.died).earliest();
            current = new Draft(sign.host(), sign.container(), new Moment(since, moment.latest()), sign.at(), false);
            begin(current, seq);
        }
        current.dies(moment, seq);
        current.dieEvent = sign;
    }

    private void alive(Sign sign, Incarnation on) {
        if (on.pid() <= 0) {
            return;
        }
        Draft current = current(sign.container());
        long seq = sign.entry().seq();
        Optional<Instant> began = on.pidStart().isAfter(Instant.EPOCH)
                ? Optional.of(onRunClock(on.host(), on.pidStart()))
                : Optional.empty();
        if (current == null) {
            Moment started = new Moment(began.filter(b -> b.isBefore(sign.at())).orElse(Instant.EPOCH), sign.at());
            current = new Draft(on.host(), sign.container(), started, sign.at(), false);
            current.process = on;
            begin(current, seq);
            return;
        }
        boolean same = current.process != null && sameProcess(current.process, on);
        if (current.died == null) {
            if (current.process == null || same) {
                current.process = on;
                current.lastAlive = sign.at();
                current.seqs.add(seq);
                return;
            }
            current.dies(new Moment(current.lastAlive, sign.at()), seq);
        } else {
            Instant died = current.died.latest();
            // Asked before the death, written after it.
            boolean old = same
                    || (current.process == null
                            && began.filter(b -> !b.isAfter(died)).isPresent());
            if (old) {
                return;
            }
        }
        Draft next = new Draft(
                on.host(),
                sign.container(),
                new Moment(Objects.requireNonNull(current.died).earliest(), sign.at()),
                sign.at(),
                false);
        next.process = on;
        begin(next, seq);
    }

    /** One asks the kernel when a process began and the other the engine, which differ by the cost of a start. */
    private static boolean sameProcess(Incarnation one, Incarnation other) {
        return one.pid() == other.pid()
                && Duration.between(one.pidStart(), other.pidStart()).abs().compareTo(SEEN_BEFORE_START) <= 0;
    }

    private void down(Sign sign, Optional<Condition> condition) {
        Draft current = current(sign.container());
        if (current == null
                || condition.filter(c -> c.status().equals("created")).isPresent()) {
            return;
        }
        Instant began = current.started.earliest().minus(TOLERANCE);
        boolean old = condition
                .flatMap(Condition::finishedAt)
                .filter(finished -> onRunClock(sign.host(), finished).isBefore(began))
                .isPresent();
        if (old) {
            return;
        }
        if (current.died == null) {
            current.dies(new Moment(current.lastAlive, sign.at()), sign.entry().seq());
        }
        if (current.seenDown == null && condition.isPresent()) {
            current.seenDown = condition.get();
            current.deathSeqs.add(sign.entry().seq());
        }
    }

    private Instant onRunClock(HostId host, Instant engine) {
        return engine.minus(offsets.getOrDefault(host, Duration.ZERO));
    }

    private void finish(Target target) {
        List<Draft> all = owners.entrySet().stream()
                .filter(owner -> owner.getValue().equals(target))
                .flatMap(owner -> drafts.getOrDefault(owner.getKey(), List.of()).stream())
                .sorted(Comparator.comparing(draft -> draft.started.latest()))
                .toList();
        if (all.isEmpty()) {
            return;
        }
        List<Life> known = all.stream().map(draft -> life(target, draft)).toList();
        lives.put(target, known);
        for (int i = 0; i < all.size(); i++) {
            Draft draft = all.get(i);
            if (draft.died == null) {
                continue;
            }
            Optional<Life> next = Optional.empty();
            for (int j = i + 1; j < all.size() && next.isEmpty(); j++) {
                // With two containers beside each other, only a life that began after the death came back from it.
                if (!all.get(j).started.latest().isBefore(draft.died.earliest())) {
                    next = Optional.of(known.get(j));
                }
            }
            deaths.add(death(target, draft, known.get(i), next));
        }
    }

    private Life life(Target target, Draft draft) {
        Moment started = draft.started;
        Instant died = draft.died == null ? until : draft.died.latest();
        boolean restarted =
                said(draft.container, "restart").anyMatch(sign -> between(sign.at(), started.earliest(), died));
        List<Draft> before = drafts.getOrDefault(draft.container, List.of());
        int index = before.indexOf(draft);
        Instant since =
                index > 0 ? Objects.requireNonNull(before.get(index - 1).died).earliest() : started.latest();
        boolean ours = evidence.entries().stream()
                .anyMatch(entry -> entry.event() instanceof Event.FaultIntended intended
                        && intended.target().equals(target)
                        && STARTS.matcher(intended.fault()).find()
                        && between(entry.at(), since, started.latest()));
        return new Life(
                draft.host,
                draft.container,
                started,
                draft.byEvent,
                Optional.ofNullable(draft.process).map(Incarnation::pid),
                draft.lastAlive,
                restarted || ours,
                draft.seqs);
    }

    private Death death(Target target, Draft draft, Life life, Optional<Life> next) {
        Moment died = Objects.requireNonNull(draft.died);
        Instant from = draft.started.earliest().minus(TOLERANCE);
        Instant end = next.filter(n -> n.container().equals(draft.container))
                .map(n -> n.started().earliest())
                .orElse(until);
        Optional<Integer> byEvent = Optional.ofNullable(draft.dieEvent)
                .flatMap(sign -> ((Event.EngineSaid) sign.event()).said().exitCode());
        Optional<Integer> bySight = Optional.ofNullable(draft.seenDown).map(Condition::exitCode);
        Optional<Integer> code = byEvent.or(() -> bySight);
        Optional<String> disagreement = Optional.empty();
        if (byEvent.isPresent() && bySight.isPresent() && !byEvent.equals(bySight)) {
            if (byEvent.get() == 255 && bySight.get() == 137 && engineBefore24(draft.host)) {
                // Ground truth 108: the shim was killed, and the event of old engines does not know the code.
                code = bySight;
            } else {
                disagreement = Optional.of("the die event of " + target + " says exit code " + byEvent.get()
                        + ", the engine when asked says " + bySight.get());
            }
        }
        List<Sign> kills = said(draft.container, "kill")
                .filter(sign -> between(sign.at(), from, died.latest().plus(TOLERANCE)))
                .toList();
        List<Sign> stops = said(draft.container, "stop")
                .filter(sign -> between(sign.at(), from, end))
                .toList();
        boolean stoppedWhileDown =
                kills.isEmpty() && stops.stream().anyMatch(sign -> sign.at().isAfter(died.latest()));
        Set<Cause> causes = causes(target, draft, died, end, code, kills, stops, stoppedWhileDown);
        boolean asked = causes.contains(Cause.ENGINE_API_STOP)
                || causes.contains(Cause.ENGINE_API_RESTART)
                || causes.contains(Cause.REMOVED);
        Optional<Given.State> state = Optional.of(
                paused(draft.container, from, died.latest())
                        ? Given.State.PAUSED
                        : kills.isEmpty() || asked ? Given.State.RUNNING : Given.State.API_SIGNALLED);
        boolean unseen = draft.dieEvent == null
                || ((Event.EngineSaid) draft.dieEvent.event()).said().reconstructed()
                || blind.within(draft.host, draft.started.latest(), died.latest())
                        .isPresent();
        if (unseen && !asked) {
            // Somebody may have asked the engine for it while nobody looked.
            causes.add(Cause.ENGINE_API_STOP);
            state = Optional.empty();
        }
        List<Long> seqs = new ArrayList<>(draft.deathSeqs);
        Stream.concat(kills.stream(), stops.stream())
                .forEach(sign -> seqs.add(sign.entry().seq()));
        return new Death(
                target,
                life,
                died,
                code,
                disagreement,
                causes,
                state,
                draft.dieEvent != null,
                next,
                stoppedWhileDown,
                draft.dieSeq,
                seqs);
    }

    private Set<Cause> causes(
            Target target,
            Draft draft,
            Moment died,
            Instant end,
            Optional<Integer> code,
            List<Sign> kills,
            List<Sign> stops,
            boolean stoppedWhileDown) {
        Set<Cause> causes = new LinkedHashSet<>();
        boolean fatal = kills.stream()
                .map(Lives::signal)
                .flatMap(Optional::stream)
                .anyMatch(number -> number == Signal.KILL.number() || code.equals(Optional.of(128 + number)));
        if (fatal || (!stops.isEmpty() && !stoppedWhileDown)) {
            boolean removed = stops.isEmpty()
                    && said(draft.container, "destroy").anyMatch(sign -> between(sign.at(), died.earliest(), end));
            boolean restarted = said(draft.container, "restart").findAny().isPresent()
                    && drafts.getOrDefault(draft.container, List.of()).stream()
                            .filter(other -> other.started.latest().isAfter(died.earliest()))
                            .findFirst()
                            .filter(other -> said(draft.container, "restart")
                                    .anyMatch(sign -> between(
                                            sign.at(),
                                            other.started.earliest(),
                                            other.died == null ? until : other.died.latest())))
                            .isPresent();
            causes.add(removed ? Cause.REMOVED : restarted ? Cause.ENGINE_API_RESTART : Cause.ENGINE_API_STOP);
            return causes;
        }
        if (code.isEmpty()) {
            causes.addAll(List.of(Cause.EXIT_ZERO, Cause.EXIT_NONZERO, Cause.SIGNAL, Cause.OOM));
            return causes;
        }
        int exit = code.get();
        if (exit == 0) {
            causes.add(Cause.EXIT_ZERO);
            return causes;
        }
        boolean oom = exit == Signal.KILL.exitCode() && outOfMemory(draft, died);
        boolean ours = ours(target, draft, died, exit);
        if (oom) {
            causes.add(Cause.OOM);
        }
        if (ours) {
            causes.add(Cause.SIGNAL);
        }
        if (causes.isEmpty()) {
            causes.add(Cause.EXIT_NONZERO);
            if (exit > 128 && exit <= 128 + 64) {
                // A process may also end by itself with the code that a signal gives.
                causes.add(Cause.SIGNAL);
            }
            if (exit == Signal.KILL.exitCode()) {
                // Ground truth 52: an early OOM may leave neither event nor flag.
                causes.add(Cause.OOM);
            }
        }
        return causes;
    }

    private boolean outOfMemory(Draft draft, Moment died) {
        boolean event = said(draft.container, "oom")
                .anyMatch(sign -> between(
                        sign.at(),
                        draft.started.earliest().minus(TOLERANCE),
                        died.latest().plus(TOLERANCE)));
        // The flag of old engines stays over the next life (ground truth 55), so it only proves the first one.
        List<Draft> lives = drafts.getOrDefault(draft.container, List.of());
        boolean sticky = lives.subList(0, lives.indexOf(draft)).stream()
                .anyMatch(before -> before.seenDown != null && before.seenDown.oomKilled());
        return event || (draft.seenDown != null && draft.seenDown.oomKilled() && !sticky);
    }

    /** Whether a signal of ours, with this exit code, provably reached this life. */
    private boolean ours(Target target, Draft draft, Moment died, int exit) {
        return arrivals.all().stream()
                .filter(arrival -> arrival.arrived()
                        && arrival.target().equals(target)
                        && arrival.on()
                                .filter(on -> on.id().equals(draft.container))
                                .isPresent())
                .filter(arrival -> arrival.seq() < draft.dieSeq
                        && between(
                                arrival.since(),
                                draft.started.earliest(),
                                died.latest().plus(TOLERANCE)))
                .anyMatch(arrival -> signalOf(arrival.fault())
                        .filter(signal -> signal.exitCode() == exit)
                        .isPresent());
    }

    /** The signal that a fault's words name: "KILL to the main process". */
    private static Optional<Signal> signalOf(String fault) {
        Matcher words = WORD.matcher(fault);
        while (words.find()) {
            String word = words.group();
            if (Signal.names().contains(word)
                    || (word.startsWith("SIG") && Signal.names().contains(word.substring(3)))) {
                return Optional.of(Signal.parse(word));
            }
        }
        return fault.startsWith("crash") ? Optional.of(Signal.KILL) : Optional.empty();
    }

    private boolean paused(String container, Instant from, Instant to) {
        return Stream.concat(said(container, "pause"), said(container, "unpause"))
                .filter(sign -> between(sign.at(), from, to))
                .max(Comparator.comparing(Sign::at))
                .filter(sign -> sign.is("pause"))
                .isPresent();
    }

    private Stream<Sign> said(String container, String action) {
        return others.getOrDefault(container, List.of()).stream().filter(sign -> sign.is(action));
    }

    private boolean engineBefore24(HostId host) {
        Matcher version = VERSION.matcher(facts(host).getOrDefault("engine", ""));
        return version.find() && SHIM_DEATHS_LOGGED_AS_255.contains(version.group());
    }

    private static Optional<Integer> signal(Sign kill) {
        String text = ((Event.EngineSaid) kill.event()).said().attributes().getOrDefault("signal", "");
        if (text.matches("[0-9]{1,3}")) {
            return Optional.of(Integer.valueOf(text));
        }
        try {
            return Optional.of(Signal.parse(text).number());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean between(Instant at, Instant from, Instant to) {
        return !at.isBefore(from) && !at.isAfter(to);
    }
}
