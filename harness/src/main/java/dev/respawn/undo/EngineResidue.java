package dev.respawn.undo;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a run left on an engine that is not its own. */
public final class EngineResidue {
    private EngineResidue() {}

    /** The containers, networks and volumes that carry the run's label, one line each; empty if there are none. */
    public static List<String> of(Door door, String run) throws EngineException, InterruptedException {
        Map<String, String> labels = Map.of(Labels.RUN, run);
        List<String> lines = new ArrayList<>();
        door.containers(labels).forEach(id -> lines.add("container " + id));
        door.networks(labels).forEach(id -> lines.add("network " + id));
        door.volumes(labels).forEach(name -> lines.add("volume " + name));
        return List.copyOf(lines);
    }
}
