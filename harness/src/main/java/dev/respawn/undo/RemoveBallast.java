package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.host.ContainerRoot;
import dev.respawn.host.Locator;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.Labels;
import dev.respawn.model.UndoResult;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes the file that fills a file system, and no other. What is in memory ends with the last container that has it
 * mounted, so it is looked for in all that run.
 */
final class RemoveBallast implements Act {
    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        String ballast = locator.getOrDefault("ballast", "");
        if (!ballast.matches("\\.respawn-ballast-[0-9a-f]{16}")) {
            return new UndoResult.Failed("'" + ballast + "' is no ballast of ours");
        }
        List<String> unseen = new ArrayList<>();
        int looked = 0;
        for (ContainerFacts facts : candidates(locator, bench)) {
            if (facts.pid() == 0) {
                continue;
            }
            if (!ProcessTable.visible(facts.pid(), facts.id()) || !ProcessTable.root()) {
                unseen.add(Targets.shortened(facts.id()));
                continue;
            }
            try (ContainerRoot root = ContainerRoot.of(facts.pid(), facts.id())) {
                for (String directory : directories(locator, root)) {
                    Optional<UndoResult> result = removed(root, directory + "/" + ballast, facts.id());
                    if (result.isPresent()) {
                        return result.get();
                    }
                    looked++;
                }
            } catch (IOException e) {
                if (ProcessTable.visible(facts.pid(), facts.id())) {
                    return new UndoResult.Failed("'" + ballast + "' was not removed from container "
                            + Targets.shortened(facts.id()) + ": " + e.getMessage());
                }
            }
        }
        if (!unseen.isEmpty()) {
            return new UndoResult.Unreachable(
                    "containers that may have it are not seen from here: " + String.join(", ", unseen));
        }
        return looked > 0
                ? new UndoResult.Undone("'" + ballast + "' is not there any more")
                : new UndoResult.Gone(
                        "no container that runs has the file system mounted; it was in memory, and is gone");
    }

    /** The container itself first, then all of its run: they may share the volume. */
    private static List<ContainerFacts> candidates(Map<String, String> locator, Bench bench)
            throws EngineException, InterruptedException {
        List<ContainerFacts> all = new ArrayList<>();
        bench.door().inspect(locator.getOrDefault(Locator.ID, "")).ifPresent(all::add);
        String run = locator.getOrDefault(Labels.RUN, "");
        if (!run.isEmpty()) {
            for (String id : bench.door().containers(Map.of(Labels.RUN, run))) {
                if (!id.equals(locator.get(Locator.ID))) {
                    bench.door().inspect(id).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    /** Where the directory of the ballast is in this container. Its number may be another file system's by now. */
    private static List<String> directories(Map<String, String> locator, ContainerRoot root) {
        String mounted = locator.getOrDefault("mounted", "");
        String directory = locator.getOrDefault("directory", "");
        if (!directory.startsWith(mounted)) {
            return List.of();
        }
        return root.mounts().ofSource(locator.getOrDefault("source", "")).stream()
                .map(mount -> mount.point() + directory.substring(mounted.length()))
                .toList();
    }

    /** Empty if it is not there: its name is no other file's. */
    private static Optional<UndoResult> removed(ContainerRoot root, String path, String container) throws IOException {
        ContainerRoot.Place place;
        try {
            place = root.find(path, false);
        } catch (NoSuchFileException | ContainerRoot.KernelsOwn e) {
            return Optional.empty();
        }
        if (place.missing()) {
            return Optional.empty();
        }
        if (place.noFile().isPresent()) {
            return Optional.of(new UndoResult.Replaced(
                    "'" + place.path() + "' " + place.noFile().get() + ", and is left alone", true));
        }
        place.delete();
        return Optional.of(
                place.missing()
                        ? new UndoResult.Undone(
                                "'" + place.path() + "' of container " + Targets.shortened(container) + " is removed")
                        : new UndoResult.Failed("'" + place.path() + "' is still there"));
    }
}
