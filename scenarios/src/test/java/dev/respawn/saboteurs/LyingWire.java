package dev.respawn.saboteurs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A socket before an engine's, which passes on all that is asked, one question a connection, and loses something of each
 * request to make a container: whoever asks through it asks honestly, and gets less.
 */
final class LyingWire implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int HEAD_MOST = 64 << 10;
    private static final int BODY_MOST = 16 << 20;

    private final Path directory;
    private final Path engine;
    private final Consumer<ObjectNode> loss;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private LyingWire(Path directory, Path engine, Consumer<ObjectNode> loss) throws IOException {
        this.directory = directory;
        this.engine = engine;
        this.loss = loss;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket()));
    }

    /** Lays one before the engine's socket. */
    static LyingWire before(Path engine, Consumer<ObjectNode> loss) throws IOException {
        // Names of sockets are short.
        LyingWire wire = new LyingWire(Files.createTempDirectory("wire"), engine, loss);
        wire.daemon(wire::accept);
        return wire;
    }

    URI address() {
        return URI.create("unix://" + socket());
    }

    private Path socket() {
        return directory.resolve("engine.sock");
    }

    private void daemon(Runnable work) {
        Thread thread = new Thread(work, "lying-wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                open.add(client);
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                SocketChannel there = SocketChannel.open(UnixDomainSocketAddress.of(engine))) {
            open.add(there);
            InputStream in = Channels.newInputStream(client);
            String head = head(in);
            if (!head.isEmpty()) {
                byte[] body = body(head, in);
                boolean makes = head.matches("(?s)POST [^ ]*/containers/create[? ].*");
                OutputStream out = Channels.newOutputStream(there);
                byte[] passed = makes ? without(body) : body;
                out.write(passedOn(head, passed.length));
                out.write(passed);
                out.flush();
                Channels.newInputStream(there).transferTo(Channels.newOutputStream(client));
            }
            open.remove(there);
        } catch (IOException e) {
            // Whoever asked sees it as well.
        } finally {
            open.remove(client);
        }
    }

    private byte[] without(byte[] body) throws IOException {
        ObjectNode asked = (ObjectNode) MAPPER.readTree(body);
        loss.accept(asked);
        return MAPPER.writeValueAsBytes(asked);
    }

    /** Up to the empty line; empty if nothing is asked any more. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            if (head.size() > HEAD_MOST) {
                throw new IOException("a head without an end");
            }
        }
        return "";
    }

    private static byte[] body(String head, InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String line : head.split("\r\n")) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                copy(
                        in,
                        body,
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()));
            } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                int size = chunk(in);
                while (size > 0) {
                    copy(in, body, size);
                    line(in);
                    size = chunk(in);
                }
                line(in);
            }
        }
        return body.toByteArray();
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.length() > HEAD_MOST) {
                throw new EOFException("a line without an end");
            }
            line.append((char) b);
        }
        return line.toString();
    }

    private static void copy(InputStream in, ByteArrayOutputStream to, int count) throws IOException {
        if (count > BODY_MOST) {
            throw new IOException("a body of " + count + " bytes");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("a body that breaks off");
        }
        to.write(bytes);
    }

    /** The same head for a body of this length, and for no other question after it. */
    private static byte[] passedOn(String head, int length) {
        List<String> lines = new ArrayList<>();
        for (String line : head.split("\r\n")) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (!lower.startsWith("content-length:")
                    && !lower.startsWith("transfer-encoding:")
                    && !lower.startsWith("connection:")
                    && !lower.startsWith("expect:")) {
                lines.add(line);
            }
        }
        lines.add("Connection: close");
        lines.add("Content-Length: " + length);
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(List.of(server));
        all.addAll(open);
        all.add(() -> Files.deleteIfExists(socket()));
        all.add(() -> Files.deleteIfExists(directory));
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                // The next one has to be closed as well.
            }
        }
    }
}
