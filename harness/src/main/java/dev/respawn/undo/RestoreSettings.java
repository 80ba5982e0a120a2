package dev.respawn.undo;

import dev.respawn.docker.ContainerUpdate;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.model.ByteSize;
import dev.respawn.model.UndoResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a container the policy and the limits back that it had before an operator changed them. A kernel does not take a
 * memory limit below what is in use just now (runc: "unable to set memory limit … (current usage …)", Engine 20.10 on
 * cgroup v1), so a refusal is asked about again for a while.
 */
final class RestoreSettings implements Act {
    private static final int NOT_THERE = 404;
    private static final int NOT_NOW = 409;
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final long POLL_MILLIS = 50;

    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        String id = locator.getOrDefault(Locator.ID, "");
        Optional<String> restart = Optional.ofNullable(locator.get("restart"));
        long times = Locator.number(locator, "retries").orElse(0L);
        long bytes = Locator.number(locator, "memory").orElse(0L);
        if (times < 0 || times > Integer.MAX_VALUE || bytes < 0) {
            return new UndoResult.Failed("no container had " + times + " retries and " + bytes + " bytes of memory");
        }
        int retries = (int) times;
        Optional<ByteSize> memory = Locator.number(locator, "memory").map(ByteSize::new);
        if (bench.door().inspect(id).isEmpty()) {
            return new UndoResult.Gone("the engine has no container " + Targets.shortened(id));
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                bench.door().update(id, new ContainerUpdate(restart, retries, memory));
                break;
            } catch (EngineException.Refused e) {
                if (e.status() == NOT_THERE) {
                    return new UndoResult.Gone("the engine has no container " + Targets.shortened(id) + " any more");
                }
                if (e.status() < NOT_NOW || System.nanoTime() >= end) {
                    throw e;
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
        return new UndoResult.Undone("container " + Targets.shortened(id) + " has its former settings again: "
                + restart.map(policy -> "restart " + policy + (retries == 0 ? "" : ":" + retries))
                        .orElse("")
                + (restart.isPresent() && memory.isPresent() ? ", " : "")
                + memory.map(limit -> limit.bytes() == 0 ? "no memory limit" : "memory " + limit)
                        .orElse(""));
    }
}
