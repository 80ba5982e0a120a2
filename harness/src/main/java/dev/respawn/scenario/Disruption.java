package dev.respawn.scenario;

import dev.respawn.fault.Fault;
import dev.respawn.model.Durations;
import dev.respawn.model.Selector;
import java.time.Duration;
import java.util.Optional;

/**
 * A named entry of a scenario: fault, targets, when, for how long.
 *
 * @param at from the moment at which the stack was found well (or stood, if that is not asked)
 * @param lasts how long a lasting fault stays in force; empty for a momentary one
 * @param whenTargetRestarts what happens to a lasting fault when its target restarts under it
 */
public record Disruption(
        String name,
        Duration at,
        Fault fault,
        Selector target,
        Optional<Duration> lasts,
        WhenTargetRestarts whenTargetRestarts) {
    /** What happens to a lasting fault when its target restarts under it. */
    public enum WhenTargetRestarts {
        REAPPLY,
        END,
        UNPROVEN
    }

    public Disruption {
        lasts.ifPresent(duration -> {
            if (fault.kind() == Fault.Kind.MOMENTARY) {
                throw new IllegalArgumentException("disruption '" + name + "' lasts " + Durations.exact(duration)
                        + ", but '" + Fault.catalogue().nameOf(fault) + "' is over when it is done; leave 'for' out");
            }
        });
        if (lasts.isEmpty() && fault.kind() == Fault.Kind.LASTING) {
            throw new IllegalArgumentException("disruption '" + name + "' does not say how long '"
                    + Fault.catalogue().nameOf(fault) + "' lasts; add 'for'");
        }
    }
}
