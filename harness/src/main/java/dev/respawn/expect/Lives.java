package dev.respawn.expect;

import dev.respawn.contract.Cause;
import dev.respawn.contract.Circumstances;
import dev.respawn.contract.Given;
import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.HostId;
import dev.respawn.model.Incarnation;
import dev.respawn.model.Phase;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lives and deaths of every target, from several sources: the engine's events first, then what it said when asked,
 * then whom a fault was meant for. What happened after the harness began to remove the stack does not count.
 */
final class Lives {
    /** By how much the engine's clock, converted, may seem to run before ours. */
    static final Duration TOLERANCE = Duration.ofMillis(20);

    private static final Pattern STARTS = Pattern.compile("(?<!update to )\\b(?:re)?start", Pattern.CASE_INSENSITIVE);
    private static final Pattern RECREATES = Pattern.compile("\\b(?:recreat|replac)", Pattern.CASE_INSENSITIVE);

    private final Evidence evidence;
    private final BlindSpans blind;
    private final Pressed pressed;
    private final Arrivals arrivals;
    private final Instant until;
    private final Signs signs;
    private final Drafts drafts;
    private final boolean enginesOwn;
    private final Map<Target, List<Life>> lives = new LinkedHashMap<>();
    private final List<Death> deaths = new ArrayList<>();

    private Lives(Evidence evidence) {
        this.evidence = evidence;
        this.blind = BlindSpans.of(evidence);
        this.pressed = Pressed.of(evidence);
        this.arrivals = Arrivals.of(evidence);
        this.until = observedUntil(evidence);
        this.signs = Signs.of(evidence);
        this.drafts = new Drafts(signs, blind, until);
        this.enginesOwn = evidence.entries().stream()
                .anyMatch(entry -> entry.event() instanceof Event.RunBegan began
                        && (began.supervisor().startsWith("docker:")
                                || began.supervisor().equals("as-found")));
    }

    static Lives of(Evidence evidence) {
        Lives lives = new Lives(evidence);
        lives.signs.owners().values().stream().distinct().forEach(lives::finish);
        lives.deaths.sort(
                Comparator.comparing((Death death) -> death.died().earliest()).thenComparing(Death::seq));
        return lives;
    }

    /** The end of what counts: when the run begins to undo and remove, or its end, or that of the journal. */
    static Instant observedUntil(Evidence evidence) {
        List<Entry> entries = evidence.entries();
        return Stream.concat(
                        entries.stream()
                                .filter(entry -> entry.event() instanceof Event.PhaseBegan began
                                        && (began.phase() == Phase.UNDO || began.phase() == Phase.REMOVE))
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

    Pressed pressed() {
        return pressed;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** What is known of a host, by name. */
    Map<String, String> facts(HostId host) {
        return signs.facts(host);
    }

    /** What is known of a trouble of this cause on a host; what its engine did not say of itself stays unknown. */
    Circumstances circumstances(
            HostId host,
            Cause cause,
            Optional<Given.State> state,
            Optional<Integer> restarts,
            Optional<Boolean> startFailed,
            Optional<Integer> exitCode) {
        Map<String, String> facts = facts(host);
        return new Circumstances(
                cause,
                Optional.ofNullable(facts.get("engine")),
                state,
                Optional.ofNullable(facts.get("live-restore"))
                        .filter(text -> text.equals("true") || text.equals("false"))
                        .map(Boolean::valueOf),
                restarts,
                startFailed,
                exitCode);
    }

    /** When the run itself laid hands on a target for the first time since then: by a fault that was not refused, or an undo. */
    Optional<Instant> meddled(Target target, Instant since) {
        return evidence.entries().stream()
                .filter(entry -> !entry.at().isBefore(since) && entry.at().isBefore(until))
                .filter(entry -> (entry.event() instanceof Event.FaultIntended intended
                                && intended.target().equals(target)
                                && !refused(intended))
                        || (entry.event() instanceof Event.UndoBegan undo
                                && undo.target().equals(target)))
                .map(Entry::at)
                .findFirst();
    }

    /**
     * Whether a fault of the run may have had to do with a life: it was under way, or an undo of it, or refused, at some time
     * of that life.
     */
    boolean disturbed(Target target, Life life, Instant end) {
        Instant from = life.started().earliest().minus(TOLERANCE);
        List<Entry> ofTarget = evidence.entries().stream()
                .filter(entry -> !entry.at().isAfter(end.plus(TOLERANCE)))
                .toList();
        return ofTarget.stream()
                        .anyMatch(entry -> entry.event() instanceof Event.FaultIntended intended
                                && intended.target().equals(target)
                                && ofTarget.stream()
                                        .noneMatch(later -> later.seq() > entry.seq()
                                                && later.at().isBefore(from)
                                                && over(later.event(), intended)))
                || ofTarget.stream()
                        .anyMatch(entry -> entry.event() instanceof Event.UndoBegan undo
                                && undo.target().equals(target)
                                && !entry.at().isBefore(from));
    }

    private static boolean over(Event event, Event.FaultIntended intended) {
        return (event instanceof Event.FaultInjected injected
                        && injected.disruption().equals(intended.disruption())
                        && injected.target().equals(intended.target()))
                || (event instanceof Event.FaultFailed failed
                        && failed.disruption().equals(intended.disruption())
                        && failed.target().equals(intended.target()));
    }

    /**
     * Whether the supervisor under test may ask the engine for something: a program does, the engine's own policies have
     * nobody to ask. False if nothing tells which it is.
     */
    boolean supervisorAsks() {
        return !enginesOwn && evidence.entries().stream().anyMatch(entry -> entry.event() instanceof Event.RunBegan);
    }

    /** Whether nobody is at a host's engine but the run and what it deployed: an engine of its own has a home of its own. */
    boolean runsOwn(HostId host) {
        return facts(host).containsKey("directory");
    }

    /** Whether a part of a host, such as its engine, is older than this version; empty if that is not known. */
    Optional<Boolean> before(HostId host, String part, String version) {
        return signs.before(host, part, version);
    }

    /** When a life was over, or the observation of it. */
    Instant end(Life life) {
        return deaths.stream()
                .filter(death -> death.life().equals(life))
                .map(death -> death.died().latest())
                .findFirst()
                .orElse(until);
    }

    /** In the order of time. */
    List<Life> of(Target target) {
        return lives.getOrDefault(target, List.of());
    }

    Set<Target> targets() {
        return lives.keySet();
    }

    /** Every replica of a service that was seen, whether it ever lived or not. */
    List<Target> targets(ServiceName service) {
        return signs.all().stream()
                .filter(sign -> sign.at().isBefore(until))
                .map(sign -> signs.owners().get(sign.container()))
                .filter(target ->
                        target instanceof Target.Service one && one.name().equals(service))
                .distinct()
                .toList();
    }

    /** All that shows what becomes of a target, in the order of time, as far as it counts. */
    List<Sign> signs(Target target) {
        return signs.all().stream()
                .filter(sign -> sign.at().isBefore(until))
                .filter(sign -> target.equals(signs.owners().get(sign.container())))
                .toList();
    }

    /** What the engine said of a target by itself, in the order in which it was heard, as far as it counts. */
    List<Sign> said(Target target) {
        return signs.all().stream()
                .filter(sign ->
                        sign.event() instanceof Event.EngineSaid && sign.at().isBefore(until))
                .filter(sign -> target.equals(signs.owners().get(sign.container())))
                .sorted(Comparator.comparing(Sign::seq))
                .toList();
    }

    /** The ids of all containers of a target. */
    Set<String> containers(Target target) {
        return signs.owners().entrySet().stream()
                .filter(owner -> owner.getValue().equals(target))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The hosts on which a target was seen. */
    Set<HostId> hosts(Target target) {
        return signs.all().stream()
                .filter(sign -> target.equals(signs.owners().get(sign.container())))
                .filter(sign -> !(sign.event() instanceof Event.SeenAbsent))
                .map(Sign::host)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** When the journal begins. */
    Instant began() {
        return evidence.entries().stream().findFirst().map(Entry::at).orElse(Instant.EPOCH);
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

    /** The last answer of the engine about the container of a death, after it. */
    Optional<Event.Seen> lastLook(Death death) {
        return seen(death.target()).stream()
                .filter(entry -> entry.seq() > death.seq())
                .map(Entry::event)
                .filter(Event.Seen.class::isInstance)
                .map(Event.Seen.class::cast)
                .filter(seen -> seen.incarnation().id().equals(death.life().container()))
                .reduce((first, last) -> last);
    }

    /** Whether the engine was asked for the container of a death when all was over: at that time, or once it waited no more. */
    boolean askedAfter(Death death, Instant time) {
        return seen(death.target()).stream()
                .filter(entry -> entry.seq() > death.seq())
                .anyMatch(entry -> entry.event() instanceof Event.Seen seen
                        && seen.incarnation().id().equals(death.life().container())
                        && (seen.condition().status().equals("exited")
                                || !entry.at().isBefore(time)));
    }

    private void finish(Target target) {
        List<Draft> all = signs.owners().entrySet().stream()
                .filter(owner -> owner.getValue().equals(target))
                .flatMap(owner -> drafts.of(owner.getKey()).stream())
                .sorted(Comparator.comparing(draft -> draft.started.latest()))
                .toList();
        if (all.isEmpty()) {
            return;
        }
        List<Life> known = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            known.add(life(target, all.get(i), i == 0 ? Optional.empty() : Optional.of(all.get(i - 1))));
        }
        lives.put(target, known);
        Autopsy autopsy = new Autopsy(signs, drafts, blind, arrivals, until);
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
            deaths.add(autopsy.of(target, draft, known.get(i), next));
        }
    }

    /** @param before the life of the target before this one, if there was one */
    private Life life(Target target, Draft draft, Optional<Draft> before) {
        boolean restarted = drafts.said(draft.container, "restart")
                .anyMatch(sign -> sign.between(draft.started.earliest(), draft.over(until)));
        List<Draft> inIt = drafts.of(draft.container);
        int index = inIt.indexOf(draft);
        Instant down =
                index > 0 ? Objects.requireNonNull(inIt.get(index - 1).died).earliest() : draft.started.latest();
        Instant replaceable =
                before.filter(b -> index == 0).map(b -> b.started.earliest()).orElse(Instant.MAX);
        return new Life(
                draft.host,
                draft.container,
                draft.started,
                draft.byEvent,
                Optional.ofNullable(draft.process).map(Incarnation::pid),
                draft.lastAlive,
                restarted
                        || shownByHand(draft, index, before, down)
                                // Who replaces a container kills the old one first.
                                .orElseGet(() -> asked(target, STARTS, down, draft.started.latest())
                                        || asked(target, RECREATES, replaceable, draft.started.latest())),
                draft.seqs);
    }

    /**
     * Whether the engine itself shows who asked for a life that was not the target's first, where its own policies are the
     * supervisor: their restarts are counted before they begin, a start by hand takes the count back to 0 (ground truth 31,
     * 35, 43, 45, 46), and no policy makes a container. Empty where it does not show; an engine that was away may have
     * begun to count anew (ground truth 89).
     */
    private Optional<Boolean> shownByHand(Draft draft, int index, Optional<Draft> before, Instant down) {
        if (!enginesOwn || before.isEmpty()) {
            return Optional.empty();
        }
        if (index == 0) {
            return Optional.of(true);
        }
        return Optional.ofNullable(draft.restartCount)
                .filter(count ->
                        blind.within(draft.host, down, draft.started.latest()).isEmpty())
                .map(count -> count == 0);
    }

    /** Whether a fault of ours whose words say so was meant for the target in this time, and not refused. */
    private boolean asked(Target target, Pattern words, Instant from, Instant to) {
        return evidence.entries().stream()
                .anyMatch(entry -> entry.event() instanceof Event.FaultIntended intended
                        && intended.target().equals(target)
                        && words.matcher(intended.fault()).find()
                        && !entry.at().isBefore(from)
                        && !entry.at().isAfter(to)
                        && !refused(intended));
    }

    private boolean refused(Event.FaultIntended intended) {
        return evidence.entries().stream()
                .anyMatch(entry -> entry.event() instanceof Event.FaultFailed failed
                        && failed.disruption().equals(intended.disruption())
                        && failed.target().equals(intended.target()));
    }
}
