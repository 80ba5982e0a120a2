package dev.respawn.outlook;

import dev.respawn.model.EngineEvent;
import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The containers of a run, as far as they were heard of or seen. Safe for many threads. */
final class RunContainers {
    /** One of them, and which target it is or was. */
    record Known(Target.Service target, String id) {
        /** The first twelve characters of its id, as people know it. */
        String shortId() {
            return shortened(id);
        }
    }

    private final String run;
    private final Map<String, Known> byId = new LinkedHashMap<>();
    private final Map<Target, Known> latest = new HashMap<>();
    private final Set<String> removed = new HashSet<>();
    private final Map<String, Target.Service> adoptedById = new HashMap<>();
    private final Map<String, Target.Service> adoptedByName = new HashMap<>();

    RunContainers(String run) {
        this.run = run;
    }

    static String shortened(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    /** This container was there before the run; from now on what is heard of it is the target's, also of its successor. */
    synchronized void adopt(Target.Service target, String id, String name) {
        adoptedById.put(id, target);
        adoptedByName.put(name, target);
    }

    /** Whether the run has containers that it did not make. */
    synchronized boolean anyAdopted() {
        return !adoptedById.isEmpty();
    }

    /** Which target it is that an event is about; empty if it is none of this run's. */
    Optional<Target.Service> target(EngineEvent event) {
        synchronized (this) {
            Target.Service adopted = adoptedById.get(event.id());
            if (adopted == null) {
                adopted = adoptedByName.get(event.attributes().getOrDefault("name", ""));
            }
            if (adopted != null) {
                return Optional.of(adopted);
            }
        }
        return target(event.attributes());
    }

    /** Whether these are the labels of something of this run. */
    boolean ofRun(Map<String, String> labels) {
        return run.equals(labels.get(Labels.RUN));
    }

    /** Which target a container is, by its labels; empty if it is none of this run's. */
    Optional<Target.Service> target(Map<String, String> labels) {
        if (!ofRun(labels)) {
            return Optional.empty();
        }
        String service = labels.getOrDefault(Labels.SERVICE, "");
        String replica = labels.getOrDefault(Labels.REPLICA, "");
        if (!ServiceName.PATTERN.matcher(service).matches() || !replica.matches("[1-9][0-9]{0,3}")) {
            return Optional.empty();
        }
        return Optional.of(new Target.Service(new ServiceName(service), Integer.parseInt(replica)));
    }

    /** An event of a target's container was heard. */
    synchronized void heard(Target.Service target, EngineEvent event) {
        Known known = known(target, event.id());
        if (event.is("create") || event.is("start")) {
            latest.put(target, known);
        } else if (event.is("destroy")) {
            removed.add(event.id());
        }
    }

    /** The engine was asked, and this container is the target's. */
    synchronized void seen(Target.Service target, String id) {
        latest.putIfAbsent(target, known(target, id));
    }

    /** The engine was asked, and has it no more. */
    synchronized void gone(String id) {
        removed.add(id);
    }

    private Known known(Target.Service target, String id) {
        return byId.computeIfAbsent(id, key -> new Known(target, key));
    }

    /** The container of a target that came last, also if it is removed by now; empty if none was heard of. */
    synchronized Optional<Known> latest(Target target) {
        return Optional.ofNullable(latest.get(target));
    }

    /** The last container of every target. */
    synchronized List<Known> latest() {
        return List.copyOf(latest.values());
    }

    /** All that are not removed, oldest first. */
    synchronized List<Known> there() {
        return byId.values().stream()
                .filter(known -> !removed.contains(known.id()))
                .toList();
    }

    synchronized Optional<Known> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
