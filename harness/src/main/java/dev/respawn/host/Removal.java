package dev.respawn.host;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Takes everything of a run from an engine, whoever made it, and finds what is left of it there. */
public final class Removal {
    private static final Duration LIMIT = Duration.ofSeconds(45);
    /** For how long an engine that refuses everything is asked again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long PAUSE_MILLIS = 50;

    private static final String IMPORTED = "respawn-archive:";

    private final Door door;
    private final String run;
    private final Map<String, String> labels;
    // Counted by the clock that nobody sets.
    private final long limit = System.nanoTime() + LIMIT.toNanos();
    // By id or name, the last word of the engine.
    private final Map<String, String> refused = new TreeMap<>();

    private Removal(Door door, String run) {
        this.door = door;
        this.run = run;
        labels = labels(run);
    }

    private static Map<String, String> labels(String run) {
        return Map.of(Labels.RUN, run);
    }

    /**
     * What an engine has of a run.
     *
     * @param kind service, container, network, volume or image
     * @param id its id, or the name of a volume or an image
     */
    public record Thing(String kind, String id) {
        private static final int SHORT_ID = 12;

        /** With an id as short as people are used to. */
        @Override
        public String toString() {
            return kind + " "
                    + (kind.equals("volume") || kind.equals("image") || id.length() <= SHORT_ID
                            ? id
                            : id.substring(0, SHORT_ID));
        }
    }

    /** What an archive of a run's is called that it has imported as an image. */
    public static String imported(String run, int number) {
        return IMPORTED + run + "-" + number;
    }

    private static List<String> imported(Door door, String run) throws EngineException, InterruptedException {
        // An image has its id and then its names; the number is all that comes after the run's.
        return door.images().stream()
                .flatMap(image -> Stream.of(image.split(" ")).skip(1))
                .filter(name -> name.startsWith(IMPORTED + run + "-")
                        && name.substring((IMPORTED + run + "-").length()).matches("[0-9]+"))
                .toList();
    }

    /** What an engine has that carries the run's label, or its name. */
    public static List<Thing> left(Door door, String run) throws EngineException, InterruptedException {
        Map<String, String> labels = labels(run);
        List<Thing> left = new ArrayList<>();
        door.swarm().services(labels).forEach(id -> left.add(new Thing("service", id)));
        door.containers(labels).forEach(id -> left.add(new Thing("container", id)));
        door.networks(labels).forEach(id -> left.add(new Thing("network", id)));
        door.volumes(labels).forEach(name -> left.add(new Thing("volume", name)));
        imported(door, run).forEach(name -> left.add(new Thing("image", name)));
        return left;
    }

    private interface Listing {
        List<String> all() throws EngineException, InterruptedException;
    }

    private interface Call {
        void on(String what) throws EngineException, InterruptedException;
    }

    /**
     * Removes every service of a run in a swarm; every container with its volumes, in whatever state, also those that a
     * supervisor made meanwhile; then its networks and volumes, and what it imported.
     *
     * @return by id or name, why the engine refused what it refused to the end
     */
    public static Map<String, String> ofAll(Door door, String run) {
        // The removal must happen although the thread was interrupted: that is how a run is ended early.
        boolean interrupted = Thread.interrupted();
        Removal removal = new Removal(door, run);
        try {
            removal.all();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return Map.copyOf(removal.refused);
    }

    private void all() throws InterruptedException {
        // First those of whom it is known that they would heal what is removed.
        remove(() -> door.swarm().services(labels), id -> door.swarm().removeService(id));
        // Again and again, because a supervisor may heal what is being removed.
        remove(() -> door.containers(labels), door::remove);
        remove(() -> door.networks(labels), door::removeNetwork);
        remove(() -> door.volumes(labels), door::removeVolume);
        remove(() -> imported(door, run), door::removeImage);
    }

    /** What is left after that is found, named and judged by the residue audit, which asks again. */
    private void remove(Listing listing, Call call) throws InterruptedException {
        try {
            long patience = System.nanoTime() + PATIENCE.toNanos();
            for (List<String> left = listing.all();
                    !left.isEmpty() && System.nanoTime() - limit < 0 && System.nanoTime() - patience < 0;
                    left = listing.all()) {
                boolean any = false;
                for (String what : left) {
                    any |= done(call, what);
                }
                if (any) {
                    patience = System.nanoTime() + PATIENCE.toNanos();
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
        } catch (EngineException.Refused | EngineException.Slow e) {
            // An engine that does not answer for one may answer for the next, which is perhaps what the first waits
            // for.
            refused.put(what, e.getMessage());
            return false;
        }
    }
}
