package dev.respawn.plan;

import dev.respawn.model.Target;
import dev.respawn.scenario.Disruption;
import java.util.List;

/** One disruption with its targets chosen. */
public record Move(Disruption disruption, List<Target> targets) {
    public Move {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "disruption '" + disruption.name() + "' is for " + disruption.target() + ", which selects nothing");
        }
    }
}
