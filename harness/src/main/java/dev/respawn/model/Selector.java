package dev.respawn.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Which targets a disruption is for.
 *
 * @param service the service they belong to
 * @param replicas how many of its replicas, drawn from the seed; empty for all
 * @param share which share of its replicas, drawn from the seed and rounded down; empty for a number, or all
 */
public record Selector(ServiceName service, Optional<Integer> replicas, Optional<Double> share) {
    public Selector {
        replicas.filter(n -> n < 1).ifPresent(n -> {
            throw new IllegalArgumentException("a target of " + n + " replicas selects nothing; the fewest is 1");
        });
        share.filter(s -> s <= 0 || s > 1).ifPresent(s -> {
            throw new IllegalArgumentException(
                    "a target of " + percent(s) + " of '" + service + "'; wanted more than 0% and at most 100%");
        });
        if (replicas.isPresent() && share.isPresent()) {
            throw new IllegalArgumentException("a target of " + replicas.get() + " and of " + percent(share.get())
                    + " of '" + service + "'; say one of 'replicas' and 'share'");
        }
    }

    /** A number of its replicas, or all. */
    public Selector(ServiceName service, Optional<Integer> replicas) {
        this(service, replicas, Optional.empty());
    }

    /** All replicas of a service. */
    public static Selector all(ServiceName service) {
        return new Selector(service, Optional.empty());
    }

    /** A share of the replicas of a service, rounded down: 0.5 is half of them. */
    public static Selector share(ServiceName service, double share) {
        return new Selector(service, Optional.empty(), Optional.of(share));
    }

    /** How many of so many it selects; may be more than there are, or none. */
    public int of(int all) {
        return replicas.orElseGet(() -> share.map(s -> of(s, all)).orElse(all));
    }

    /** How many of so many a share is, rounded down, and exactly: 0.29 of 100 is 29. */
    public static int of(double share, int all) {
        return BigDecimal.valueOf(share)
                .multiply(BigDecimal.valueOf(all))
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    @Override
    public String toString() {
        return replicas.map(n -> n + " of " + service)
                .or(() -> share.map(s -> percent(s) + " of " + service))
                .orElse("all of " + service);
    }
}
