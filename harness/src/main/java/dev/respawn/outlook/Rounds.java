package dev.respawn.outlook;

import dev.respawn.docker.EngineException;
import dev.respawn.journal.Event;
import dev.respawn.journal.Journal;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A gatherer that goes its rounds, in a thread of its own: whatever it waits for, nobody else does. */
final class Rounds implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final Gatherer gatherer;
    private final RunContainers containers;
    private final Journal journal;
    private final Thread thread;
    // Held while it looks.
    private final ReentrantLock looking = new ReentrantLock();
    private final Set<RunContainers.Known> woken = new LinkedHashSet<>();
    private boolean failing;
    // Only the thread's.
    private boolean broken;
    private volatile boolean closed;

    /** Begins to go them. */
    Rounds(String run, Gatherer gatherer, RunContainers containers, Journal journal) {
        this.gatherer = gatherer;
        this.containers = containers;
        this.journal = journal;
        thread = Threads.daemon(this::go, "gather-" + run);
        thread.start();
    }

    void heard(Target.Service target, EngineEvent event) {
        if (gatherer.wakes(event)) {
            synchronized (woken) {
                woken.add(new RunContainers.Known(target, event.id()));
                woken.notifyAll();
            }
        }
    }

    /** Looks at all now, and returns when that is written down. */
    void now() throws InterruptedException {
        look(containers.there());
    }

    private void go() {
        long every = gatherer.every().toNanos();
        long next = System.nanoTime() + every;
        try {
            while (!closed) {
                List<RunContainers.Known> soon = await(next);
                boolean all = System.nanoTime() - next >= 0;
                try {
                    if (!soon.isEmpty()) {
                        look(soon);
                    }
                    if (all) {
                        now();
                    }
                } catch (RuntimeException e) {
                    broke(e);
                }
                if (all) {
                    // Counted from the end: an engine that is slow is not asked more often for it.
                    next = System.nanoTime() + every;
                }
            }
        } catch (InterruptedException e) {
            // The run is over.
        }
    }

    /** What breaks one look must not end all that come after it in silence. */
    private void broke(RuntimeException why) {
        if (broken) {
            return;
        }
        broken = true;
        try {
            journal.append(new Event.Noted("the gathering of " + gatherer.what() + " broke: " + why));
        } catch (RuntimeException e) {
            // A journal that takes nothing more says so to whoever carries the run.
        }
    }

    /** Waits until then, or until an event wakes it. */
    private List<RunContainers.Known> await(long until) throws InterruptedException {
        synchronized (woken) {
            long left = until - System.nanoTime();
            while (woken.isEmpty() && left > 0) {
                woken.wait(left / 1_000_000 + 1);
                left = until - System.nanoTime();
            }
            List<RunContainers.Known> soon = new ArrayList<>(woken);
            woken.clear();
            return soon;
        }
    }

    private void look(List<RunContainers.Known> at) throws InterruptedException {
        looking.lockInterruptibly();
        try {
            for (RunContainers.Known container : at) {
                look(container);
            }
        } finally {
            looking.unlock();
        }
    }

    private void look(RunContainers.Known container) throws InterruptedException {
        try {
            gatherer.look(container);
            failing = false;
        } catch (EngineException e) {
            // Told once: an engine that is down for long would fill the journal.
            if (!failing) {
                journal.append(new Event.Noted(
                        gatherer.what() + " of " + container.target() + " could not be gathered: " + e.getMessage()));
            }
            failing = true;
        }
    }

    // What is still on its way would write into a journal that is closed by then.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.interrupt();
        boolean ended = Threads.awaitQuietly(() -> {
            thread.join(END_LIMIT.toMillis());
            return !thread.isAlive();
        });
        if (!ended) {
            journal.append(new Event.Noted("the gathering of " + gatherer.what() + " did not end within "
                    + END_LIMIT.toSeconds() + "s of its interrupt"));
        }
    }
}
