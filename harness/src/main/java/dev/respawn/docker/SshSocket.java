package dev.respawn.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an engine that a process carries over its streams. It ends with the process and the process with it; an
 * interrupt of whoever reads or writes ends both, as it does a channel.
 */
// Whoever closes it must not wait for anybody who holds its lock.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class SshSocket extends Socket {
    /** How long a process may take to end once it was told to. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** How long a turn to begin lasts at most: who has it may be let in long since, and wait for a slow answer. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private static final int COMPLAINT_MOST = 4_000;

    private final List<String> argv;
    private final String host;
    private final Semaphore turns;
    private final AtomicBoolean turn = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    // What the process writes, and what it reads. Between it and us, since a read of its own streams cannot be
    // interrupted.
    private final Pipe from;
    private final Pipe to;
    private final CompletableFuture<String> complaint = new CompletableFuture<>();
    private volatile @Nullable Process process;
    private volatile boolean heard;
    private volatile int timeoutMillis;

    /**
     * Nothing is started before it is connected.
     *
     * @param argv the command, whose streams are the connection
     * @param host for people
     * @param turns of those who may begin at the same time: servers drop who comes in too large a crowd
     */
    SshSocket(List<String> argv, String host, Semaphore turns) throws IOException {
        this.argv = List.copyOf(argv);
        this.host = host;
        this.turns = turns;
        this.from = Pipe.open();
        this.to = Pipe.open();
    }

    @Override
    public void connect(SocketAddress ignored, int timeout) throws IOException {
        try {
            turns.acquire();
            turn.set(true);
            CompletableFuture.delayedExecutor(TURN.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::begun);
            Process started = new ProcessBuilder(argv).start();
            process = started;
            pump("out", () -> {
                try (InputStream output = started.getInputStream();
                        OutputStream sink = Channels.newOutputStream(from.sink())) {
                    output.transferTo(sink);
                }
            });
            pump("in", () -> {
                try (InputStream source = Channels.newInputStream(to.source());
                        OutputStream input = started.getOutputStream()) {
                    copy(source, input);
                }
            });
            pump("err", () -> complaint.complete(complaint(started.getErrorStream())));
        } catch (IOException e) {
            close();
            throw new NoWay("'ssh' could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted before it was connected");
        }
        if (closed.get()) {
            end();
        }
    }

    private interface Pump {
        void run() throws IOException;
    }

    private static void pump(String what, Pump pump) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (IOException | UncheckedIOException e) {
                        // One side is gone; both streams are closed by that, which the other side sees.
                    }
                },
                "respawn-ssh-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    /** Every part goes on at once: the engine waits for the end of a request that it has not seen whole. */
    private static void copy(InputStream source, OutputStream into) throws IOException {
        byte[] buffer = new byte[1 << 14];
        for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
            into.write(buffer, 0, read);
            into.flush();
        }
    }

    /** Reads to the end, so that nobody is held up who complains at length, and keeps the end of it. */
    private static String complaint(InputStream errors) throws IOException {
        StringBuilder told = new StringBuilder();
        byte[] buffer = new byte[1 << 10];
        try (errors) {
            for (int read = errors.read(buffer); read >= 0; read = errors.read(buffer)) {
                told.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                if (told.length() > COMPLAINT_MOST) {
                    told.delete(0, told.length() - COMPLAINT_MOST);
                }
            }
        }
        return told.toString();
    }

    @Override
    public InputStream getInputStream() {
        return new FilterInputStream(Channels.newInputStream(from.source())) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int timeout = timeoutMillis;
                int read = timeout > 0 ? within(timeout, into, offset, length) : super.read(into, offset, length);
                begun();
                if (read < 0 && !heard) {
                    throw new NoWay(failure());
                }
                heard |= read > 0;
                return read;
            }

            // What is closed is the connection.
            @Override
            public void close() {
                SshSocket.this.close();
            }
        };
    }

    private int within(int timeout, byte[] into, int offset, int length) throws IOException {
        Pipe.SourceChannel source = from.source();
        try (Selector selector = Selector.open()) {
            source.configureBlocking(false);
            source.register(selector, java.nio.channels.SelectionKey.OP_READ);
            if (selector.select(timeout) == 0) {
                throw new SocketTimeoutException("nothing within " + timeout + "ms");
            }
            return source.read(ByteBuffer.wrap(into, offset, length));
        } finally {
            if (source.isOpen()) {
                source.configureBlocking(true);
            }
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return Channels.newOutputStream(to.sink());
    }

    /** Somebody else may begin now. */
    private void begun() {
        if (turn.getAndSet(false)) {
            turns.release();
        }
    }

    /** Why nothing came, in the words of who should have brought it. */
    private String failure() {
        Process carrier = process;
        String how = "ended";
        try {
            if (carrier != null && carrier.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                how = "ended with code " + carrier.exitValue();
            }
            String last = complaint
                    .get(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .lines()
                    .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                    .filter(line -> !line.isEmpty())
                    .reduce("", (one, next) -> next);
            how += last.isEmpty() ? ", and said nothing" : ": " + (last.length() > 300 ? last.substring(0, 300) : last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // A process of its own, such as a shared connection, may hold the stream open.
            how += ", and what it said is not known";
        }
        return "'ssh' to '" + host + "' " + how + "; it is asked as `" + String.join(" ", argv) + "`";
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            begun();
            end();
        }
    }

    private void end() {
        for (java.nio.channels.Channel channel : List.of(from.source(), to.sink())) {
            try {
                channel.close();
            } catch (IOException e) {
                // There is nothing in it that anybody would miss.
            }
        }
        Process carrier = process;
        if (carrier == null) {
            closeQuietly(from.sink(), to.source());
            return;
        }
        carrier.destroy();
        var unused = carrier.onExit()
                .completeOnTimeout(carrier, GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(Process::destroyForcibly);
    }

    private static void closeQuietly(java.nio.channels.Channel... channels) {
        for (java.nio.channels.Channel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                // There is nothing in it that anybody would miss.
            }
        }
    }

    @Override
    public boolean isConnected() {
        return process != null;
    }

    @Override
    public boolean isBound() {
        return process != null;
    }

    @Override
    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public boolean isInputShutdown() {
        return closed.get();
    }

    @Override
    public boolean isOutputShutdown() {
        return closed.get();
    }

    @Override
    public void shutdownInput() {
        // There is one end, that of the process.
    }

    @Override
    public void shutdownOutput() {
        // There is one end, that of the process.
    }

    @Override
    public void setSoTimeout(int timeout) {
        timeoutMillis = timeout;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    // The options of a socket mean nothing to a process. Not to be handed on: the class above would open a socket for
    // each.

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setSoLinger(boolean on, int linger) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setReuseAddress(boolean on) {}

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public void setTrafficClass(int trafficClass) {}

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
