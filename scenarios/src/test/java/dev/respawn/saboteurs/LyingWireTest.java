package dev.respawn.saboteurs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LyingWireTest {
    private static final String ANSWER = "HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

    @TempDir
    Path directory = Path.of("");

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private ServerSocketChannel engine;
    private LyingWire wire;

    LyingWireTest() throws IOException {
        engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        wire = LyingWire.before(Path.of("/nowhere"), body -> {});
    }

    /** Hears one question a connection, to the end of the body that its head tells of. */
    @BeforeEach
    void begin() throws IOException {
        wire.close();
        Path socket = directory.resolve("s");
        engine.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    try (SocketChannel channel = engine.accept()) {
                        StringBuilder text = new StringBuilder();
                        var in = Channels.newInputStream(channel);
                        while (!text.toString().contains("\r\n\r\n")) {
                            text.append((char) in.read());
                        }
                        int length =
                                Integer.parseInt(text.toString().replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
                        text.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
                        asked.add(text.toString());
                        Channels.newOutputStream(channel).write(ANSWER.getBytes(StandardCharsets.UTF_8));
                    }
                }
            } catch (IOException e) {
                // It is closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
        wire = LyingWire.before(socket, body -> body.remove("Memory"));
    }

    @AfterEach
    void end() throws IOException {
        wire.close();
        engine.close();
    }

    private String ask(String text) throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(wire.address().getPath()))) {
            Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_request_to_make_a_container_loses_something_on_its_way() throws IOException {
        String body = "{\"Memory\":5,\"Image\":\"x\"}";

        assertThat(ask("POST /v1.41/containers/create?name=a HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body))
                .isEqualTo(ANSWER);
        assertThat(asked)
                .containsExactly("POST /v1.41/containers/create?name=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Content-Length: 13\r\n\r\n{\"Image\":\"x\"}");
    }

    @Test
    void one_that_comes_in_pieces_does_so_as_well() throws IOException {
        ask("POST /containers/create HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String.join("\r\n", "9", "{\"Memory\"", "3", ":5}", "0", "", ""));

        assertThat(asked).singleElement().asString().endsWith("Content-Length: 2\r\n\r\n{}");
    }

    @Test
    void all_else_arrives_as_it_was_asked() throws IOException {
        assertThat(ask("GET /containers/create-not/json HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo(ANSWER);
        ask("POST /containers/a/update HTTP/1.1\r\nContent-Length: 12\r\n\r\n{\"Memory\":5}");

        assertThat(asked).hasSize(2);
        assertThat(asked.get(0)).startsWith("GET /containers/create-not/json HTTP/1.1\r\nHost: x\r\n");
        assertThat(asked.get(1)).endsWith("\r\n\r\n{\"Memory\":5}");
    }

    @Test
    void nothing_is_left_of_it() throws IOException {
        Path socket = Path.of(wire.address().getPath());
        ask("GET /info HTTP/1.1\r\n\r\n");
        wire.close();

        assertThat(Files.exists(socket)).isFalse();
        assertThat(Files.exists(socket.getParent())).isFalse();
    }
}
