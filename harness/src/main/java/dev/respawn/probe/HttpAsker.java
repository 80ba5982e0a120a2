package dev.respawn.probe;

import dev.respawn.catalogue.Text;
import dev.respawn.model.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP from this process: one thread, whatever hangs.
 *
 * <p>The JDK's client was weighed and left. It repeats a GET by itself, up to five times, without a word; it decides per
 * process whether connections are kept; its pool has no bound per address; and a connection that was refused differs
 * from one that timed out only by exception texts. A probe is evidence, so it has to know what really happened.
 *
 * <p>A kept connection that the server closed between two questions is no failure of the service. The question is asked
 * once more, at once and over a new connection, if it went over a kept one and not a byte of its answer had come; the
 * answer says so.
 *
 * <p>Connections end so that no port is left waiting (a question each millisecond would use up all ports in half a
 * minute): after a whole answer the server may close first; a connection given up is reset, for nothing of ours is on
 * its way that the server should still get.
 */
public final class HttpAsker implements Asker {
    /** Kept connections per address; the longest unused goes first. */
    static final int KEPT_MOST = 32;

    /** Kept connections in all. */
    static final int KEPT_IN_ALL_MOST = 256;

    /** Questions on their way; what comes on top is not asked. */
    static final int UNANSWERED_MOST = 4_096;

    /** How long a server may take to close after its last answer. */
    private static final Duration CLOSING = Duration.ofMillis(200);

    private static final int CLOSING_MOST = 512;

    private final int unansweredMost;
    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Exchange> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicLong names = new AtomicLong();
    private volatile boolean closed;

    // All below belongs to the thread.
    private final TreeSet<Limit> limits = new TreeSet<>();
    private final Map<InetSocketAddress, Deque<Connection>> kept = new HashMap<>();
    private final LinkedHashSet<Connection> keptInAll = new LinkedHashSet<>();
    private final LinkedHashSet<Connection> closing = new LinkedHashSet<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(32 * 1024);

    /** Begins to run. */
    public HttpAsker() {
        this(UNANSWERED_MOST);
    }

    HttpAsker(int unansweredMost) {
        this.unansweredMost = unansweredMost;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector could be opened: " + e.getMessage(), e);
        }
        thread = new Thread(this::run, "respawn-http");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public CompletionStage<Reach.HttpAnswer> ask(Reach.HttpAsk ask, Duration deadline) {
        Exchange exchange = new Exchange(ask, deadline);
        if (unanswered.incrementAndGet() > unansweredMost) {
            exchange.fail(new IOException("shed: " + unansweredMost + " questions are on their way"));
            return exchange.promise;
        }
        asked.add(exchange);
        if (closed) {
            // The thread may have looked for the last time already.
            giveUp();
        } else {
            selector.wakeup();
        }
        return exchange.promise;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }

    private void giveUp() {
        Exchange exchange;
        while ((exchange = asked.poll()) != null) {
            exchange.fail(new IOException("the asker was closed"));
        }
    }

    private void failAll(IOException why) {
        // A copy, since each takes itself out.
        List.copyOf(limits).forEach(limit -> limit.fail(why));
        limits.clear();
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
            selector.keys().forEach(key -> Connection.reset((SocketChannel) key.channel()));
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
        Exchange next;
        while ((next = asked.poll()) != null) {
            limits.add(next.limit);
            begin(next);
        }
        // Answers before limits: what came in time is not thrown away because we were slow.
        Set<SelectionKey> ready = selector.selectedKeys();
        for (SelectionKey key : ready) {
            ((Connection) key.attachment()).ready(key);
        }
        ready.clear();
        long now = System.nanoTime();
        while (!limits.isEmpty() && limits.first().nanos - now <= 0) {
            limits.pollFirst().reached();
        }
    }

    private void begin(Exchange exchange) {
        if (exchange.ask.keepAlive()) {
            Deque<Connection> idle = kept.get(exchange.ask.to());
            // The one used last is the one least likely to be closed.
            Connection connection = idle == null ? null : idle.peekLast();
            if (connection != null) {
                unkeep(connection);
                exchange.kept = true;
                connection.carry(exchange);
                return;
            }
        }
        beginAnew(exchange);
    }

    private void beginAnew(Exchange exchange) {
        exchange.kept = false;
        if (exchange.ask.to().isUnresolved()) {
            exchange.answer(exchange.failure(
                    "no address is known for '" + Text.shown(exchange.ask.to().getHostString()) + "'"));
            return;
        }
        Connection connection;
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connection = new Connection(channel, channel.register(selector, 0), exchange.ask.to());
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            // Too many open files and the like are ours, not the service's.
            exchange.fail(new IOException("no socket could be opened: " + e.getMessage(), e));
            return;
        }
        connection.connect(exchange);
    }

    private void keep(Connection connection) {
        Deque<Connection> idle = kept.computeIfAbsent(connection.to, to -> new ArrayDeque<>());
        idle.addLast(connection);
        keptInAll.add(connection);
        if (idle.size() > KEPT_MOST) {
            drop(idle.peekFirst());
        } else if (keptInAll.size() > KEPT_IN_ALL_MOST) {
            drop(keptInAll.iterator().next());
        }
    }

    private void drop(@Nullable Connection connection) {
        if (connection != null) {
            unkeep(connection);
            connection.reset();
        }
    }

    private void unkeep(Connection connection) {
        keptInAll.remove(connection);
        kept.computeIfPresent(connection.to, (to, idle) -> {
            idle.remove(connection);
            return idle.isEmpty() ? null : idle;
        });
    }

    /** Something that is over at a certain time. */
    private abstract class Limit implements Comparable<Limit> {
        private final long nanos;
        private final long name = names.incrementAndGet();

        Limit(Duration after) {
            nanos = System.nanoTime() + after.toNanos();
        }

        abstract void reached();

        abstract void fail(IOException why);

        @Override
        public int compareTo(Limit other) {
            int byTime = Long.compare(nanos - other.nanos, 0);
            return byTime != 0 ? byTime : Long.compare(name, other.name);
        }
    }

    /** One question and its answer. */
    private final class Exchange {
        private final Reach.HttpAsk ask;
        private final Duration deadline;
        private final CompletableFuture<Reach.HttpAnswer> promise = new CompletableFuture<>();
        private final Limit limit;
        private HttpParser parser = new HttpParser();
        private boolean kept;
        private boolean again;
        private boolean connected;
        private boolean begun;
        private @Nullable Connection on;

        Exchange(Reach.HttpAsk ask, Duration deadline) {
            this.ask = ask;
            this.deadline = deadline;
            limit = new Limit(deadline) {
                @Override
                void reached() {
                    String within = " within " + Durations.exact(Exchange.this.deadline);
                    end(
                            begun
                                    ? "connected, the answer was not complete" + within
                                    : kept
                                            ? "no answer" + within + ", over a connection that was kept"
                                            : connected ? "connected, no answer" + within : "no answer" + within);
                }

                @Override
                void fail(IOException why) {
                    Exchange.this.fail(why);
                }
            };
        }

        ByteBuffer request() {
            String text = "GET " + ask.path() + " HTTP/1.1\r\nHost: " + host(ask.to())
                    + "\r\nUser-Agent: respawn\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: "
                    + (ask.keepAlive() ? "keep-alive" : "close") + "\r\n\r\n";
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        }

        Reach.HttpAnswer failure(String why) {
            String more = again ? why + " (asked again: the server had closed the connection that was kept)" : why;
            return new Reach.HttpAnswer(0, "", more, again);
        }

        /** Ends without an answer; the connection is of no more use. */
        void end(String why) {
            if (on != null) {
                on.reset();
            }
            answer(failure(why));
        }

        void answer(Reach.HttpAnswer answer) {
            limits.remove(limit);
            unanswered.decrementAndGet();
            promise.complete(answer);
        }

        void fail(IOException why) {
            if (on != null) {
                on.reset();
            }
            unanswered.decrementAndGet();
            promise.completeExceptionally(why);
        }

        /** Asks over a new connection if the old one may just have been closed between two questions. */
        boolean askedAgain() {
            if (!kept || begun || again) {
                return false;
            }
            again = true;
            connected = false;
            on = null;
            parser = new HttpParser();
            beginAnew(this);
            return true;
        }
    }

    /** One connection, and the question that it carries, if it carries one. */
    private final class Connection {
        private final SocketChannel channel;
        private final SelectionKey key;
        private final InetSocketAddress to;
        private @Nullable Exchange exchange;
        private @Nullable ByteBuffer unsent;
        private @Nullable Limit closingLimit;

        Connection(SocketChannel channel, SelectionKey key, InetSocketAddress to) {
            this.channel = channel;
            this.key = key;
            this.to = to;
            key.attach(this);
        }

        void connect(Exchange question) {
            exchange = question;
            question.on = this;
            try {
                if (channel.connect(to)) {
                    carry(question);
                } else {
                    key.interestOps(SelectionKey.OP_CONNECT);
                }
            } catch (IOException | RuntimeException e) {
                connectFailed(question, e);
            }
        }

        private void connectFailed(Exchange question, Exception e) {
            exchange = null;
            question.on = null;
            reset();
            Optional<String> why = ofService(e);
            if (why.isPresent()) {
                question.answer(question.failure(why.get()));
            } else {
                limits.remove(question.limit);
                question.fail(new IOException("it could not be asked: " + e.getMessage(), e));
            }
        }

        /** Sends a question over a connection that stands. */
        void carry(Exchange question) {
            exchange = question;
            question.on = this;
            question.connected = true;
            unsent = question.request();
            send();
        }

        void ready(SelectionKey ready) {
            if (!ready.isValid()) {
                return;
            }
            if (ready.isConnectable() && exchange != null) {
                try {
                    channel.finishConnect();
                } catch (IOException | RuntimeException e) {
                    connectFailed(exchange, e);
                    return;
                }
                carry(exchange);
            } else if (ready.isWritable()) {
                send();
            } else if (ready.isReadable()) {
                receive();
            }
        }

        private void send() {
            if (unsent == null || exchange == null) {
                return;
            }
            try {
                channel.write(unsent);
            } catch (IOException e) {
                broken(inWords(e) + " while the request was sent");
                return;
            }
            if (unsent.hasRemaining()) {
                key.interestOps(SelectionKey.OP_WRITE);
            } else {
                unsent = null;
                key.interestOps(SelectionKey.OP_READ);
            }
        }

        private void receive() {
            buffer.clear();
            int count;
            try {
                count = channel.read(buffer);
            } catch (IOException e) {
                broken(inWords(e) + " " + moment());
                return;
            }
            if (exchange == null) {
                // Kept or closing: the server closes it, or says something that nobody asked for.
                if (count != 0) {
                    unkeep(this);
                    if (count < 0) {
                        close();
                    } else if (closingLimit == null) {
                        reset();
                    }
                }
            } else if (count < 0) {
                closedByServer(exchange);
            } else if (count > 0) {
                exchange.begun = true;
                parse(exchange);
            }
        }

        private String moment() {
            return exchange != null && exchange.begun ? "in the middle of the answer" : "after the request was sent";
        }

        private void parse(Exchange question) {
            buffer.flip();
            try {
                question.parser.take(buffer);
            } catch (HttpParser.Garbage e) {
                question.end(String.valueOf(e.getMessage()));
                return;
            }
            if (question.parser.done()) {
                complete(question, question.parser.persistent() && question.ask.keepAlive() && !buffer.hasRemaining());
            }
        }

        private void complete(Exchange question, boolean again) {
            exchange = null;
            question.on = null;
            if (again) {
                key.interestOps(SelectionKey.OP_READ);
                keep(this);
            } else {
                awaitClose();
            }
            question.answer(new Reach.HttpAnswer(question.parser.status(), question.parser.body(), "", question.again));
        }

        private void closedByServer(Exchange question) {
            if (question.begun && question.parser.doneAtClose()) {
                exchange = null;
                question.on = null;
                close();
                question.answer(
                        new Reach.HttpAnswer(question.parser.status(), question.parser.body(), "", question.again));
            } else {
                broken(
                        question.begun
                                ? "connection closed in the middle of the answer"
                                : "connection closed without an answer");
            }
        }

        private void broken(String why) {
            Exchange question = exchange;
            exchange = null;
            unkeep(this);
            reset();
            if (question != null) {
                question.on = null;
                if (!question.askedAgain()) {
                    question.answer(question.failure(why));
                }
            }
        }

        private void awaitClose() {
            closing.add(this);
            closingLimit = new Limit(CLOSING) {
                @Override
                void reached() {
                    reset();
                }

                @Override
                void fail(IOException why) {
                    reset();
                }
            };
            limits.add(closingLimit);
            key.interestOps(SelectionKey.OP_READ);
            if (closing.size() > CLOSING_MOST) {
                closing.iterator().next().reset();
            }
        }

        private void forget() {
            closing.remove(this);
            if (closingLimit != null) {
                limits.remove(closingLimit);
            }
        }

        private void close() {
            forget();
            try {
                channel.close();
            } catch (IOException e) {
                // It is closed as far as we are concerned.
            }
        }

        private void reset() {
            forget();
            reset(channel);
        }

        private static void reset(SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException | RuntimeException e) {
                // Never connected, or closed by now.
            }
            try {
                channel.close();
            } catch (IOException e) {
                // It is closed as far as we are concerned.
            }
        }
    }

    /** What a connect that failed says of the service; empty if it speaks of our own side. */
    private static Optional<String> ofService(Exception e) {
        String message = String.valueOf(e.getMessage());
        // All our ports are in use, or the kernel has no room: the service has no part in that.
        boolean ours = e instanceof BindException
                || e instanceof RuntimeException
                || message.contains("assign requested address")
                || message.contains("buffer space");
        return ours ? Optional.empty() : Optional.of(inWords(e));
    }

    private static String inWords(Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        // Which of these the kernel says depends on who of the two was reading or writing.
        return message.contains("reset") || message.contains("broken pipe") ? "connection reset" : Text.shown(message);
    }

    private static String host(InetSocketAddress to) {
        InetAddress address = to.getAddress();
        String host = address.getHostAddress();
        if (address instanceof Inet6Address) {
            // The zone is a matter of this machine only.
            int zone = host.indexOf('%');
            host = "[" + (zone < 0 ? host : host.substring(0, zone)) + "]";
        }
        return to.getPort() == 80 ? host : host + ":" + to.getPort();
    }
}
