package dev.respawn.reports.html;

import dev.respawn.journal.Entry;
import dev.respawn.journal.Event;
import dev.respawn.model.Phase;
import dev.respawn.model.Target;
import dev.respawn.scenario.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the journal tells of a run, sorted by who did or saw it. The plan has no part in it, but for how often each probe
 * was to ask.
 *
 * @param began of the first entry
 * @param ended of the last entry
 * @param engine what the engine said, in its own order
 * @param notes what the harness and the supervisor have to say, in order
 */
record Course(
        List<Entry> entries,
        Instant began,
        Instant ended,
        List<PhaseSpan> phases,
        List<BlindSpan> blind,
        List<FaultCourse> faults,
        List<ProbeCourse> probes,
        List<TargetCourse> targets,
        List<Entry> engine,
        List<Entry> notes) {
    /** A part of the run. */
    record PhaseSpan(Phase phase, Instant from, Instant to, long seq) {}

    /** A time in which engine events were not seen. */
    record BlindSpan(String host, Instant from, Instant to, String why, long seq) {}

    /** A moment and the entry that shows it. */
    record Moment(Instant at, long seq) {}

    /** Reads a journal that has at least one entry. */
    static Course read(List<Entry> entries, List<Watch> watches) {
        Instant began =
                entries.stream().map(Moments::of).min(Instant::compareTo).orElse(Instant.EPOCH);
        Instant ended = entries.stream().map(Entry::at).max(Instant::compareTo).orElse(began);
        return new Course(
                List.copyOf(entries),
                began,
                ended,
                phases(entries, ended),
                blind(entries, ended),
                faults(entries),
                probes(entries, watches),
                targets(entries),
                entries.stream()
                        .filter(e -> e.event() instanceof Event.EngineSaid)
                        .toList(),
                entries.stream().filter(Course::isNote).toList());
    }

    private static boolean isNote(Entry entry) {
        Event event = entry.event();
        return event instanceof Event.BeganWell
                || event instanceof Event.Noted
                || event instanceof Event.SupervisorSaid
                || event instanceof Event.Forewarned;
    }

    private static List<PhaseSpan> phases(List<Entry> entries, Instant ended) {
        List<PhaseSpan> spans = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.PhaseBegan phase) {
                if (!spans.isEmpty()) {
                    PhaseSpan last = spans.remove(spans.size() - 1);
                    spans.add(new PhaseSpan(last.phase(), last.from(), entry.at(), last.seq()));
                }
                spans.add(new PhaseSpan(phase.phase(), entry.at(), ended, entry.seq()));
            }
        }
        return List.copyOf(spans);
    }

    private static List<BlindSpan> blind(List<Entry> entries, Instant ended) {
        List<BlindSpan> spans = new ArrayList<>();
        Map<String, Entry> open = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.BlindBegan began) {
                open.putIfAbsent(began.host().name(), entry);
            } else if (entry.event() instanceof Event.BlindEnded end) {
                Entry begin = open.remove(end.host().name());
                String why = begin != null && begin.event() instanceof Event.BlindBegan began ? began.why() : "";
                spans.add(new BlindSpan(
                        end.host().name(), end.from(), end.to(), why, begin == null ? entry.seq() : begin.seq()));
            }
        }
        open.values().forEach(entry -> {
            Event.BlindBegan began = (Event.BlindBegan) entry.event();
            spans.add(new BlindSpan(began.host().name(), entry.at(), ended, began.why(), entry.seq()));
        });
        return List.copyOf(spans);
    }

    private record Key(String disruption, Target target) {}

    private static Optional<Key> key(Event event) {
        if (event instanceof Event.FaultIntended e) {
            return Optional.of(new Key(e.disruption(), e.target()));
        }
        if (event instanceof Event.WayBackKept e) {
            return Optional.of(new Key(e.disruption(), e.target()));
        }
        if (event instanceof Event.FaultInjected e) {
            return Optional.of(new Key(e.disruption(), e.target()));
        }
        if (event instanceof Event.FaultFailed e) {
            return Optional.of(new Key(e.disruption(), e.target()));
        }
        if (event instanceof Event.FaultLooked e) {
            return Optional.of(new Key(e.disruption(), e.target()));
        }
        if (event instanceof Event.UndoBegan e) {
            return Optional.of(new Key(e.disruption(), e.target()));
        }
        if (event instanceof Event.UndoEnded e) {
            return Optional.of(new Key(e.disruption(), e.target()));
        }
        return Optional.empty();
    }

    private static List<FaultCourse> faults(List<Entry> entries) {
        List<Key> keys = new ArrayList<>();
        List<List<Entry>> courses = new ArrayList<>();
        for (Entry entry : entries) {
            Optional<Key> key = key(entry.event());
            if (key.isEmpty()) {
                continue;
            }
            int at = keys.lastIndexOf(key.get());
            // A fault that is put in force again after a restart is a second application.
            if (at < 0 || entry.event() instanceof Event.FaultIntended) {
                keys.add(key.get());
                courses.add(new ArrayList<>());
                at = keys.size() - 1;
            }
            courses.get(at).add(entry);
        }
        List<FaultCourse> faults = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            faults.add(new FaultCourse(keys.get(i).disruption(), keys.get(i).target(), courses.get(i)));
        }
        return List.copyOf(faults);
    }

    private static List<ProbeCourse> probes(List<Entry> entries, List<Watch> watches) {
        Map<String, List<ProbeCourse.Numbered>> samples = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.Sampled sampled) {
                samples.computeIfAbsent(sampled.probe(), name -> new ArrayList<>())
                        .add(new ProbeCourse.Numbered(entry.seq(), sampled.sample()));
            }
        }
        List<ProbeCourse> probes = new ArrayList<>();
        samples.forEach((name, list) -> probes.add(new ProbeCourse(
                name,
                list,
                watches.stream()
                        .filter(watch -> watch.name().equals(name))
                        .findFirst()
                        .map(Watch::every)
                        .orElse(Watch.EVERY_DEFAULT))));
        return List.copyOf(probes);
    }

    private static Optional<Target> targetOf(Event event) {
        if (event instanceof Event.Deployed e) {
            return Optional.of(e.target());
        }
        if (event instanceof Event.Seen e) {
            return Optional.of(e.target());
        }
        if (event instanceof Event.SeenAbsent e) {
            return Optional.of(e.target());
        }
        return event instanceof Event.EngineSaid e ? e.target() : Optional.empty();
    }

    private static List<TargetCourse> targets(List<Entry> entries) {
        Map<Target, List<Entry>> byTarget = new LinkedHashMap<>();
        entries.forEach(entry -> targetOf(entry.event())
                .ifPresent(target ->
                        byTarget.computeIfAbsent(target, t -> new ArrayList<>()).add(entry)));
        List<TargetCourse> targets = new ArrayList<>();
        byTarget.forEach((target, list) -> targets.add(TargetCourse.read(target, list)));
        return List.copyOf(targets);
    }

    /**
     * When a fault arrived: the first that the engine said of its target between the intent and the witness's word, else
     * that word.
     */
    Optional<Moment> arrival(FaultCourse fault) {
        if (fault.arrived().isEmpty()) {
            return Optional.empty();
        }
        Entry injected = fault.injected().orElseThrow();
        Instant from = fault.intended().map(Entry::at).orElse(injected.at());
        return Optional.of(engine.stream()
                .filter(entry -> {
                    Event.EngineSaid said = (Event.EngineSaid) entry.event();
                    return said.target().equals(Optional.of(fault.target()))
                            && !said.said().action().startsWith("exec_")
                            && !said.said().action().startsWith("health_status")
                            && !said.at().isBefore(from)
                            && !said.at().isAfter(injected.at());
                })
                .map(entry -> new Moment(Moments.of(entry), entry.seq()))
                .min(Comparator.comparing(Moment::at))
                .orElse(new Moment(injected.at(), injected.seq())));
    }

    /** The arrival of the first fault that arrived. */
    Optional<Moment> firstArrival() {
        return faults.stream().flatMap(fault -> arrival(fault).stream()).min(Comparator.comparing(Moment::at));
    }

    /** When a part of the run began; empty if it never did. */
    Optional<Instant> began(Phase phase) {
        return phases.stream()
                .filter(span -> span.phase() == phase)
                .map(PhaseSpan::from)
                .findFirst();
    }

    /** When the harness began to take down what it had put up: what dies after that proves nothing. */
    Instant takenDown() {
        return began(Phase.REMOVE).orElse(ended);
    }

    /** The first event of a type. */
    <E extends Event> Optional<E> first(Class<E> type) {
        return all(type).findFirst();
    }

    /** All events of a type, in order. */
    <E extends Event> Stream<E> all(Class<E> type) {
        return entries.stream().map(Entry::event).filter(type::isInstance).map(type::cast);
    }

    /** The part of the run that a picture shows: preparing and removing may take minutes and show nothing. */
    Window window() {
        Instant from = Stream.concat(
                        all(Event.Sampled.class).map(s -> s.sample().scheduled()), began(Phase.BEGIN).stream())
                .min(Instant::compareTo)
                .or(() -> began(Phase.DEPLOY))
                .orElse(began);
        Instant until = takenDown();
        Instant to = Stream.concat(
                        entries.stream().map(Moments::of).filter(at -> !at.isAfter(until)),
                        all(Event.Sampled.class).map(s -> s.sample().ended()))
                .max(Instant::compareTo)
                .orElse(ended);
        return Window.of(from, to).padded(0.01);
    }

    /** A part of the run's time, never empty. */
    record Window(Instant from, Instant to) {
        static Window of(Instant from, Instant to) {
            return new Window(from, to.isBefore(from.plusMillis(1)) ? from.plusMillis(1) : to);
        }

        Duration length() {
            return Duration.between(from, to);
        }

        Window padded(double share) {
            Duration pad = Duration.ofNanos((long) (length().toNanos() * share));
            return new Window(from.minus(pad), to.plus(pad));
        }
    }
}
