package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.docker.EngineFacts;
import dev.respawn.docker.NoDoor;
import dev.respawn.model.Condition;
import dev.respawn.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An engine with things of one run, which remembers what was done to them. */
class KeptThings extends NoDoor {
    private final String run;
    private final Map<String, String> statuses = new TreeMap<>();
    private final List<String> images = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();

    KeptThings(String run) {
        this.run = run;
    }

    final void paused(String id) {
        is(id, "paused");
    }

    final void is(String id, String status) {
        statuses.put(id, status);
    }

    /** There is an image, by its id and its names. */
    final void imageIs(String image) {
        images.add(image);
    }

    /** What was done, in order. */
    final List<String> calls() {
        return List.copyOf(calls);
    }

    final void called(String call) {
        calls.add(call);
    }

    @Override
    public void ping(Duration deadline) {}

    @Override
    public EngineFacts describe() throws EngineException {
        return new EngineFacts(
                "engine-1", "", "", "", "", "", "", "", "", "", false, "", "", Instant.EPOCH, "", "", true);
    }

    @Override
    public Optional<ContainerFacts> inspect(String id) throws EngineException {
        return Optional.ofNullable(statuses.get(id))
                .map(status -> new ContainerFacts(
                        id,
                        "web",
                        "image",
                        0,
                        new Condition(status, 0, false, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0, ""),
                        Map.of(Labels.RUN, run),
                        Map.of(),
                        Map.of(),
                        "no",
                        0,
                        Optional.empty(),
                        List.of()));
    }

    @Override
    public void unpause(String id) throws EngineException {
        called("unpause " + id);
        is(id, "running");
    }

    @Override
    public List<String> containers(Map<String, String> labels) throws EngineException {
        return run.equals(labels.get(Labels.RUN)) ? List.copyOf(statuses.keySet()) : List.of();
    }

    @Override
    public void remove(String id) throws EngineException {
        called("remove " + id);
        statuses.remove(id);
    }

    @Override
    public List<String> images() throws EngineException {
        return List.copyOf(images);
    }

    @Override
    public void removeImage(String reference) throws EngineException {
        called("remove image " + reference);
        images.removeIf(image -> image.endsWith(" " + reference));
    }

    @Override
    public List<String> networks(Map<String, String> labels) throws EngineException {
        return List.of();
    }

    @Override
    public List<String> volumes(Map<String, String> labels) throws EngineException {
        return List.of();
    }
}
