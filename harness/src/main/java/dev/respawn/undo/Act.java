package dev.respawn.undo;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.UndoResult;
import java.util.Map;

/**
 * One way of taking a fault back, by what was written down before it and nothing else: whoever does it may be another
 * process, long after. It may find the fault intended only, half applied, in force, or taken back already, and its target
 * restarted, replaced or removed; done twice it does no more than once.
 */
interface Act {
    /** Does it. An engine that does not answer leaves it open, so its exception may pass. */
    UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException;

    /**
     * What there is to do it with.
     *
     * @param door to the engine of the target
     * @param kept what the run has kept for its ways back
     */
    record Bench(Door door, Kept kept) {}
}
