package dev.respawn.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.docker.TestCertificates.Form;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways to an engine elsewhere; the engine is a server in this process, or a program that stands for ssh. */
@Timeout(60)
class RemoteTransportTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    static Path shared;

    @TempDir
    Path scratch;

    private static TestCertificates authority;
    private static TestCertificates stranger;
    private static Path engines;

    @BeforeAll
    static void certificates() throws Exception {
        authority = new TestCertificates("authority");
        stranger = new TestCertificates("stranger");
        engines = authority.trusted(shared.resolve("engine"), Form.EC);
    }

    // --- an engine that answers a ping, or trickles

    private static final class Engine implements Closeable {
        private static final int TLS_HANDSHAKE = 0x16;

        private final ServerSocket socket;
        private final boolean trickles;
        private final AtomicInteger asked = new AtomicInteger();
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private final CountDownLatch gone = new CountDownLatch(1);

        Engine(ServerSocket socket, boolean trickles) {
            this.socket = socket;
            this.trickles = trickles;
            start(() -> {
                while (true) {
                    Socket client = socket.accept();
                    open.add(client);
                    start(() -> serve(client));
                }
            });
        }

        static Engine plain(boolean trickles) throws IOException {
            return new Engine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), trickles);
        }

        static Engine tls(Path shown) throws Exception {
            Access.Tls own = new Access.Tls(shown, true);
            SSLServerSocket socket = (SSLServerSocket) Certificates.read(own, URI.create("tcp://here"))
                    .context()
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            socket.setNeedClientAuth(true);
            return new Engine(socket, false);
        }

        private interface Part {
            void run() throws IOException;
        }

        private static void start(Part part) {
            Thread thread = new Thread(() -> {
                try {
                    part.run();
                } catch (IOException e) {
                    // It was closed, or its client is gone.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Socket client) throws IOException {
            try (client) {
                InputStream in = client.getInputStream();
                OutputStream out = client.getOutputStream();
                StringBuilder request = new StringBuilder();
                for (int next = in.read(); next >= 0; next = in.read()) {
                    if (next == TLS_HANDSHAKE) {
                        say(out, "HTTP/1.0 400 Bad Request\r\n\r\n");
                        return;
                    }
                    request.append((char) next);
                    if (request.indexOf("\r\n\r\n") >= 0) {
                        asked.incrementAndGet();
                        request.setLength(0);
                        if (trickles) {
                            trickle(out);
                        }
                        say(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nOK");
                    }
                }
            } finally {
                open.remove(client);
            }
        }

        /** A byte each time anybody would look, so that no timeout of a connection's ever passes. */
        private void trickle(OutputStream out) throws IOException {
            say(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
            try {
                while (true) {
                    say(out, "1\r\nx\r\n");
                    Thread.sleep(20);
                }
            } catch (IOException e) {
                gone.countDown();
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void say(OutputStream out, String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        URI address() {
            return URI.create("tcp://127.0.0.1:" + socket.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket client : open) {
                client.close();
            }
        }
    }

    private static DockerDoor door(Engine engine, Path certificates) {
        return DockerDoor.open(new Access(engine.address(), Optional.of(new Access.Tls(certificates, true))));
    }

    // --- TLS

    @Test
    void both_sides_prove_who_they_are_with_keys_in_every_form() throws Exception {
        try (Engine engine = Engine.tls(engines)) {
            for (Form form : Form.values()) {
                try (DockerDoor door = door(engine, authority.trusted(scratch.resolve(form.name()), form))) {
                    door.ping(LIMIT);
                }
            }
        }
    }

    private void refused(Engine engine, Path certificates, String why) throws Exception {
        try (DockerDoor door = door(engine, certificates)) {
            assertThatThrownBy(() -> door.ping(LIMIT))
                    .isInstanceOf(EngineException.Unreachable.class)
                    .message()
                    .startsWith("ping at " + engine.address() + ": ")
                    .contains(why)
                    .hasLineCount(1);
        }
    }

    @Test
    void whoever_is_not_known_is_told_why_in_one_line() throws Exception {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        Instant expired = Instant.now().minus(Duration.ofHours(1));
        try (Engine engine = Engine.tls(engines)) {
            Path nothing = authority.believing(scratch.resolve("nothing"));
            refused(engine, nothing, "wants a certificate, and '" + nothing.resolve("cert.pem") + "' is not there");

            Path old = authority.believing(scratch.resolve("old"));
            authority.showing(old, Form.EC, "", expired);
            refused(engine, old, "the certificate '" + old.resolve("cert.pem") + "', which expired on ");

            Path strange = authority.believing(scratch.resolve("strange"));
            stranger.showing(strange, Form.EC, "", tomorrow);
            refused(engine, strange, "does not accept the certificate '" + strange.resolve("cert.pem") + "'");
        }
    }

    @Test
    void an_engine_that_is_not_known_is_not_spoken_to_and_why_is_told_in_one_line() throws Exception {
        Path mine = authority.trusted(scratch.resolve("mine"), Form.EC);
        Path believing = stranger.trusted(scratch.resolve("believing"), Form.EC);
        try (Engine engine = Engine.tls(engines)) {
            refused(engine, believing, "none in '" + believing.resolve("ca.pem") + "' has signed it");
            assertThat(engine.asked).hasValue(0);
        }
        Path old = authority.believing(scratch.resolve("old"));
        authority.showing(old, Form.EC, "127.0.0.1", Instant.now().minus(Duration.ofHours(1)));
        try (Engine engine = Engine.tls(old)) {
            refused(engine, mine, "the engine's certificate is not valid now: ");
        }
        Path other = authority.believing(scratch.resolve("other"));
        authority.showing(other, Form.EC, "192.0.2.1", Instant.now().plus(Duration.ofDays(1)));
        try (Engine engine = Engine.tls(other)) {
            refused(engine, mine, "the engine's certificate is for somebody else than '127.0.0.1'");
        }
        try (Engine engine = Engine.plain(false)) {
            refused(engine, mine, "no TLS is spoken there");
        }
    }

    @Test
    void certificates_that_cannot_be_read_are_told_by_their_file() throws Exception {
        try (Engine engine = Engine.tls(engines)) {
            Path half = authority.trusted(scratch.resolve("half"), Form.EC);
            Files.delete(half.resolve("key.pem"));
            refused(engine, half, "'" + half.resolve("key.pem") + "' is not there");

            Path wrong = authority.trusted(scratch.resolve("wrong"), Form.EC);
            Files.writeString(wrong.resolve("key.pem"), "nothing\n");
            refused(engine, wrong, "'" + wrong.resolve("key.pem") + "' holds no private key");
            Files.writeString(wrong.resolve("cert.pem"), "nothing\n");
            refused(engine, wrong, "'" + wrong.resolve("cert.pem") + "' holds no certificate");
        }
    }

    // --- what is given up frees all

    @Test
    void an_answer_that_trickles_is_given_up_at_its_deadline_and_its_connection_is_closed() throws Exception {
        try (Engine engine = Engine.plain(true);
                DockerDoor door = DockerDoor.open(engine.address())) {
            assertThatThrownBy(() -> door.exec("web", List.of("sleep", "1000"), SHORT))
                    .isInstanceOf(EngineException.Slow.class);

            assertThat(engine.gone.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            free(door);
        }
    }

    private static void free(DockerDoor door) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (door.busy() > 0 && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(door.busy()).isZero();
    }

    // --- what stands for ssh

    /** A door that is carried by this program. */
    private static DockerDoor carriedBy(String... argv) {
        return DockerDoor.open(Access.plain(URI.create("ssh://me@there")), List.of(argv));
    }

    @Test
    void a_program_carries_a_connection_and_ends_with_the_door() throws Exception {
        try (Engine engine = Engine.plain(false)) {
            String relay = "exec 3<>/dev/tcp/127.0.0.1/" + engine.socket.getLocalPort()
                    + "; trap : TERM; cat <&3 & cat >&3; kill $!";
            try (DockerDoor door = carriedBy("bash", "-c", relay)) {
                door.ping(LIMIT);
                door.ping(LIMIT);

                assertThat(engine.asked).hasValue(2);
                assertThat(engine.open).hasSize(1);
            }
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!engine.open.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertThat(engine.open).isEmpty();
        }
    }

    /** A server drops some of those that come as more than ten at once. */
    @Test
    void a_crowd_begins_a_few_at_a_time() throws Exception {
        Path begun = Files.createDirectories(scratch.resolve("begun"));
        // Each is there until it is told to go.
        String program = "touch " + begun + "/$$; while ! test -e " + scratch + "/go; do sleep 0.05; done; exit 3";
        List<Thread> crowd = new ArrayList<>();
        List<Long> most = new ArrayList<>();
        try (DockerDoor door = carriedBy("sh", "-c", program)) {
            for (int i = 0; i < 12; i++) {
                Thread thread = new Thread(
                        () -> assertThatThrownBy(() -> door.ping(LIMIT)).hasMessageContaining("ended with code 3"));
                thread.start();
                crowd.add(thread);
            }
            for (int look = 0; look < 100; look++) {
                try (var files = Files.list(begun)) {
                    most.add(files.count());
                }
                Thread.sleep(20);
            }
            Files.createFile(scratch.resolve("go"));
            for (Thread thread : crowd) {
                thread.join();
            }
        }

        assertThat(most).last().asInstanceOf(InstanceOfAssertFactories.LONG).isBetween(1L, 4L);
        try (var files = Files.list(begun)) {
            assertThat(files.count()).isEqualTo(12);
        }
    }

    @Test
    void what_a_program_complains_of_is_told_in_one_line() {
        try (DockerDoor door =
                carriedBy("sh", "-c", "cat & echo WARNING >&2; printf '\\033[1mnot let in\\n' >&2; exit 255")) {
            assertThatThrownBy(() -> door.ping(LIMIT))
                    .isInstanceOf(EngineException.Unreachable.class)
                    .hasMessageStartingWith(
                            "ping at ssh://me@there: 'ssh' to 'there' ended with code 255: [1mnot let in;"
                                    + " it is asked as `sh -c ");
        }
        try (DockerDoor door = carriedBy("/nonexistent/ssh")) {
            assertThatThrownBy(() -> door.ping(LIMIT))
                    .isInstanceOf(EngineException.Unreachable.class)
                    .hasMessageStartingWith("ping at ssh://me@there: 'ssh' could not be started: ");
        }
    }

    @Test
    void a_program_that_says_nothing_is_ended_at_the_deadline() throws Exception {
        Path alive = scratch.resolve("alive");
        try (DockerDoor door = carriedBy("sh", "-c", "echo $$ > " + alive + "; exec sleep 1000")) {
            assertThatThrownBy(() -> door.ping(Duration.ofSeconds(2))).isInstanceOf(EngineException.Slow.class);

            long pid = Long.parseLong(Files.readString(alive).strip());
            assertThat(ProcessHandle.of(pid)
                            .map(process -> process.onExit()
                                    .completeOnTimeout(process, LIMIT.toSeconds(), TimeUnit.SECONDS)
                                    .join())
                            .filter(ProcessHandle::isAlive))
                    .isEmpty();
            free(door);
        }
    }
}
