package dev.respawn.undo;

import dev.respawn.docker.ContainerUpdate;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.model.ByteSize;
import dev.respawn.model.UndoResult;
import java.util.Map;
import java.util.Optional;

/** Gives a container the policy and the limits back that it had before an operator changed them. */
final class RestoreSettings implements Act {
    private static final int NOT_THERE = 404;

    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        String id = locator.getOrDefault(Locator.ID, "");
        Optional<String> restart = Optional.ofNullable(locator.get("restart"));
        int retries = Locator.number(locator, "retries").map(Long::intValue).orElse(0);
        Optional<ByteSize> memory = Locator.number(locator, "memory").map(ByteSize::new);
        if (bench.door().inspect(id).isEmpty()) {
            return new UndoResult.Gone("the engine has no container " + Targets.shortened(id));
        }
        try {
            bench.door().update(id, new ContainerUpdate(restart, retries, memory));
        } catch (EngineException.Refused e) {
            if (e.status() == NOT_THERE) {
                return new UndoResult.Gone("the engine has no container " + Targets.shortened(id) + " any more");
            }
            throw e;
        }
        return new UndoResult.Undone("container " + Targets.shortened(id) + " has its former settings again: "
                + restart.map(policy -> "restart " + policy + (retries == 0 ? "" : ":" + retries))
                        .orElse("")
                + (restart.isPresent() && memory.isPresent() ? ", " : "")
                + memory.map(limit -> limit.bytes() == 0 ? "no memory limit" : "memory " + limit)
                        .orElse(""));
    }
}
