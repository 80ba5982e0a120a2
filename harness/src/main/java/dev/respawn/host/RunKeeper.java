package dev.respawn.host;

import dev.respawn.docker.Access;
import java.nio.file.Path;
import java.time.Duration;

/** Who takes a run back when its harness is gone, or has outlived its own limits. */
public interface RunKeeper {
    /**
     * From now on all that the run has in force is taken back, and all that carries its label is removed, when the
     * harness is gone; on disk when this returns.
     *
     * @param directory the run's, where its journal is
     * @param engine the way to the engine it runs on
     * @param engineId by which that engine is known again; empty if it has none that lasts
     * @param limit the longest the run may take, its own undo included; after that it is taken back although the harness
     *     lives, because it hangs
     */
    void lease(String run, Path directory, Access engine, String engineId, Duration limit)
            throws EngineKeeper.NotKept, InterruptedException;

    /** The run has left nothing. */
    void endLease(String run);

    /**
     * Does this, once, when the keeper is gone: from then on nobody would take anything back. At once if it is already.
     *
     * @return closing it forgets what was to be done
     */
    Watch whenGone(Runnable what);

    /** Somebody waits for the end of the keeper. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
