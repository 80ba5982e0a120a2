package dev.respawn.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/**
 * A timeline whose clock stands still until somebody sleeps on it: the sleeper's own thread then does, one after the
 * other, all that is due until it may wake up. Minutes pass in milliseconds, the same way every time.
 *
 * <p>Only one thread may sleep on it at a time; from an alarm nobody may, since it would wait for itself.
 */
public final class VirtualTimeline implements Timeline {
    private record Due(Instant when, long asked) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = when.compareTo(other.when);
            return byTime != 0 ? byTime : Long.compare(asked, other.asked);
        }
    }

    private final TreeMap<Due, Runnable> alarms = new TreeMap<>();
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
        enter();
        try {
            while (true) {
                Runnable next;
                synchronized (this) {
                    if (alarms.isEmpty() || alarms.firstKey().when().isAfter(when)) {
                        now = later(now, when);
                        return;
                    }
                    var first = alarms.pollFirstEntry();
                    now = later(now, first.getKey().when());
                    next = first.getValue();
                }
                next.run();
            }
        } finally {
            leave();
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

    private synchronized void enter() {
        if (stepping) {
            throw new IllegalStateException("somebody sleeps on this virtual timeline already; only one may at a time");
        }
        stepping = true;
    }

    private synchronized void leave() {
        stepping = false;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
