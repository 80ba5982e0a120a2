package dev.respawn.supervisor;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.LoggerFactory;

/** Takes everything of a run from an engine, whoever made it. */
final class Removal {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** For how long an engine that refuses everything is asked again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long PAUSE_MILLIS = 50;

    private final Door door;
    private final Map<String, String> labels;
    private final Instant limit = Instant.now().plus(LIMIT);

    private Removal(Door door, String run) {
        this.door = door;
        labels = Map.of(Labels.RUN, run);
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
     */
    static void ofAll(Door door, String run, Collection<String> orphans) {
        // The removal must happen although the thread was interrupted: that is how a run is ended early.
        boolean interrupted = Thread.interrupted();
        try {
            new Removal(door, run).all(orphans);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
            LoggerFactory.getLogger(Removal.class).debug("removal", e);
        }
    }

    private static boolean done(Call call, String what) throws EngineException, InterruptedException {
        try {
            call.on(what);
            return true;
        } catch (EngineException.Refused e) {
            LoggerFactory.getLogger(Removal.class).debug("removal of {}", what, e);
            return false;
        }
    }
}
