package dev.respawn.supervisor;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Unreached;
import dev.respawn.model.Labels;
import dev.respawn.model.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The containers that were there before the run, each for the target that it is; found by asking, nothing is touched. */
public record Adopted(Map<Target.Service, ContainerFacts> containers) {
    /** A scenario that deploys all it needs. */
    public static final Adopted NONE = new Adopted(Map.of());

    private static final String SWARM_TASK = "com.docker.swarm.task.id";

    public Adopted {
        containers = Collections.unmodifiableMap(new LinkedHashMap<>(containers));
    }

    /**
     * Finds those of all adopted services, in a stable order: as they are named, or by their names.
     *
     * @throws Unreached if they are not there, do not run, or are not as many as was said
     */
    public static Adopted find(List<Service> services, Door door) throws Unreached, InterruptedException {
        Map<Target.Service, ContainerFacts> found = new LinkedHashMap<>();
        Map<String, Target.Service> byId = new HashMap<>();
        for (Service service : services) {
            if (service.adopt().isEmpty()) {
                continue;
            }
            List<ContainerFacts> replicas = replicas(service, service.adopt().get(), door);
            for (int i = 0; i < replicas.size(); i++) {
                Target.Service target = new Target.Service(service.name(), i + 1);
                ContainerFacts facts = replicas.get(i);
                Target.Service other = byId.putIfAbsent(facts.id(), target);
                if (other != null) {
                    throw new Unreached(
                            shown(facts) + " is adopted twice, as " + other + " and as " + target + "; once is enough");
                }
                found.put(target, facts);
            }
            onePolicy(service, replicas);
        }
        return new Adopted(found);
    }

    /** The restart policy that a service really has. */
    public Optional<ContainerDeployment.Policy> policy(Service service) {
        return Optional.ofNullable(containers.get(new Target.Service(service.name(), 1)))
                .map(Adopted::policy);
    }

    private static ContainerDeployment.Policy policy(ContainerFacts facts) {
        return new ContainerDeployment.Policy(facts.restartPolicy(), facts.retries());
    }

    private static List<ContainerFacts> replicas(Service service, Adoption adoption, Door door)
            throws Unreached, InterruptedException {
        List<ContainerFacts> replicas = new ArrayList<>();
        try {
            for (String name : adoption.containers()) {
                replicas.add(named(service, name, door));
            }
            if (adoption.containers().isEmpty()) {
                for (String id : door.containers(adoption.labels())) {
                    door.inspect(id)
                            .filter(facts -> facts.condition().running())
                            .ifPresent(replicas::add);
                }
                replicas.sort(Comparator.comparing(ContainerFacts::name));
            }
        } catch (EngineException e) {
            throw new Unreached("service '" + service.name() + "' could not be looked for: " + e.getMessage(), e);
        }
        if (replicas.size() != service.replicas()) {
            throw new Unreached("service '" + service.name() + "' adopts " + service.replicas() + " container"
                    + (service.replicas() == 1 ? "" : "s") + " " + adoption.inWords() + ", and "
                    + (replicas.isEmpty() ? "none" : replicas.size()) + " run" + (replicas.size() == 1 ? "s" : "")
                    + replicas.stream()
                            .limit(5)
                            .map(ContainerFacts::name)
                            .collect(Collectors.joining(
                                    ", ",
                                    replicas.isEmpty() ? "" : " (",
                                    replicas.isEmpty() ? "" : replicas.size() > 5 ? ", …)" : ")"))
                    + (replicas.isEmpty() ? "" : "; say 'replicas: " + replicas.size() + "' if that is meant"));
        }
        for (ContainerFacts facts : replicas) {
            ours(facts);
        }
        return replicas;
    }

    private static ContainerFacts named(Service service, String name, Door door)
            throws EngineException, Unreached, InterruptedException {
        // An engine takes the beginning of an id for a name as well.
        ContainerFacts facts = door.inspect(name)
                .filter(found -> found.name().equals(name))
                .orElseThrow(() -> new Unreached("service '" + service.name() + "' adopts container '" + name
                        + "', and the engine at " + door.address() + " has none of that name"));
        if (!facts.condition().running()) {
            throw new Unreached("service '" + service.name() + "' adopts " + shown(facts) + ", which is "
                    + facts.condition().status() + "; only one that runs is adopted");
        }
        return facts;
    }

    private static void ours(ContainerFacts facts) throws Unreached {
        String run = facts.labels().get(Labels.RUN);
        if (run != null) {
            throw new Unreached(shown(facts) + " was made by Respawn itself, in run '" + run + "'; it is not adopted");
        }
        if (facts.labels().containsKey(SWARM_TASK)) {
            throw new Unreached(shown(facts)
                    + " is a task of Swarm, and its restart policy tells nothing of what brings it back; it is not"
                    + " adopted yet");
        }
    }

    // A contract is one for all replicas of a service.
    private static void onePolicy(Service service, List<ContainerFacts> replicas) throws Unreached {
        ContainerFacts first = replicas.get(0);
        for (ContainerFacts other : replicas) {
            if (!policy(other).equals(policy(first))) {
                throw new Unreached("the replicas of service '" + service.name() + "' have different restart policies: "
                        + first.name() + " " + inWords(first) + ", " + other.name() + " " + inWords(other)
                        + "; adopt them as two services");
            }
        }
    }

    /** A container's restart policy as it is written: on-failure:5. */
    public static String inWords(ContainerFacts facts) {
        return facts.restartPolicy() + (facts.retries() == 0 ? "" : ":" + facts.retries());
    }

    private static String shown(ContainerFacts facts) {
        return "container '" + facts.name() + "'";
    }
}
