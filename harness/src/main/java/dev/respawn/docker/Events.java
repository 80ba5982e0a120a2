package dev.respawn.docker;

import dev.respawn.docker.Door.EventListener;
import dev.respawn.docker.Door.EventStream;
import dev.respawn.docker.EventSource.Look;
import dev.respawn.docker.EventSource.Open;
import dev.respawn.model.Durations;
import dev.respawn.model.EngineEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one stream of an engine's events, shared by all who listen. Three threads: one reads and reopens, one asks for
 * signs of life (a frozen engine ends no stream), one tells the listeners.
 */
final class Events implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    /**
     * How often things are done.
     *
     * @param beat between two questions for a sign of life
     * @param deadline of such a question
     * @param pollFirst the first wait for an engine that is gone; each next is half as long again
     * @param pollMost the longest such wait
     * @param waiting how many events may wait for their listeners
     */
    record Pace(Duration beat, Duration deadline, Duration pollFirst, Duration pollMost, int waiting) {
        static final Pace USUAL = new Pace(
                Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(500), 65_536);
    }

    private enum Sight {
        OPENING,
        SEEING,
        BLIND,
        CLOSED
    }

    private record Notice(List<Subscription> to, Consumer<EventListener> word) {}

    private final EventSource source;
    private final Pace pace;
    private final Runnable ended;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Notice> notices;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads;

    // Only the reader's.
    private final Lives lives = new Lives();
    private Optional<Instant> next = Optional.empty();

    private volatile @Nullable Open stream;

    /** Guards the order of words about sight, and what they come from. */
    private final Object sightLock = new Object();

    private boolean streaming;
    private boolean answering = true;
    private volatile Sight sight = Sight.OPENING;

    /**
     * @param source closed with this
     * @param ended run when nobody listens any more
     */
    Events(EventSource source, Pace pace, Runnable ended) {
        this.source = source;
        this.pace = pace;
        this.ended = ended;
        notices = new LinkedBlockingQueue<>(pace.waiting());
        threads = List.of(
                thread("respawn-events-reader", this::read),
                thread("respawn-events-beat", this::beat),
                thread("respawn-events-teller", this::tell));
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Begins; before, nothing is asked and nobody told. */
    void start() {
        threads.forEach(Thread::start);
    }

    /** Tells this listener from now on. */
    EventStream listen(EventListener listener) {
        Subscription subscription = new Subscription(listener);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Whether nobody listens. */
    boolean idle() {
        return subscriptions.isEmpty();
    }

    // ---- reading

    private void read() {
        try {
            while (true) {
                String why;
                try {
                    follow();
                    why = "the engine ended the event stream";
                } catch (EngineException e) {
                    why = String.valueOf(e.getMessage());
                } catch (IOException e) {
                    why = "the event stream broke: " + e.getMessage();
                } catch (RuntimeException e) {
                    LOG.warn("The event stream could not be read", e);
                    why = "the event stream could not be read: " + e;
                } finally {
                    closeStream();
                }
                if (over()) {
                    return;
                }
                streams(false, why);
                awaitEngine();
            }
        } catch (InterruptedException e) {
            // Closed; there is nothing left to read.
        }
    }

    /** Opens the stream, tells what was missed, and passes on what comes until it ends. */
    private void follow() throws EngineException, IOException, InterruptedException {
        Open opened;
        if (next.isEmpty()) {
            // The engine subscribes a moment after it has answered; what happens in between it still remembers.
            Instant since = source.now();
            opened = source.open(since);
            stream = opened;
            for (String id : source.containers()) {
                source.look(id).ifPresent(lives::note);
            }
            // Only now: with half the containers known, the other half would seem to be new.
            next = Optional.of(since);
        } else {
            Instant until = source.now();
            if (!next.get().isAfter(until)) {
                // The engine's own words first: they know more than what can be inferred.
                for (EngineEvent event : source.remembered(next.get(), until)) {
                    hear(event);
                }
            }
            opened = source.open(next.get());
            stream = opened;
            tellMissed();
        }
        streams(true, "");
        for (Optional<EngineEvent> event = opened.next(); event.isPresent(); event = opened.next()) {
            hear(event.get());
        }
    }

    private void hear(EngineEvent event) throws IOException, InterruptedException {
        if (lives.hear(event)) {
            say(listener -> listener.event(event));
        }
        // Not before it was said: what did not fit in is asked for again.
        Instant after = event.time().plusNanos(1);
        next = next.filter(known -> known.isAfter(after)).or(() -> Optional.of(after));
    }

    private void tellMissed() throws EngineException, IOException, InterruptedException {
        List<EngineEvent> missed = new ArrayList<>();
        try {
            Set<String> ids = new LinkedHashSet<>(lives.ids());
            ids.addAll(source.containers());
            for (String id : ids) {
                Optional<Look> found = source.look(id);
                missed.addAll(lives.missed(id, found, source.now()));
            }
        } finally {
            // Also when the engine went away again in the middle: these would not be found a second time.
            for (EngineEvent event : Lives.inOrder(missed)) {
                say(listener -> listener.event(event));
            }
        }
    }

    /** Queues a word to all; a listener that is hopelessly behind breaks the stream rather than lose events unsaid. */
    private void say(Consumer<EventListener> word) throws IOException, InterruptedException {
        Notice notice = new Notice(List.copyOf(subscriptions), word);
        if (!notices.offer(notice)) {
            throw new IOException(pace.waiting() + " events wait for a listener that is too slow");
        }
    }

    private void awaitEngine() throws InterruptedException {
        Duration wait = pace.pollFirst();
        while (!closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            try {
                source.ping(pace.deadline());
                return;
            } catch (EngineException e) {
                Duration longer = wait.multipliedBy(3).dividedBy(2);
                wait = longer.compareTo(pace.pollMost()) > 0 ? pace.pollMost() : longer;
            }
        }
    }

    private void closeStream() {
        Open open = stream;
        stream = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("An event stream did not close cleanly", e);
            }
        }
    }

    // ---- signs of life

    private void beat() {
        try {
            int silent = 0;
            boolean doubted = false;
            while (!closed.await(
                    doubted ? pace.beat().toMillis() / 5 : pace.beat().toMillis(), TimeUnit.MILLISECONDS)) {
                if (!streams()) {
                    silent = 0;
                    continue;
                }
                try {
                    source.ping(pace.deadline());
                    silent = 0;
                    if (doubted) {
                        // Time for what waited in the stream to be read, and a second opinion.
                        doubted = false;
                    } else {
                        answers(true, "");
                    }
                } catch (EngineException.Slow e) {
                    doubted = true;
                    answers(false, "the engine does not answer: nothing within " + Durations.text(pace.deadline()));
                } catch (EngineException e) {
                    // Its end closes the stream as well; where that cannot be noticed, as over a dead wire, this does
                    // it.
                    silent++;
                    if (silent > 1) {
                        closeStream();
                    }
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private boolean streams() {
        synchronized (sightLock) {
            return streaming;
        }
    }

    private void streams(boolean now, String why) throws InterruptedException {
        synchronized (sightLock) {
            streaming = now;
            if (now) {
                answering = true;
            }
            announce(why);
        }
    }

    private void answers(boolean now, String why) throws InterruptedException {
        synchronized (sightLock) {
            answering = now;
            announce(why);
        }
    }

    /** Says a change of sight, once; the very first sight goes without saying. */
    private void announce(String why) throws InterruptedException {
        Sight before = sight;
        Sight now = streaming && answering ? Sight.SEEING : Sight.BLIND;
        if (now == before || before == Sight.CLOSED) {
            return;
        }
        if (now == Sight.BLIND) {
            sight = now;
            notices.put(new Notice(List.copyOf(subscriptions), listener -> listener.blind(why)));
        } else {
            if (before == Sight.BLIND) {
                notices.put(new Notice(List.copyOf(subscriptions), EventListener::seeing));
            }
            sight = now;
            sightLock.notifyAll();
        }
    }

    // ---- telling

    private void tell() {
        try {
            while (true) {
                Notice notice = notices.take();
                for (Subscription subscription : notice.to()) {
                    subscription.tell(notice.word());
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private boolean over() {
        return closed.getCount() == 0;
    }

    /** Ends the stream for all. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (sightLock) {
            sight = Sight.CLOSED;
            sightLock.notifyAll();
        }
        threads.forEach(Thread::interrupt);
        closeStream();
        source.close();
    }

    private final class Subscription implements EventStream {
        private final EventListener listener;
        private volatile boolean over;

        Subscription(EventListener listener) {
            this.listener = listener;
        }

        void tell(Consumer<EventListener> word) {
            if (over) {
                return;
            }
            try {
                word.accept(listener);
            } catch (RuntimeException e) {
                // It must not silence the others.
                LOG.warn("A listener failed on an event of the engine", e);
            }
        }

        @Override
        public boolean open() {
            return !over && sight == Sight.SEEING;
        }

        @Override
        public boolean awaitOpen(Duration limit) throws InterruptedException {
            long end = System.nanoTime() + limit.toNanos();
            synchronized (sightLock) {
                while (sight != Sight.SEEING && sight != Sight.CLOSED && !over) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(sightLock, left);
                }
                return open();
            }
        }

        @Override
        public void close() {
            over = true;
            synchronized (sightLock) {
                sightLock.notifyAll();
            }
            if (subscriptions.remove(this) && idle()) {
                ended.run();
            }
        }
    }
}
