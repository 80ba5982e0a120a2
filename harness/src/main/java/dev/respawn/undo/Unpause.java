package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.model.UndoResult;
import java.util.Map;
import java.util.Optional;

/** Lets a paused container go on. */
final class Unpause implements Act {
    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        String id = locator.getOrDefault(Locator.ID, "");
        Optional<String> status = status(bench, id);
        if (status.isEmpty()) {
            return new UndoResult.Gone("the engine has no container " + Targets.shortened(id));
        }
        if (!status.get().equals("paused")) {
            return new UndoResult.Undone("container " + Targets.shortened(id) + " is " + status.get() + ", not paused");
        }
        try {
            bench.door().unpause(id);
        } catch (EngineException.Refused e) {
            // Somebody else may have done it just now; what it is in the end is asked below.
        }
        Optional<String> now = status(bench, id);
        if (now.isEmpty()) {
            return new UndoResult.Gone("the engine has no container " + Targets.shortened(id) + " any more");
        }
        return now.get().equals("paused")
                ? new UndoResult.Failed("container " + Targets.shortened(id) + " is still paused")
                : new UndoResult.Undone("container " + Targets.shortened(id) + " is " + now.get() + " again");
    }

    private static Optional<String> status(Bench bench, String id) throws EngineException, InterruptedException {
        return bench.door().inspect(id).map(ContainerFacts::condition).map(condition -> condition.status());
    }
}
