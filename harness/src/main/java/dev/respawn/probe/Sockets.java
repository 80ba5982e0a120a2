package dev.respawn.probe;

import dev.respawn.catalogue.Text;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Optional;

/** How sockets are opened and ended, and what their failures say. */
final class Sockets {
    private Sockets() {}

    /**
     * Opens one that does not block.
     *
     * @throws IOException if there is none to be had: too many open files and the like are ours, not the service's
     */
    static SocketChannel open() throws IOException {
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException("no socket could be opened: " + e.getMessage(), e);
        }
    }

    /** Ends a connection at once, so that no port is left waiting. */
    static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | RuntimeException e) {
            // Never connected, or closed by now.
        }
        close(channel);
    }

    static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
        }
    }

    /** What a connect that failed says of the service; empty if it speaks of our own side. */
    static Optional<String> ofService(Exception e) {
        String message = String.valueOf(e.getMessage());
        // All our ports are in use, or the kernel has no room: the service has no part in that.
        boolean ours = e instanceof BindException
                || e instanceof RuntimeException
                || message.contains("assign requested address")
                || message.contains("buffer space");
        return ours ? Optional.empty() : Optional.of(inWords(e));
    }

    static String inWords(Exception e) {
        if (e instanceof PortUnreachableException) {
            return "nobody listens there";
        }
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        // Which of these the kernel says depends on who of the two was reading or writing.
        return message.contains("reset") || message.contains("broken pipe") ? "connection reset" : Text.shown(message);
    }

    /** How an address is written into a URL: a name as it is, an IPv6 address in brackets, port 80 not at all. */
    static String host(InetSocketAddress to) {
        String host = to.isUnresolved() ? to.getHostString() : literal(to.getAddress());
        return to.getPort() == 80 ? host : host + ":" + to.getPort();
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        if (!(address instanceof Inet6Address)) {
            return text;
        }
        // The zone is a matter of this machine only.
        int zone = text.indexOf('%');
        return "[" + (zone < 0 ? text : text.substring(0, zone)) + "]";
    }
}
