package dev.respawn.outlook;

import dev.respawn.engine.VirtualTimeline;
import dev.respawn.journal.Event;
import dev.respawn.memory.MemoryJournal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the parts of an outlook share in these tests: a run, its clock, and an engine whose clock is two seconds ahead. */
final class World {
    static final String RUN = "run-1";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration AHEAD = Duration.ofSeconds(2);
    static final ServiceName WEB = new ServiceName("web");
    static final Target.Service WEB_1 = new Target.Service(WEB, 1);
    static final String ID = "c1".repeat(32);

    final VirtualTimeline timeline = new VirtualTimeline(START);
    final MemoryJournal journal = new MemoryJournal(timeline);
    final Clocks clocks = new Clocks(timeline, () -> timeline.now().plus(AHEAD));
    final RunContainers containers = new RunContainers(RUN);
    final RunContainers.Known web = new RunContainers.Known(WEB_1, ID);

    /** The engine's time of a moment of the run. */
    static Instant engine(long millis) {
        return START.plusMillis(millis).plus(AHEAD);
    }

    /** A moment of the run. */
    static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    /** An event of a container of the run. */
    static EngineEvent event(String action, String id, Target.Service target, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put(Labels.RUN, RUN);
        attributes.put(Labels.SERVICE, target.name().value());
        attributes.put(Labels.REPLICA, String.valueOf(target.replica()));
        return new EngineEvent(engine(0), "container", action, id, attributes, false);
    }

    static EngineEvent event(String action) {
        return event(action, ID, WEB_1, Map.of());
    }

    /** A container of web was heard of. */
    World started() {
        containers.heard(WEB_1, event("start"));
        return this;
    }

    <E extends Event> List<E> written(Class<E> kind) {
        return journal.events(kind);
    }
}
