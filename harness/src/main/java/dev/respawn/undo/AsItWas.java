package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.model.UndoResult;
import java.util.Map;
import java.util.Optional;

/**
 * Sees to it that a container of somebody else runs again, as it did when it was found. It is the last way back of all: what
 * was done to the container was undone before, and its supervisor has had its time to bring it back.
 */
final class AsItWas implements Act {
    private static final int NOT_THERE = 404;

    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        String id = locator.getOrDefault(Locator.ID, "");
        String which = "container '" + locator.getOrDefault(Locator.NAME, Targets.shortened(id)) + "'";
        Optional<String> status = status(bench, id);
        if (status.isEmpty()) {
            return gone(locator, bench, which);
        }
        switch (status.get()) {
            case "running" -> {
                return new UndoResult.Undone(which + " runs, as it did before");
            }
            case "restarting" -> {
                return new UndoResult.Undone(which + " waits for its supervisor to start it again");
            }
            default -> {}
        }
        try {
            if (status.get().equals("paused")) {
                bench.door().unpause(id);
            } else {
                bench.door().start(id);
            }
        } catch (EngineException.Refused e) {
            if (e.status() == NOT_THERE) {
                return gone(locator, bench, which);
            }
            // Somebody else may have done it just now; what it is in the end is asked below.
            Optional<String> now = status(bench, id);
            if (now.filter("running"::equals).isEmpty()) {
                return new UndoResult.Failed(
                        which + " was " + status.get() + ", and could not be started again: " + e.getMessage());
            }
        }
        Optional<String> now = status(bench, id);
        if (now.isEmpty()) {
            return gone(locator, bench, which);
        }
        return now.get().equals("running") || now.get().equals("restarting")
                ? new UndoResult.Undone(which + " was " + status.get() + ", and is " + now.get() + " again")
                : new UndoResult.Failed(which + " was started again, and is " + now.get() + " all the same");
    }

    private static UndoResult gone(Map<String, String> locator, Bench bench, String which)
            throws EngineException, InterruptedException {
        Optional<ContainerFacts> next = Targets.successor(locator, bench);
        return next.isPresent()
                ? new UndoResult.Replaced(
                        "container " + Targets.shortened(next.get().id()) + " of the same name", true)
                : new UndoResult.Gone("the engine has no " + which + " any more");
    }

    private static Optional<String> status(Bench bench, String id) throws EngineException, InterruptedException {
        return bench.door().inspect(id).map(facts -> facts.condition().status());
    }
}
