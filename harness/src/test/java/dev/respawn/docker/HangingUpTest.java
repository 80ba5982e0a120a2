package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an engine sees of a client that goes away; the engine is a socket that takes a request and answers late or never. */
@Timeout(60)
class HangingUpTest {
    @TempDir
    Path directory;

    @Test
    void an_engine_that_does_not_answer_in_time_finds_the_connection_closed() throws Exception {
        try (ServerSocketChannel engine = listening()) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> untilTheEnd(engine, ""));
            try (DockerDoor door = DockerDoor.open(address())) {
                // On a busy machine a client may leave before it has said anything; that one was not heard.
                do {
                    assertThat(door.askAndLeave(
                                    Door.Stopping.RESTART,
                                    "web",
                                    Optional.of(Duration.ofSeconds(4)),
                                    Duration.ofMillis(500)))
                            .isTrue();
                } while (!heard.isDone());

                // The door is still open, so it is the call that hung up.
                assertThat(heard.get(30, TimeUnit.SECONDS))
                        .startsWith("POST ")
                        .contains("/containers/web/restart?t=4 ")
                        .endsWith("(end)");
            }
        }
    }

    @Test
    void one_that_answers_in_time_is_not_left() throws Exception {
        try (ServerSocketChannel engine = listening()) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(
                    () -> untilTheEnd(engine, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));
            try (DockerDoor door = DockerDoor.open(address())) {
                assertThat(door.askAndLeave(Door.Stopping.STOP, "web", Optional.empty(), Duration.ofSeconds(30)))
                        .isFalse();
            }
            assertThat(heard.get(30, TimeUnit.SECONDS)).contains("/containers/web/stop ");
        }
    }

    private ServerSocketChannel listening() throws IOException {
        ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        engine.bind(UnixDomainSocketAddress.of(directory.resolve("engine.sock")));
        return engine;
    }

    private URI address() {
        return URI.create("unix://" + directory.resolve("engine.sock"));
    }

    /** All that the first client that says something says until it closes, with that at its end. */
    private static String untilTheEnd(ServerSocketChannel engine, String answer) {
        String heard = "";
        while (!heard.contains("\r\n\r\n")) {
            heard = oneClient(engine, answer);
        }
        return heard;
    }

    private static String oneClient(ServerSocketChannel engine, String answer) {
        StringBuilder heard = new StringBuilder();
        try (SocketChannel client = engine.accept()) {
            ByteBuffer buffer = ByteBuffer.allocate(4_096);
            while (client.read(buffer) >= 0) {
                heard.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
                buffer.clear();
                if (!answer.isEmpty() && heard.indexOf("\r\n\r\n") >= 0) {
                    client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                    return heard.toString();
                }
            }
            return heard + "(end)";
        } catch (IOException e) {
            return heard + "(end)";
        }
    }
}
