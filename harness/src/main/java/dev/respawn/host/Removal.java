package dev.respawn.host;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Takes everything of a run from an engine, whoever made it, and finds what is left of it there. */
public final class Removal {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** For how long an engine that refuses everything is asked again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long PAUSE_MILLIS = 50;

    private final Door door;
    private final Map<String, String> labels;
    private final Instant limit = Instant.now().plus(LIMIT);
    // By id or name, the last word of the engine.
    private final Map<String, String> refused = new TreeMap<>();

    private Removal(Door door, String run) {
        this.door = door;
        labels = labels(run);
    }

    private static Map<String, String> labels(String run) {
        return Map.of(Labels.RUN, run);
    }

    /**
     * What an engine has of a run.
     *
     * @param kind container, network or volume
     * @param id its id, or the name of a volume
     */
    public record Thing(String kind, String id) {
        private static final int SHORT_ID = 12;

        /** With an id as short as people are used to. */
        @Override
        public String toString() {
            return kind + " " + (kind.equals("volume") || id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID));
        }
    }

    /** What an engine has that carries the run's label. */
    public static List<Thing> left(Door door, String run) throws EngineException, InterruptedException {
        Map<String, String> labels = labels(run);
        List<Thing> left = new ArrayList<>();
        door.containers(labels).forEach(id -> left.add(new Thing("container", id)));
        door.networks(labels).forEach(id -> left.add(new Thing("network", id)));
        door.volumes(labels).forEach(name -> left.add(new Thing("volume", name)));
        return left;
    }

    private interface Listing {
        List<String> all() throws EngineException, InterruptedException;
    }

    private interface Call {
        void on(String what) throws EngineException, InterruptedException;
    }

    /**
     * Removes every container of a run with its volumes, in whatever state, also those that a supervisor made meanwhile;
     * then its networks and volumes.
     *
     * @param orphans volumes without the run's label that a fault of it left behind
     * @return by id or name, why the engine refused what it refused to the end
     */
    public static Map<String, String> ofAll(Door door, String run, Collection<String> orphans) {
        // The removal must happen although the thread was interrupted: that is how a run is ended early.
        boolean interrupted = Thread.interrupted();
        Removal removal = new Removal(door, run);
        try {
            removal.all(orphans);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return Map.copyOf(removal.refused);
    }

    private void all(Collection<String> orphans) throws InterruptedException {
        // Again and again, because a supervisor may heal what is being removed.
        remove(() -> door.containers(labels), door::remove);
        remove(() -> door.networks(labels), door::removeNetwork);
        remove(() -> door.volumes(labels), door::removeVolume);
        Set<String> left = new TreeSet<>(orphans);
        remove(() -> List.copyOf(left), name -> {
            door.removeVolume(name);
            left.remove(name);
        });
    }

    /** What is left after that is found, named and judged by the residue audit, which asks again. */
    private void remove(Listing listing, Call call) throws InterruptedException {
        try {
            Instant patience = Instant.now().plus(PATIENCE);
            for (List<String> left = listing.all();
                    !left.isEmpty()
                            && Instant.now().isBefore(limit)
                            && Instant.now().isBefore(patience);
                    left = listing.all()) {
                boolean any = false;
                for (String what : left) {
                    any |= done(call, what);
                }
                if (any) {
                    patience = Instant.now().plus(PATIENCE);
                } else {
                    // What is being removed already, or still in use by what is, is refused for a moment.
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (EngineException e) {
            // Who asks what is left hears the same from the engine.
        }
    }

    private boolean done(Call call, String what) throws EngineException, InterruptedException {
        try {
            call.on(what);
            refused.remove(what);
            return true;
        } catch (EngineException.Refused e) {
            refused.put(what, e.getMessage());
            return false;
        }
    }
}
