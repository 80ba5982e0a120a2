package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.Door;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.model.Labels;
import dev.respawn.model.UndoResult;
import dev.respawn.model.WayBack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Carries out ways back by the names of their acts. It needs the engine and the run's directory, and no harness that runs. */
public final class Acts {
    /** How long one way back may take. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private static final Map<String, Act> BY_NAME = new TreeMap<>(Map.of(
            WayBack.Undo.AS_IT_WAS, new AsItWas(),
            WayBack.Undo.UNPAUSE, new Unpause(),
            WayBack.Undo.THAW, new Thaw(),
            WayBack.Undo.RESTORE_SETTINGS, new RestoreSettings(),
            WayBack.Undo.RESTORE_OOM_SCORE, new RestoreOomScore(),
            WayBack.Undo.RESTORE_FILE, new RestoreFile(),
            WayBack.Undo.REMOVE_BALLAST, new RemoveBallast(),
            WayBack.Undo.REMOVE_VOLUMES, new RemoveVolumes()));

    private final Act.Bench bench;
    private final String run;
    private final Duration limit;

    /**
     * For the targets of one engine, by what was kept in one run's directory.
     *
     * @param run nothing but its own containers, and those that it adopted, is touched
     */
    public Acts(Door door, Path directory, String run) {
        this(new Act.Bench(door, new Kept(directory)), run, LIMIT);
    }

    Acts(Act.Bench bench, String run, Duration limit) {
        this.bench = bench;
        this.run = run;
        this.limit = limit;
    }

    /** Whether this way back can be gone while no engine answers. */
    static boolean byProcess(WayBack.Undo undo) {
        Act act = BY_NAME.get(undo.act());
        return act != null && act.byProcess();
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

    /** Why a way back leads to what is none of the run's; empty if it does not. A journal is a file like any other. */
    private Optional<String> strange(Act act, Map<String, String> locator)
            throws EngineException, InterruptedException {
        // By its labels what stands in a container's place is found, and without the run's that may be anybody's.
        boolean labelled = locator.keySet().stream().anyMatch(key -> key.startsWith(Targets.LABEL));
        String other = locator.getOrDefault(Labels.RUN, labelled ? "" : run);
        if (!other.equals(run)) {
            return Optional.of("the way back is one of run '" + other + "', not of " + run);
        }
        if (act.byProcess()) {
            return Optional.empty();
        }
        String id = locator.getOrDefault(Locator.ID, "");
        if (!ID.matcher(id).matches()) {
            return Optional.of("'" + id + "' is no id of a container");
        }
        Optional<ContainerFacts> facts = bench.door().inspect(id);
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> label = Optional.ofNullable(facts.get().labels().get(Labels.RUN));
        boolean adopted = label.isEmpty() && facts.get().name().equals(locator.get(Locator.NAME));
        return adopted || label.filter(run::equals).isPresent()
                ? Optional.empty()
                : Optional.of("container '" + facts.get().name() + "' (" + Targets.shortened(id) + ") is none of run "
                        + run + ", and is left alone");
    }

    private UndoResult carryOut(Act act, Map<String, String> locator) throws InterruptedException {
        try {
            try {
                return checked(act, locator);
            } catch (EngineException.Slow e) {
                if (act.freesEngine(locator, bench)) {
                    return checked(act, locator);
                }
                throw e;
            }
        } catch (EngineException.Refused e) {
            return new UndoResult.Failed(e.getMessage());
        } catch (EngineException e) {
            return new UndoResult.Unreachable(e.getMessage());
        }
    }

    private UndoResult checked(Act act, Map<String, String> locator) throws EngineException, InterruptedException {
        Optional<String> strange = strange(act, locator);
        return strange.isPresent() ? new UndoResult.Failed(strange.get()) : act.carryOut(locator, bench);
    }
}
