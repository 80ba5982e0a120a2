package dev.respawn.undo;

import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Carries out ways back by the names of their acts. It needs the engine and the run's directory, and no harness that runs. */
public final class Acts {
    /** How long one way back may take. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Map<String, Act> BY_NAME = new TreeMap<>(Map.of(
            "as-it-was", new AsItWas(),
            "unpause", new Unpause(),
            "thaw", new Thaw(),
            "restore-settings", new RestoreSettings(),
            "restore-oom-score", new RestoreOomScore(),
            "restore-file", new RestoreFile(),
            "remove-ballast", new RemoveBallast()));

    private final Act.Bench bench;
    private final Duration limit;

    /** For the targets of one engine, by what was kept in one run's directory. */
    public Acts(Door door, Path directory) {
        this(door, directory, LIMIT);
    }

    Acts(Door door, Path directory, Duration limit) {
        this.bench = new Act.Bench(door, new Kept(directory));
        this.limit = limit;
    }

    /** Keeps what a way back will need; see {@link dev.respawn.model.UndoLog#keep}. */
    public String keep(byte[] content) {
        return bench.kept().keep(content);
    }

    /**
     * Carries a way back out. An interrupt does not cut it short: that is how a run is ended early, and just then it must
     * happen.
     */
    public UndoResult undo(WayBack.Undo undo) {
        Act act = BY_NAME.get(undo.act());
        if (act == null) {
            return new UndoResult.Failed(
                    "no way back is named '" + undo.act() + "'; these are: " + String.join(", ", BY_NAME.keySet()));
        }
        FutureTask<UndoResult> task = new FutureTask<>(() -> carryOut(act, undo.locator()));
        Thread thread = new Thread(task, "undo-" + undo.act());
        thread.setDaemon(true);
        thread.start();
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            task.cancel(true);
            return new UndoResult.Failed("'" + undo.act() + "' was not over within " + limit.toSeconds() + "s");
        } catch (ExecutionException e) {
            return new UndoResult.Failed("'" + undo.act() + "' broke: " + e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private UndoResult carryOut(Act act, Map<String, String> locator) throws InterruptedException {
        try {
            return act.carryOut(locator, bench);
        } catch (EngineException.Refused e) {
            return new UndoResult.Failed(e.getMessage());
        } catch (EngineException e) {
            return new UndoResult.Unreachable(e.getMessage());
        }
    }
}
