package dev.respawn.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's log, as far as it tells of processes that it killed because a memory group was full. It tells of each such
 * kill, also of those that an engine misses (ground truth 52). It is read once for the whole harness, by a thread that
 * sleeps while nothing is told.
 */
public final class KernelLog {
    private static final Path DEVICE = Path.of("/dev/kmsg");
    // A record is never longer, and a shorter buffer is refused.
    private static final int RECORD_MOST = 1 << 14;
    private static final int KILLS_MOST = 1_000;
    // In a row; a log that is written over faster than it is read fails now and then.
    private static final int FAILURES_MOST = 5;
    // What is in the log already comes without a pause; after one, what comes is new.
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration CATCHING_UP_LIMIT = Duration.ofSeconds(2);

    private final Deque<Kill> kills = new ArrayDeque<>();
    private final List<Consumer<Kill>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable String unreadable;
    private long lastNumber;
    private long lastRead = System.nanoTime();

    KernelLog() {}

    /**
     * One kill.
     *
     * @param number of its line: a later one has a greater number
     * @param micros when, on the kernel's clock that does not jump
     * @param pid as this kernel counts
     * @param command what the process called itself; its own words, up to fifteen characters
     * @param fullGroup the memory group that was full; empty if the kernel left that out, as it does when kills are many
     * @param group the group of the process, mostly the same; empty likewise
     */
    public record Kill(long number, long micros, long pid, String command, String fullGroup, String group) {
        private static final Pattern CONTAINER = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");

        /** How long ago, by the kernel's clock. */
        public Duration ago() {
            // On Linux this is the same clock, but for what it was corrected by since the start.
            return Duration.ofNanos(Math.max(0, System.nanoTime() - micros * 1_000));
        }

        /** Whether it was in the memory group of this container, or of a group below. */
        public boolean in(String container) {
            return !container.isEmpty() && (fullGroup.contains(container) || group.contains(container));
        }

        /** The full id of the container it was in, as far as its group tells. */
        public Optional<String> container() {
            Matcher matcher = CONTAINER.matcher(group.isEmpty() ? fullGroup : group);
            return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
        }
    }

    /** The log of the kernel that the harness runs on. */
    public static KernelLog ofThisKernel() {
        return Shared.LOG;
    }

    private static final class Shared {
        static final KernelLog LOG = following();

        private static KernelLog following() {
            KernelLog log = new KernelLog();
            FileChannel channel;
            try {
                channel = open();
            } catch (IOException e) {
                log.unreadable = "the kernel's log cannot be read: " + e;
                return log;
            }
            Thread thread = new Thread(() -> log.follow(channel, Shared::open), "kernel-log");
            thread.setDaemon(true);
            thread.start();
            return log;
        }

        private static FileChannel open() throws IOException {
            return FileChannel.open(DEVICE, StandardOpenOption.READ);
        }
    }

    /** Opens the log. */
    interface Opening {
        ReadableByteChannel open() throws IOException;
    }

    void follow(ReadableByteChannel first, Opening again) {
        ReadableByteChannel channel = first;
        Records records = new Records();
        ByteBuffer buffer = ByteBuffer.allocate(RECORD_MOST);
        int failures = 0;
        try {
            while (true) {
                buffer.clear();
                try {
                    if (channel.read(buffer) < 0) {
                        unreadable = "the kernel's log has ended";
                        return;
                    }
                    failures = 0;
                } catch (IOException e) {
                    // Lines were written over before they were read; the next read goes on behind the gap. Other
                    // failures
                    // are told from this one in words only, in the machine's language, so each is tried again.
                    if (++failures > FAILURES_MOST) {
                        throw e;
                    }
                    if (failures > 1) {
                        channel.close();
                        channel = again.open();
                    }
                    continue;
                }
                buffer.flip();
                take(StandardCharsets.UTF_8.decode(buffer).toString(), records);
            }
        } catch (IOException | RuntimeException e) {
            unreadable = "the kernel's log cannot be read any more: " + e;
        } finally {
            close(channel);
        }
    }

    private static void close(ReadableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is not read any more.
        }
    }

    void take(String record, Records records) {
        Optional<Kill> taken = records.take(record);
        Optional<Kill> kill;
        synchronized (this) {
            // A log that was opened again tells from its begin.
            kill = taken.filter(one -> one.number() > lastNumber);
            lastNumber = Math.max(lastNumber, records.number());
            lastRead = System.nanoTime();
            kill.ifPresent(kills::addLast);
            while (kills.size() > KILLS_MOST) {
                kills.removeFirst();
            }
            notifyAll();
        }
        kill.ifPresent(told -> listeners.forEach(listener -> tell(listener, told)));
    }

    // One run whose journal is full must not take the log from all others; it keeps for itself what it did not get
    // told.
    private static void tell(Consumer<Kill> listener, Kill kill) {
        try {
            listener.accept(kill);
        } catch (RuntimeException e) {
            // Its own to tell: it knows where, and is asked again at its end.
        }
    }

    /** Why it cannot be read; empty if it can. */
    public Optional<String> unreadable() {
        return Optional.ofNullable(unreadable);
    }

    /** The number of its last line by now: what comes later has a greater one. */
    public synchronized long mark() throws InterruptedException {
        long end = System.nanoTime() + CATCHING_UP_LIMIT.toNanos();
        while (unreadable == null) {
            long now = System.nanoTime();
            long quietAt = lastRead + PAUSE.toNanos();
            if (now - quietAt >= 0 || now - end >= 0) {
                break;
            }
            wait(1 + (quietAt - now) / 1_000_000);
        }
        return lastNumber;
    }

    /** The kills after a mark, oldest first. */
    public synchronized List<Kill> after(long mark) {
        return kills.stream().filter(kill -> kill.number() > mark).toList();
    }

    /** The first kill after a mark that fits; empty if none came within the limit. */
    public synchronized Optional<Kill> await(long mark, Predicate<Kill> fits, Duration limit)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<Kill> found = after(mark).stream().filter(fits).findFirst();
            long left = end - System.nanoTime();
            if (found.isPresent() || left <= 0 || unreadable != null) {
                return found;
            }
            wait(1 + left / 1_000_000);
        }
    }

    /** Tells every kill that is read from now on, from the thread that reads; what is told first may be older. */
    public Listening listen(Consumer<Kill> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Somebody who is told. */
    public interface Listening extends AutoCloseable {
        /** Tells no more. */
        @Override
        void close();
    }

    /** Reads records of the log, one after the other: the group stands in another line than the kill. */
    static final class Records {
        // Priority, number, microseconds, flags; then the text. Whatever programs write there has another facility.
        private static final Pattern HEAD = Pattern.compile("([0-9]{1,10}),([0-9]{1,18}),([0-9]{1,15}),[^;]*;");
        private static final int KERNEL_PRIORITIES = 8;
        // A command may hold commas and brackets, so it is read between what comes before and what must come after it.
        private static final Pattern ABOUT = Pattern.compile("^oom-kill:constraint=CONSTRAINT_MEMCG,.*?"
                + "oom_memcg=([^,]*),task_memcg=([^,]*),task=.*,pid=([0-9]{1,10}),uid=[0-9]+$");
        private static final Pattern ABOUT_OLD =
                Pattern.compile("^Task in (\\S+) killed as a result of limit of (\\S+)$");
        private static final Pattern KILL = Pattern.compile(
                "^Memory cgroup out of memory: Kill(?:ed)? process ([0-9]{1,10}) \\((.*)\\),? (?:total-vm|score|UID).*");

        private long number;
        private Optional<String[]> about = Optional.empty();

        long number() {
            return number;
        }

        /** The kill that this record tells of. */
        Optional<Kill> take(String record) {
            Matcher head = HEAD.matcher(record);
            if (!head.lookingAt()) {
                return Optional.empty();
            }
            number = Long.parseLong(head.group(2));
            if (Long.parseLong(head.group(1)) >= KERNEL_PRIORITIES) {
                return Optional.empty();
            }
            String text = record.substring(head.end()).lines().findFirst().orElse("");
            Matcher matcher = ABOUT.matcher(text);
            if (matcher.matches()) {
                about = Optional.of(new String[] {matcher.group(1), matcher.group(2)});
                return Optional.empty();
            }
            matcher = ABOUT_OLD.matcher(text);
            if (matcher.matches()) {
                about = Optional.of(new String[] {matcher.group(2), matcher.group(1)});
                return Optional.empty();
            }
            matcher = KILL.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String[] groups = about.orElse(new String[] {"", ""});
            about = Optional.empty();
            return Optional.of(new Kill(
                    number,
                    Long.parseLong(head.group(3)),
                    Long.parseLong(matcher.group(1)),
                    matcher.group(2),
                    groups[0],
                    groups[1]));
        }
    }
}
