package dev.respawn.supervisor;

import dev.respawn.docker.ContainerSpec;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Unreached;
import dev.respawn.model.ByteSize;
import dev.respawn.model.Labels;
import dev.respawn.model.ServiceName;
import dev.respawn.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The networks and the volumes of a stack, by the names that its services give them. */
final class NetworksAndVolumes {
    private final Door door;
    private final ContainerDeployment.Networking networking;
    private final String run;
    private final Map<String, String> networks = new TreeMap<>();

    NetworksAndVolumes(Door door, ContainerDeployment.Networking networking, String run) {
        this.door = door;
        this.networking = networking;
        this.run = run;
    }

    /**
     * Makes all that these services name.
     *
     * @throws Unreached if the engine does not make one of them
     */
    void make(List<Service> services) throws Unreached, InterruptedException {
        Map<String, Optional<ByteSize>> volumes = new TreeMap<>();
        for (Service service : services) {
            for (String network : service.networks()) {
                makeNetwork(network);
            }
            for (Volume volume : service.volumes()) {
                volume.name().ifPresent(name -> volumes.merge(name, volume.size(), NetworksAndVolumes::either));
            }
        }
        for (Map.Entry<String, Optional<ByteSize>> volume : volumes.entrySet()) {
            makeVolume(volume.getKey(), volume.getValue());
        }
    }

    // One of the services that share it may say its size for all.
    private static Optional<ByteSize> either(Optional<ByteSize> before, Optional<ByteSize> after) {
        return before.isPresent() ? before : after;
    }

    private void makeNetwork(String network) throws Unreached, InterruptedException {
        if (networks.containsKey(network)) {
            return;
        }
        try {
            networks.put(network, networking.create(named(network), Map.of(Labels.RUN, run)));
        } catch (EngineException e) {
            throw new Unreached("network '" + network + "' was not made: " + e.getMessage(), e);
        }
    }

    private void makeVolume(String volume, Optional<ByteSize> size) throws Unreached, InterruptedException {
        try {
            door.createVolume(named(volume), Map.of(Labels.RUN, run), size);
        } catch (EngineException e) {
            throw new Unreached("volume '" + volume + "' was not made: " + e.getMessage(), e);
        }
    }

    private String named(String name) {
        return "respawn-" + run + "-" + name;
    }

    /** The network in which a container of the service is created; empty for the engine's default bridge. */
    Optional<String> first(Service service) {
        return service.networks().stream().findFirst().map(networks::get);
    }

    /** Connects a container to the networks of its service beyond the first. */
    void connectFurther(Service service, Target.Service target, String id)
            throws EngineException, InterruptedException {
        for (String network : service.networks().stream().skip(1).toList()) {
            door.connect(String.valueOf(networks.get(network)), id, aliases(target));
        }
    }

    /** The names that lead to a replica: that of its service, and its own. */
    static List<String> aliases(Target.Service target) {
        ServiceName service = target.name();
        return List.of(service.value(), service + "-" + target.replica());
    }

    /** What is mounted into a container of the service. */
    List<ContainerSpec.Mount> mounts(Service service) {
        List<ContainerSpec.Mount> mounts = new ArrayList<>();
        service.volumes()
                .forEach(volume -> mounts.add(new ContainerSpec.Mount.Volume(
                        volume.name().map(this::named).orElse(""), volume.path())));
        service.tmpfs().forEach((path, size) -> mounts.add(new ContainerSpec.Mount.Memory(path, size)));
        return mounts;
    }
}
