package dev.respawn.undo;

import dev.respawn.docker.ContainerFacts;
import dev.respawn.docker.EngineException;
import dev.respawn.host.Locator;
import dev.respawn.model.UndoResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Lets a paused container go on. */
final class Unpause implements Act {
    // An engine that has been asked to pause may still do it. While it does, it answers no question about the
    // container, so
    // what may be missed is only the moment before it begins: on a busy one that is longer, and so are its answers.
    private static final Duration STILL_COMING = Duration.ofSeconds(1);
    private static final int LOOKS_LEAST = 20;
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final long POLL_MILLIS = 50;

    private final Duration stillComing;
    private final Duration longest;

    Unpause() {
        this(STILL_COMING, LONGEST);
    }

    /** For how long a container that runs is looked at, whether it is paused yet: at least, and at most. */
    Unpause(Duration stillComing, Duration longest) {
        this.stillComing = stillComing;
        this.longest = longest;
    }

    @Override
    public UndoResult carryOut(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        String id = locator.getOrDefault(Locator.ID, "");
        Optional<String> status = status(bench, id);
        long begin = System.nanoTime();
        for (int looks = 1; status.filter("running"::equals).isPresent() && goesOn(begin, looks); looks++) {
            Thread.sleep(POLL_MILLIS);
            status = status(bench, id);
        }
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

    /**
     * An engine that starts a program in a container in the moment of its pause waits for that program, which is held still,
     * and answers nothing about the container meanwhile, an unpause included (measured on 20.10). Let go for as long as it
     * takes, the program runs, and the engine answers; it unpauses only what is held still, so that it is again then.
     */
    @Override
    public boolean freesEngine(Map<String, String> locator, Bench bench) throws EngineException, InterruptedException {
        long pid = Locator.number(locator, Locator.PID).orElse(0L);
        if (bench.strange(locator).isPresent() || !bench.still().hold(pid, false)) {
            return false;
        }
        Optional<String> status = status(bench, locator.getOrDefault(Locator.ID, ""));
        if (status.filter("paused"::equals).isPresent()) {
            bench.still().hold(pid, true);
        }
        return true;
    }

    private boolean goesOn(long begin, int looks) {
        long sofar = System.nanoTime() - begin;
        return sofar < stillComing.toNanos() || (looks < LOOKS_LEAST && sofar < longest.toNanos());
    }

    private static Optional<String> status(Bench bench, String id) throws EngineException, InterruptedException {
        return Targets.settled(id, bench).map(ContainerFacts::condition).map(condition -> condition.status());
    }
}
