package dev.respawn.saboteurs;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A supervisor that breaks one promise of the one that it poses as, and what a run has to find of it. A claim is named by its
 * word of the language; none stands twice in the scenario that finds it out.
 *
 * @param name as it is written behind {@code saboteur:}
 * @param breaks the promise, in words
 * @param poses the honest supervisor whose contract it shows
 * @param scenario the file that finds it out, below {@code scenarios/}
 * @param root the claim that names what is broken; it fails, however busy the machine is
 * @param because how the reason of that finding reads, as a pattern
 * @param others the claims that do not hold either, since they follow from the same
 */
public record Saboteur(
        String name,
        String breaks,
        String poses,
        String scenario,
        Sabotage sabotage,
        String root,
        String because,
        Set<String> others) {
    /** How the name of one begins that is honest, and poses as what stands behind. */
    static final String HONEST = "nobody as ";

    public Saboteur {
        others = new TreeSet<>(others);
        if (!name.startsWith(HONEST) && (root.isEmpty() || others.contains(root))) {
            throw new IllegalArgumentException(
                    "saboteur '" + name + "' has to name one claim that finds it out, and the others beside it");
        }
    }

    /** One that breaks nothing, by the same means: what is raised of it is a false alarm. */
    static Saboteur honest(String poses, String scenario) {
        return new Saboteur(HONEST + poses, "none", poses, scenario, Sabotage.none(poses), "", "", Set.of());
    }

    /** Whether nothing may be found of it. */
    public boolean isHonest() {
        return name.startsWith(HONEST);
    }

    /** As a scenario is run on it. */
    public String supervisor() {
        return SaboteurSupervisor.NAME + ":" + name;
    }

    /** All claims that may not hold, the root first. */
    public Set<String> raises() {
        Set<String> raises = new LinkedHashSet<>();
        if (!isHonest()) {
            raises.add(root);
        }
        raises.addAll(others);
        return raises;
    }
}
