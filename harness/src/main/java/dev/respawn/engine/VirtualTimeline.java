package dev.respawn.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A timeline whose clock stands still until everybody sleeps on it: the last one's own thread then does, one after the
 * other, all that is due until the first may wake up. Minutes pass in milliseconds, the same way every time.
 *
 * <p>One thread runs at a time: the one that made it, or one of those {@link #beside} it, which begins when the others
 * sleep. From an alarm nobody may sleep, since it would wait for itself.
 */
public final class VirtualTimeline implements Timeline {
    private record Due(Instant when, long asked) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = when.compareTo(other.when);
            return byTime != 0 ? byTime : Long.compare(asked, other.asked);
        }
    }

    /** A thread that waits for its time, and then for its turn. */
    private static final class Sleeper {
        private final Thread thread;
        private Due due;
        private boolean turn;
        private boolean interrupted;
        private @Nullable Throwable failure;

        Sleeper(Thread thread, Due due) {
            this.thread = thread;
            this.due = due;
        }
    }

    // At the same instant alarms come before sleepers, so that who wakes finds done what was due by then.
    private final TreeMap<Due, Runnable> alarms = new TreeMap<>();
    private final TreeMap<Due, Sleeper> sleepers = new TreeMap<>();
    private Instant now;
    private long asked;
    private boolean stepping;

    /** A timeline that begins here. */
    public VirtualTimeline(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Alarm at(Instant when, Runnable what) {
        Due due = new Due(when, asked++);
        alarms.put(due, what);
        return () -> forget(due);
    }

    private synchronized void forget(Due due) {
        alarms.remove(due);
    }

    @Override
    public void sleepUntil(Instant when) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while asleep until " + when);
        }
        Sleeper me = enter(when);
        try {
            step(me);
        } catch (RuntimeException | Error e) {
            leave(me);
            throw e;
        }
        if (me.failure != null) {
            throw new IllegalStateException("an alarm broke: " + me.failure, me.failure);
        }
        if (me.interrupted) {
            throw new InterruptedException("interrupted while asleep until " + when);
        }
    }

    @Override
    public Beside beside(String name, Task what) {
        Beginning beginning = new Beginning(what);
        Thread thread = new Thread(beginning, name);
        thread.setDaemon(true);
        synchronized (this) {
            beginning.me = asleep(thread, now);
        }
        thread.start();
        return beginning;
    }

    /** Interrupts a thread now, by this clock: also one that sleeps on it, which a plain interrupt would reach some time. */
    public synchronized void interrupt(Thread thread) {
        Sleeper sleeper = sleepers.values().stream()
                .filter(s -> s.thread.equals(thread))
                .findFirst()
                .orElse(null);
        if (sleeper == null) {
            thread.interrupt();
        } else {
            rouse(sleeper);
        }
    }

    /** Lets this much time pass in which nothing is done, as in a long garbage collection: what was due is late. */
    public synchronized void stall(Duration length) {
        now = now.plus(length);
    }

    /** How many alarms are still to come. */
    public synchronized int alarms() {
        return alarms.size();
    }

    /** What goes on beside; it waits for its first turn like somebody who sleeps. */
    private final class Beginning implements Runnable, Beside {
        private final Task task;
        private volatile boolean over;
        private @Nullable Sleeper me;

        Beginning(Task task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                awaitFirstTurn();
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                over = true;
                pass();
            }
        }

        private void awaitFirstTurn() {
            synchronized (VirtualTimeline.this) {
                Sleeper first = Objects.requireNonNull(me);
                awaitTurn(first);
                if (first.interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public boolean over() {
            return over;
        }

        @Override
        public void interrupt() {
            if (!over) {
                VirtualTimeline.this.interrupt(Objects.requireNonNull(me).thread);
            }
        }

        @Override
        public boolean awaitEnd(Duration limit) throws InterruptedException {
            Instant end = now().plus(limit);
            while (!over && now().isBefore(end)) {
                sleepUntil(now().plusMillis(1));
            }
            return over;
        }
    }

    private synchronized Sleeper enter(Instant when) {
        if (stepping) {
            throw new IllegalStateException("somebody sleeps on this virtual timeline already; only one may at a time");
        }
        stepping = true;
        return asleep(Thread.currentThread(), when);
    }

    private synchronized void leave(Sleeper me) {
        sleepers.remove(me.due);
        stepping = false;
    }

    private Sleeper asleep(Thread thread, Instant when) {
        Sleeper sleeper = new Sleeper(thread, new Due(when, asked++));
        sleepers.put(sleeper.due, sleeper);
        return sleeper;
    }

    /** Does what is due until somebody may wake up, and returns when that is me. */
    private void step(Sleeper me) {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = nextAlarm();
                if (next == null) {
                    wakeFirst(null);
                    awaitTurn(me);
                    return;
                }
            }
            next.run();
            if (Thread.interrupted()) {
                synchronized (this) {
                    rouse(me);
                }
            }
        }
    }

    /** The end of a thread: does what is due until somebody else may wake up. */
    private void pass() {
        @Nullable Throwable failure = null;
        while (true) {
            Runnable next;
            synchronized (this) {
                if (sleepers.isEmpty()) {
                    return;
                }
                stepping = true;
                next = nextAlarm();
                if (next == null) {
                    wakeFirst(failure);
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    private @Nullable Runnable nextAlarm() {
        if (alarms.isEmpty()
                || alarms.firstKey().when().isAfter(sleepers.firstKey().when())) {
            return null;
        }
        var first = alarms.pollFirstEntry();
        now = later(now, first.getKey().when());
        return first.getValue();
    }

    private void wakeFirst(@Nullable Throwable failure) {
        var first = sleepers.pollFirstEntry();
        now = later(now, first.getKey().when());
        Sleeper sleeper = first.getValue();
        sleeper.failure = failure;
        sleeper.turn = true;
        stepping = false;
        notifyAll();
    }

    private void awaitTurn(Sleeper me) {
        while (!me.turn) {
            try {
                wait();
            } catch (InterruptedException e) {
                rouse(me);
            }
        }
    }

    /** Lets a sleeper wake now, with an interrupt. */
    private void rouse(Sleeper sleeper) {
        sleeper.interrupted = true;
        if (sleepers.remove(sleeper.due) != null) {
            sleeper.due = new Due(now, asked++);
            sleepers.put(sleeper.due, sleeper);
        }
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
