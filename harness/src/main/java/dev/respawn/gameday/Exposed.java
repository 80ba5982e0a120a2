package dev.respawn.gameday;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.host.Kin;
import dev.respawn.model.Labels;
import dev.respawn.model.Target;
import dev.respawn.plan.Plan;
import dev.respawn.supervisor.Adopted;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run did not make: what was found of it, and what of that its plan would break.
 *
 * @param adopted all that was found
 * @param broken those that a move of the plan is for
 */
public record Exposed(Adopted adopted, List<ContainerFacts> broken) {
    public Exposed {
        broken = List.copyOf(broken);
    }

    /** What a plan exposes of what was found. */
    static Exposed of(Plan plan, Adopted adopted) {
        Set<Target> targets = new LinkedHashSet<>();
        plan.moves().forEach(move -> targets.addAll(move.targets()));
        List<ContainerFacts> broken = new ArrayList<>();
        adopted.containers().forEach((target, facts) -> {
            if (targets.contains(target)) {
                broken.add(facts);
            }
        });
        return new Exposed(adopted, broken);
    }

    /** Why one of them may not be broken whatever anybody says; empty if that is up to its owner. */
    public static Optional<String> never(ContainerFacts container, URI engine) {
        String which = "container '" + container.name() + "' ";
        if (Consents.isProtected(container)) {
            return Optional.of(which + "is protected by its label " + Labels.PROTECTED
                    + "; its owner has to take that off before anybody breaks it");
        }
        try {
            return Kin.of(container, engine)
                    .map(why -> which + why + "; whoever breaks it breaks the way back as well");
        } catch (UnknownHostException e) {
            return Optional.of(which + "may be the one through which Respawn reaches the engine: the host of '" + engine
                    + "' is unknown");
        }
    }

    /** Those that nobody gave leave to break. */
    public List<ContainerFacts> withoutLeave(Consents consents) {
        return broken.stream()
                .filter(container -> consents.of(container).isEmpty())
                .toList();
    }

    /**
     * Demands that all may be broken.
     *
     * @throws Refused if one may not
     */
    void demandLeave(Consents consents, URI engine) throws Refused {
        for (ContainerFacts container : broken) {
            Optional<String> never = never(container, engine);
            if (never.isPresent()) {
                throw new Refused(never.get());
            }
        }
        List<ContainerFacts> without = withoutLeave(consents);
        if (!without.isEmpty()) {
            String name = without.get(0).name();
            throw new Refused("container '" + name + "' was not made by Respawn, and nobody said that it may be broken"
                    + (without.size() == 1 ? "" : " (nor " + (without.size() - 1) + " more)")
                    + "; say --yes-break " + name + ", type its name when asked on a terminal, or label it "
                    + Labels.MAY_BREAK + "=" + Labels.YES);
        }
    }
}
