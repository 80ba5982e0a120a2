package dev.respawn.scenario;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Misfit;
import dev.respawn.catalogue.Shape;
import dev.respawn.expect.Share;
import dev.respawn.model.Selector;
import dev.respawn.supervisor.Service;
import java.util.Optional;

/**
 * How much may be broken at once.
 *
 * @param targets the most, of all services together; empty for any number
 * @param share the largest share of each service's replicas, rounded down; empty for all
 * @param lastHealthy what is done about the last healthy replica of a service; empty to spare it where the run adopted it,
 *     and to break it where the run deployed it
 */
public record BlastRadius(Optional<Integer> targets, Optional<Double> share, Optional<LastHealthy> lastHealthy) {
    /** What the run deployed may all be broken, and of what it adopted one healthy replica is spared. */
    public static final BlastRadius UNLIMITED = new BlastRadius(Optional.empty(), Optional.empty(), Optional.empty());

    /** What is done about the last healthy replica of a service. */
    public enum LastHealthy {
        SPARE,
        BREAK
    }

    private static final Field<BlastRadius, Optional<Integer>> TARGETS = Field.maybe(
            "targets",
            "the most targets at once, of all services together",
            Kinds.number(1, 1_000),
            BlastRadius::targets);
    private static final Field<BlastRadius, Optional<Double>> SHARE = Field.maybe(
            "share",
            "the largest share of each service's replicas at once, rounded down",
            Share.KIND,
            BlastRadius::share);
    private static final Field<BlastRadius, Optional<LastHealthy>> LAST_HEALTHY = Field.maybe(
            "last-healthy",
            "spare: the last healthy replica of a service is never broken; break: it may be. Left out, it is spared where"
                    + " the run adopted the service",
            Kinds.choice(LastHealthy.class),
            BlastRadius::lastHealthy);

    /** How it is read and written. */
    static final Shape<BlastRadius> SHAPE = Shape.of(
            "a blast radius",
            v -> new BlastRadius(v.get(TARGETS), v.get(SHARE), v.get(LAST_HEALTHY)),
            TARGETS,
            SHARE,
            LAST_HEALTHY);

    public BlastRadius {
        share.filter(s -> s <= 0 || s > 1).ifPresent(s -> {
            throw Misfit.at(
                    "the blast radius is " + Share.text(s) + " of a service; wanted more than 0% and at most 100%",
                    "share");
        });
        targets.filter(n -> n < 1).ifPresent(n -> {
            throw Misfit.at("the blast radius is " + n + " targets; the fewest is 1", "targets");
        });
    }

    /** Whether the last healthy replica of a service is spared. */
    public boolean spares(Service service) {
        return lastHealthy
                .map(what -> what == LastHealthy.SPARE)
                .orElse(service.adopt().isPresent());
    }

    /** The most replicas of a service at once; a share that comes to none is refused by its scenario. */
    public int most(Service service) {
        int bySharing = share.map(s -> Selector.of(s, service.replicas())).orElse(service.replicas());
        return Math.min(targets.orElse(Integer.MAX_VALUE), bySharing);
    }

    /** The least share of so many that is one of them, in whole percent. */
    static String leastShare(int replicas) {
        int percent = 1;
        while (Selector.of(percent / 100.0, replicas) < 1) {
            percent++;
        }
        return percent + "%";
    }

    /** As an operator would say it; empty if it limits nothing. */
    public Optional<String> inWords() {
        String most = targets.map(n -> n + " target" + (n == 1 ? "" : "s")).orElse("")
                + (targets.isPresent() && share.isPresent() ? " and " : "")
                + share.map(s -> Share.text(s) + " of each service").orElse("");
        return most.isEmpty() ? Optional.empty() : Optional.of("at most " + most + " at once");
    }
}
