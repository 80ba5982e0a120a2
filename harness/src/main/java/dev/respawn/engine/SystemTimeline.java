package dev.respawn.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The machine's own time: the wall clock as it stood when the timeline began, plus what the monotonic clock counted
 * since. One thread does all that is due; an alarm is never early, and how late it is shows in {@link #now}.
 */
public final class SystemTimeline implements Timeline, AutoCloseable {
    private record Due(long nanos, long asked) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(asked, other.asked);
        }
    }

    // Guards the two below. A TreeMap, since most alarms are limits that are cancelled long before they are due.
    private final Object lock = new Object();
    private final TreeMap<Due, Runnable> alarms = new TreeMap<>();
    private long asked;

    private final Instant start = Instant.now();
    private final long origin = System.nanoTime();
    private final Thread thread;
    private volatile boolean closed;

    /** Begins now. */
    public SystemTimeline() {
        thread = new Thread(this::run, "respawn-timeline");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Instant now() {
        return start.plusNanos(elapsed());
    }

    @Override
    public Alarm at(Instant when, Runnable what) {
        boolean first;
        Due due;
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("this timeline is closed; nothing can happen on it any more");
            }
            due = new Due(Duration.between(start, when).toNanos(), asked++);
            alarms.put(due, what);
            first = alarms.firstKey().equals(due);
        }
        if (first && Thread.currentThread() != thread) {
            LockSupport.unpark(thread);
        }
        return () -> forget(due);
    }

    private void forget(Due due) {
        synchronized (lock) {
            alarms.remove(due);
        }
    }

    @Override
    public void sleepUntil(Instant when) throws InterruptedException {
        long until = Duration.between(start, when).toNanos();
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while asleep until " + when);
            }
            long left = until - elapsed();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    @Override
    public Beside beside(String name, Task what) {
        Thread beside = new Thread(
                () -> {
                    try {
                        what.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        beside.setDaemon(true);
        beside.start();
        return new Beside() {
            @Override
            public boolean over() {
                return !beside.isAlive();
            }

            @Override
            public void interrupt() {
                beside.interrupt();
            }

            @Override
            public boolean awaitEnd(Duration limit) throws InterruptedException {
                // A join of 0 would wait for ever.
                beside.join(Math.max(1, limit.toMillis()));
                return over();
            }
        };
    }

    /** Ends the thread; what is still to come does not happen. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            alarms.clear();
        }
        LockSupport.unpark(thread);
    }

    private long elapsed() {
        return System.nanoTime() - origin;
    }

    private void run() {
        while (!closed) {
            Runnable next = null;
            long left = Long.MAX_VALUE;
            synchronized (lock) {
                if (!alarms.isEmpty()) {
                    left = alarms.firstKey().nanos() - elapsed();
                    if (left <= 0) {
                        next = alarms.pollFirstEntry().getValue();
                    }
                }
            }
            if (next == null) {
                LockSupport.parkNanos(this, left);
            } else {
                run(next);
            }
        }
    }

    // An alarm that throws is a mistake of ours, but those after it must not fall silent.
    private void run(Runnable alarm) {
        try {
            alarm.run();
        } catch (RuntimeException | Error e) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
