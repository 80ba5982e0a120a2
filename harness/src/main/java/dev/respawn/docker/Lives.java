package dev.respawn.docker;

import dev.respawn.docker.EventSource.Look;
import dev.respawn.model.EngineEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of every container's lives, from events and from asking, so that what a broken stream missed can be told
 * afterwards, and nothing twice. For one thread.
 */
final class Lives {
    /** Removed containers are remembered so that their late events are not told again; the oldest are forgotten. */
    private static final int REMEMBERED = 10_000;

    /**
     * @param startedBy the present or last life began at this time or before; empty if it never lived
     * @param endedBy the last life ended at this time or before; empty while it lives, or where it is not needed
     * @param told whether this was told as reconstructed, so that the engine's own words on it would be a repetition
     */
    private record Known(
            boolean running,
            Optional<Instant> startedBy,
            Optional<Instant> endedBy,
            boolean told,
            Map<String, String> attributes) {
        /** Whether an event only repeats what was told: what runs cannot start, what lies cannot die. */
        boolean repeats(EngineEvent event) {
            return told
                    && switch (event.action()) {
                        case "create" -> true;
                        case "start" -> running || notAfter(event, endedBy);
                        case "die" -> !running || notAfter(event, startedBy);
                        default -> false;
                    };
        }

        private static boolean notAfter(EngineEvent event, Optional<Instant> time) {
            return time.filter(at -> !event.time().isAfter(at)).isPresent();
        }
    }

    private final Map<String, Known> known = new HashMap<>();
    private final Set<String> gone = new LinkedHashSet<>();

    /** Takes note of a container as it is, without telling anything. */
    void note(Look look) {
        known.putIfAbsent(
                look.id(), new Known(look.running(), look.startedAt(), look.finishedAt(), false, look.attributes()));
    }

    /** All containers that are known. */
    Set<String> ids() {
        return Set.copyOf(known.keySet());
    }

    /** Takes in an event of the stream; false if it was told before, as reconstructed. */
    boolean hear(EngineEvent event) {
        if (!event.type().equals("container")) {
            return true;
        }
        String id = event.id();
        Optional<Known> before = Optional.ofNullable(known.get(id));
        if (gone.contains(id) || before.filter(last -> last.repeats(event)).isPresent()) {
            return false;
        }
        Map<String, String> attributes = new HashMap<>(event.attributes());
        attributes.remove("exitCode");
        switch (event.action()) {
            case "create" -> known.put(id, new Known(false, Optional.empty(), Optional.empty(), false, attributes));
            case "start" ->
                known.put(id, new Known(true, Optional.of(event.time()), Optional.empty(), false, attributes));
            case "die" ->
                known.put(
                        id,
                        new Known(
                                false,
                                // The life that ended began before; later starts are another.
                                before.flatMap(Known::startedBy).or(() -> Optional.of(event.time())),
                                Optional.of(event.time()),
                                false,
                                attributes));
            case "destroy" -> known.remove(id);
            default -> {
                // Nothing that decides about life and death.
            }
        }
        return true;
    }

    /**
     * What must have happened to a container that is now as it was found, in order; empty if nothing did.
     *
     * @param now the engine's clock, for what left no time of its own
     */
    List<EngineEvent> missed(String id, Optional<Look> found, Instant now) {
        Optional<Known> before = Optional.ofNullable(known.get(id));
        List<EngineEvent> missed = new ArrayList<>();
        if (found.isEmpty()) {
            before.ifPresent(last -> {
                if (last.running()) {
                    missed.add(event(now, "die", id, last.attributes(), Optional.empty()));
                }
                missed.add(event(now, "destroy", id, last.attributes(), Optional.empty()));
                known.remove(id);
                gone.add(id);
                if (gone.size() > REMEMBERED) {
                    gone.remove(gone.iterator().next());
                }
            });
            return missed;
        }
        Look look = found.get();
        if (before.isEmpty()) {
            missed.add(event(look.created(), "create", id, look.attributes(), Optional.empty()));
        }
        boolean ran = before.map(Known::running).orElse(false);
        Optional<Instant> startedBy = before.flatMap(Known::startedBy);
        boolean another = look.startedAt().isPresent()
                && (startedBy.isEmpty() || look.startedAt().get().isAfter(startedBy.get()));
        if (ran && (another || !look.running())) {
            // The exit code and the end that can be asked for are those of the latest life that ended.
            boolean itsOwn = !another;
            Instant end = look.finishedAt()
                    .filter(at -> itsOwn || look.running())
                    .filter(at -> startedBy.isEmpty() || at.isAfter(startedBy.get()))
                    .filter(at -> itsOwn || !at.isAfter(look.startedAt().orElse(now)))
                    .orElse(itsOwn ? now : look.startedAt().orElse(now));
            missed.add(
                    event(end, "die", id, look.attributes(), itsOwn ? Optional.of(look.exitCode()) : Optional.empty()));
        }
        if (another) {
            Instant start = look.startedAt().orElse(now);
            missed.add(event(start, "start", id, look.attributes(), Optional.empty()));
            if (!look.running()) {
                Instant end =
                        look.finishedAt().filter(at -> !at.isBefore(start)).orElse(now);
                missed.add(event(end, "die", id, look.attributes(), Optional.of(look.exitCode())));
            }
        }
        if (!missed.isEmpty()) {
            Optional<Instant> end =
                    look.running() ? Optional.empty() : look.finishedAt().or(() -> Optional.of(now));
            known.put(
                    id, new Known(look.running(), look.startedAt().or(() -> startedBy), end, true, look.attributes()));
        }
        return missed;
    }

    private static EngineEvent event(
            Instant time, String action, String id, Map<String, String> attributes, Optional<Integer> exitCode) {
        Map<String, String> all = new HashMap<>(attributes);
        exitCode.ifPresent(code -> all.put("exitCode", String.valueOf(code)));
        return new EngineEvent(time, "container", action, id, all, true);
    }

    /** Several containers' missed events in one order. */
    static List<EngineEvent> inOrder(List<EngineEvent> events) {
        return events.stream().sorted(Comparator.comparing(EngineEvent::time)).toList();
    }
}
