package dev.respawn.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server of HTTP, and the question that it carries, if it carries one.
 *
 * <p>It ends so that no port is left waiting (a question each millisecond would use up all ports in half a minute): after
 * a whole answer the server may close first; a connection given up is reset, for nothing of ours is on its way that the
 * server should still get.
 */
final class HttpConnection implements Loop.Handler {
    /** How long a server may take to close after its last answer. */
    private static final Duration CLOSING = Duration.ofMillis(200);

    private final Loop loop;
    private final HttpConnections connections;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final InetSocketAddress to;
    private @Nullable HttpExchange exchange;
    private @Nullable ByteBuffer unsent;
    private Loop.@Nullable Limit closingLimit;

    private HttpConnection(Loop loop, HttpConnections connections, SocketChannel channel, InetSocketAddress to)
            throws IOException {
        this.loop = loop;
        this.connections = connections;
        this.channel = channel;
        this.to = to;
        key = loop.register(channel, this);
    }

    /**
     * One that is not connected yet.
     *
     * @throws IOException if there is none to be had, which says nothing about the server
     */
    static HttpConnection open(Loop loop, HttpConnections connections, InetSocketAddress to) throws IOException {
        SocketChannel channel = Sockets.open();
        try {
            return new HttpConnection(loop, connections, channel, to);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    InetSocketAddress to() {
        return to;
    }

    /** Connects, and then asks. */
    void connect(HttpExchange question) {
        exchange = question;
        question.on(this);
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

    private void connectFailed(HttpExchange question, Exception e) {
        exchange = null;
        question.off();
        reset();
        question.connectFailed(e);
    }

    /** Asks over a connection that stands. */
    void carry(HttpExchange question) {
        exchange = question;
        question.on(this);
        question.connected();
        unsent = question.request();
        send();
    }

    @Override
    public void ready(SelectionKey ready) {
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
            broken(Sockets.inWords(e) + " while the request was sent");
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
        ByteBuffer buffer = connections.buffer();
        int count;
        try {
            count = channel.read(buffer);
        } catch (IOException e) {
            broken(Sockets.inWords(e) + " " + moment());
            return;
        }
        if (exchange == null) {
            spokenTo(count);
        } else if (count < 0) {
            closedByServer(exchange);
        } else if (count > 0) {
            buffer.flip();
            parse(exchange, buffer);
        }
    }

    /** Kept or closing: the server closes it, or says something that nobody asked for. */
    private void spokenTo(int count) {
        if (count == 0) {
            return;
        }
        connections.unkeep(this);
        if (count < 0) {
            close();
        } else if (closingLimit == null) {
            reset();
        }
    }

    private String moment() {
        return exchange != null && exchange.begun() ? "in the middle of the answer" : "after the request was sent";
    }

    private void parse(HttpExchange question, ByteBuffer in) {
        try {
            if (question.take(in)) {
                complete(question, question.persistent() && question.keepAlive() && !in.hasRemaining());
            }
        } catch (HttpParser.Garbage e) {
            question.garbage(String.valueOf(e.getMessage()));
        }
    }

    private void complete(HttpExchange question, boolean keep) {
        exchange = null;
        question.off();
        if (keep) {
            key.interestOps(SelectionKey.OP_READ);
            connections.keep(this);
        } else {
            awaitClose();
        }
        question.complete();
    }

    private void closedByServer(HttpExchange question) {
        if (question.completeAtClose()) {
            exchange = null;
            question.off();
            close();
            question.complete();
        } else {
            broken(
                    question.begun()
                            ? "connection closed in the middle of the answer"
                            : "connection closed without an answer");
        }
    }

    private void broken(String why) {
        HttpExchange question = exchange;
        exchange = null;
        connections.unkeep(this);
        reset();
        if (question != null) {
            question.off();
            question.broken(why);
        }
    }

    private void awaitClose() {
        closingLimit = loop.new Limit(CLOSING) {
            @Override
            void reached() {
                reset();
            }

            @Override
            void fail(IOException why) {
                reset();
            }
        };
        closingLimit.begin();
        key.interestOps(SelectionKey.OP_READ);
        connections.closing(this);
    }

    private void forget() {
        connections.closed(this);
        if (closingLimit != null) {
            closingLimit.cancel();
        }
    }

    private void close() {
        forget();
        Sockets.close(channel);
    }

    void reset() {
        forget();
        Sockets.reset(channel);
    }
}
