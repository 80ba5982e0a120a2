package dev.respawn.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback whose every connection is treated as the test says. */
public final class HostileServer implements AutoCloseable {
    /** What becomes of one connection; it is closed afterwards. */
    public interface Treatment {
        void treat(Connection connection) throws IOException, InterruptedException;
    }

    /** One connection, seen from the server. */
    public record Connection(Socket socket, int number) {
        /** Reads one request, up to the empty line; empty at the end of the stream. */
        public String request() throws IOException {
            StringBuilder text = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (text.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    return "";
                }
                text.append((char) b);
            }
            return text.toString();
        }

        public void say(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Closes with a reset instead of an end. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the client is gone. */
        public void hang() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // What it says does not matter.
            }
        }
    }

    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    public HostileServer(Treatment treatment) throws IOException {
        this(InetAddress.getLoopbackAddress(), treatment);
    }

    HostileServer(InetAddress at, Treatment treatment) throws IOException {
        listening = new ServerSocket(0, 1_000, at);
        start(() -> accept(treatment));
    }

    /** One that answers every request with this text, on as many requests as come. */
    public static HostileServer saying(String answer) throws IOException {
        return new HostileServer(connection -> {
            while (!connection.request().isEmpty()) {
                connection.say(answer);
            }
        });
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    public int accepted() {
        return accepted.get();
    }

    private void accept(Treatment treatment) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                int number = accepted.incrementAndGet();
                start(() -> treat(treatment, new Connection(socket, number)));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void treat(Treatment treatment, Connection connection) {
        try {
            treatment.treat(connection);
        } catch (IOException e) {
            // The client went first.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(connection.socket());
            try {
                connection.socket().close();
            } catch (IOException e) {
                // It is closed as far as we are concerned.
            }
        }
    }

    private static void start(Runnable what) {
        Thread thread = new Thread(what, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
