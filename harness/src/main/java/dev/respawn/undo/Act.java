package dev.respawn.undo;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Freezer;
import dev.respawn.host.Locator;
import dev.respawn.host.ProcessTable;
import dev.respawn.model.UndoResult;
import java.util.Map;
import java.util.Optional;

/**
 * One way of taking a fault back, by what was written down before it and nothing else: whoever does it may be another
 * process, long after. It may find the fault intended only, half applied, in force, or taken back already, and its target
 * restarted, replaced or removed; done twice it does no more than once.
 */
interface Act {
    /** Does it. An engine that does not answer leaves it open, so its exception may pass. */
    UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException;

    /** Whether it finds its target by the process alone, so that the engine need not answer. */
    default boolean byProcess() {
        return false;
    }

    /**
     * Does what lets an engine answer again that does not, if it is this fault that keeps it from answering.
     *
     * @return whether it is worth asking again
     */
    default boolean freesEngine(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        return false;
    }

    /**
     * What there is to do it with.
     *
     * @param door to the engine of the target
     * @param kept what the run has kept for its ways back
     * @param inside whether a process lives in a container
     * @param still holds processes still past the engine
     */
    record Bench(Door door, Kept kept, Inside inside, Still still) {
        /** As the kernel tells. */
        Bench(Door door, Kept kept) {
            this(door, kept, ProcessTable::visible, Freezer::hold);
        }

        /** Why the process of a locator is none of its container's, and nobody's to change; empty if it is one. */
        Optional<String> strange(Map<String, String> locator) {
            long pid = Locator.number(locator, Locator.PID).orElse(0L);
            return inside.lives(pid, locator.getOrDefault(Locator.ID, ""))
                    ? Optional.empty()
                    : Optional.of(Targets.process(locator) + " does not live in that container, and is left alone");
        }
    }

    /** Holds the group of a process still, or lets it go on. */
    interface Still {
        /** Whether it is so afterwards. */
        boolean hold(long pid, boolean still) throws InterruptedException;
    }

    /** Tells whether a process lives in a container. */
    interface Inside {
        boolean lives(long pid, String container);
    }
}
