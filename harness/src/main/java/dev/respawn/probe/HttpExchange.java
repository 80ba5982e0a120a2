package dev.respawn.probe;

import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.HttpAsk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request over HTTP and its answer.
 *
 * <p>A kept connection that the server closed between two questions is no failure of the service. The question is asked
 * once more, at once and over a new connection, if it went over a kept one and not a byte of its answer had come; the
 * answer says so.
 */
final class HttpExchange extends Question<HttpAnswer> {
    private final HttpAsk ask;
    private final HttpConnections connections;
    private HttpParser parser = new HttpParser();
    private boolean kept;
    private boolean again;
    private boolean connected;
    private boolean begun;
    private @Nullable InetSocketAddress at;
    private @Nullable HttpConnection on;

    HttpExchange(From from, HttpConnections connections, HttpAsk ask, Duration deadline) {
        super(from, ask.to(), deadline);
        this.ask = ask;
        this.connections = connections;
    }

    @Override
    void ask(InetSocketAddress address) {
        at = address;
        Optional<HttpConnection> idle = ask.keepAlive() ? connections.takeKept(address) : Optional.empty();
        kept = idle.isPresent();
        if (idle.isPresent()) {
            idle.get().carry(this);
        } else {
            askAnew(address);
        }
    }

    private void askAnew(InetSocketAddress address) {
        HttpConnection connection;
        try {
            connection = HttpConnection.open(loop(), connections, address);
        } catch (IOException e) {
            fail(e);
            return;
        }
        connection.connect(this);
    }

    /** Whether its connection may carry the next question as well. */
    boolean keepAlive() {
        return ask.keepAlive();
    }

    ByteBuffer request() {
        String text = "GET " + ask.path() + " HTTP/1.1\r\nHost: " + Sockets.host(ask.to())
                + "\r\nUser-Agent: respawn\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: "
                + (ask.keepAlive() ? "keep-alive" : "close") + "\r\n\r\n";
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    // --- what its connection tells

    /** It goes over this connection from now on. */
    void on(HttpConnection connection) {
        on = connection;
    }

    /** The connection that it goes over stands. */
    void connected() {
        connected = true;
    }

    /** Nothing goes over its connection any more. */
    void off() {
        on = null;
    }

    /**
     * Takes what came of the answer; true if that was all of it, and what is left in the buffer is none of it.
     *
     * @throws HttpParser.Garbage if it is no answer
     */
    boolean take(ByteBuffer in) throws HttpParser.Garbage {
        begun = true;
        parser.take(in);
        return parser.done();
    }

    /** Whether the server is willing to answer on this connection again. */
    boolean persistent() {
        return parser.persistent();
    }

    /** The answer is complete. */
    void complete() {
        answer(new HttpAnswer(parser.status(), parser.body(), "", again));
    }

    /** The server closed the connection; true if its answer was complete with that. */
    boolean completeAtClose() {
        return begun && parser.doneAtClose();
    }

    boolean begun() {
        return begun;
    }

    /** Something came that is no answer. */
    void garbage(String why) {
        release();
        answer(failure(why));
    }

    /** The connection broke. */
    void broken(String why) {
        InetSocketAddress address = at;
        if (kept && !begun && !again && address != null) {
            kept = false;
            again = true;
            connected = false;
            parser = new HttpParser();
            askAnew(address);
        } else {
            answer(failure(why));
        }
    }

    // --- how it ends

    @Override
    HttpAnswer failure(String why) {
        String more = again ? why + " (asked again: the server had closed the connection that was kept)" : why;
        return new HttpAnswer(0, "", more, again);
    }

    @Override
    String silence(String within) {
        if (begun) {
            return "connected, the answer was not complete" + within;
        }
        if (kept) {
            return "no answer" + within + ", over a connection that was kept";
        }
        return (connected ? "connected, no answer" : "no answer") + within;
    }

    @Override
    void release() {
        if (on != null) {
            on.reset();
        }
    }
}
