package dev.respawn.probe;

import dev.respawn.probe.Reach.TcpAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a connection is accepted. It is reset at once: a port that is left waiting for each would be used up soon. */
final class TcpOpening extends Question<TcpAnswer> implements Loop.Handler {
    private @Nullable SocketChannel channel;

    TcpOpening(From from, InetSocketAddress to, Duration deadline) {
        super(from, to, deadline);
    }

    @Override
    void ask(InetSocketAddress at) {
        try {
            SocketChannel opened = Sockets.open();
            channel = opened;
            SelectionKey key = loop().register(opened, this);
            if (connects(opened, at)) {
                opened();
            } else if (opened.isOpen()) {
                key.interestOps(SelectionKey.OP_CONNECT);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Whether it stands at once, as on a loopback it may; one that failed is closed. */
    private boolean connects(SocketChannel opened, InetSocketAddress at) {
        try {
            return opened.connect(at);
        } catch (IOException | RuntimeException e) {
            release();
            connectFailed(e);
            return false;
        }
    }

    @Override
    public void ready(SelectionKey key) {
        SocketChannel opened = channel;
        if (opened == null) {
            return;
        }
        try {
            opened.finishConnect();
        } catch (IOException | RuntimeException e) {
            release();
            connectFailed(e);
            return;
        }
        opened();
    }

    private void opened() {
        release();
        answer(new TcpAnswer(""));
    }

    @Override
    TcpAnswer failure(String why) {
        return new TcpAnswer(why);
    }

    @Override
    String silence(String within) {
        return "no connection" + within;
    }

    @Override
    void release() {
        SocketChannel opened = channel;
        if (opened != null) {
            channel = null;
            Sockets.reset(opened);
        }
    }
}
