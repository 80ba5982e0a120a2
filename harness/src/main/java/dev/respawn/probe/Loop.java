package dev.respawn.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** One thread that waits for many sockets at once, and for the time limit of each: what hangs keeps nobody waiting. */
final class Loop implements AutoCloseable {
    /** What is done in the loop's thread, soon. */
    interface Task {
        void run();

        /** The loop ended before it came to it. */
        void fail(IOException why);
    }

    /** Is told when one of its sockets is ready. */
    interface Handler {
        void ready(SelectionKey key);
    }

    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicLong names = new AtomicLong();
    // Belongs to the thread.
    private final TreeSet<Limit> limits = new TreeSet<>();
    private volatile boolean closed;

    /** Begins to run. */
    Loop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector could be opened: " + e.getMessage(), e);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Something that is over at a certain time, counted from now. */
    abstract class Limit implements Comparable<Limit> {
        private final long nanos;
        private final long name = names.incrementAndGet();

        Limit(Duration after) {
            nanos = System.nanoTime() + after.toNanos();
        }

        /** Its time has come; it is taken out before. */
        abstract void reached();

        /** The loop ends before that. */
        abstract void fail(IOException why);

        /** Counts from now on; to be called in the loop's thread, like all below. */
        void begin() {
            limits.add(this);
        }

        /** Does not count any more. */
        void cancel() {
            limits.remove(this);
        }

        @Override
        public int compareTo(Limit other) {
            int byTime = Long.compare(nanos - other.nanos, 0);
            return byTime != 0 ? byTime : Long.compare(name, other.name);
        }
    }

    /** Does something in the loop's thread; from any thread. */
    void soon(Task task) {
        tasks.add(task);
        if (closed) {
            // The thread may have looked for the last time already.
            giveUp();
        } else {
            selector.wakeup();
        }
    }

    /** Waits for a socket as well; it is interested in nothing yet. In the loop's thread. */
    SelectionKey register(SelectableChannel channel, Handler handler) throws IOException {
        return channel.register(selector, 0, handler);
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }

    private void run() {
        try {
            while (!closed) {
                step();
            }
        } catch (IOException | RuntimeException | Error e) {
            failAll(new IOException("the asker broke: " + e, e));
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } finally {
            closed = true;
            failAll(new IOException("the asker was closed"));
            giveUp();
            selector.keys().forEach(key -> close(key.channel()));
            try {
                selector.close();
            } catch (IOException e) {
                // Nothing was waiting in it any more.
            }
        }
    }

    private void step() throws IOException {
        long wait = limits.isEmpty() ? 0 : limits.first().nanos - System.nanoTime();
        if (limits.isEmpty()) {
            selector.select();
        } else if (wait <= 0) {
            selector.selectNow();
        } else {
            // Rounded up: a limit that is looked at too early would be looked at again and again.
            selector.select((wait + 999_999) / 1_000_000);
        }
        Task next;
        while ((next = tasks.poll()) != null) {
            next.run();
        }
        // Answers before limits: what came in time is not thrown away because we were slow.
        Set<SelectionKey> ready = selector.selectedKeys();
        for (SelectionKey key : ready) {
            if (key.isValid()) {
                ((Handler) key.attachment()).ready(key);
            }
        }
        ready.clear();
        long now = System.nanoTime();
        while (!limits.isEmpty() && limits.first().nanos - now <= 0) {
            limits.pollFirst().reached();
        }
    }

    private void giveUp() {
        Task task;
        while ((task = tasks.poll()) != null) {
            task.fail(new IOException("the asker was closed"));
        }
    }

    private void failAll(IOException why) {
        // A copy, since each takes itself out.
        List.copyOf(limits).forEach(limit -> limit.fail(why));
        limits.clear();
    }

    private static void close(SelectableChannel channel) {
        if (channel instanceof SocketChannel socket) {
            Sockets.reset(socket);
        } else {
            Sockets.close(channel);
        }
    }
}
