package dev.respawn.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.HttpAsk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RemoteAskerTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    @Test
    void an_answer_comes_through_the_prober_as_it_came_to_it() throws Exception {
        try (RemoteAsker asker = here();
                HostileServer server = HostileServer.saying(OK);
                HostileServer garbage = HostileServer.saying("\n\u001b\r\n")) {
            assertThat(ask(asker, server)).isEqualTo(new HttpAnswer(200, "hello", ""));
            assertThat(ask(asker, garbage).failure()).isEqualTo("the answer is not HTTP; it begins ''");
        }
    }

    @Test
    void a_hang_ends_at_the_deadline_in_the_words_of_the_asker() throws Exception {
        try (RemoteAsker asker = here();
                HostileServer hangs = new HostileServer(HostileServer.Connection::hang)) {
            HttpAnswer answer = asker.ask(new HttpAsk(hangs.address(), "/", true), Duration.ofMillis(500))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);

            assertThat(answer.failure()).isEqualTo("connected, no answer within 500ms");
        }
    }

    @Test
    void a_prober_that_dies_fails_its_questions_instead_of_blaming_the_service() throws Exception {
        try (RemoteAsker asker = here();
                HostileServer hangs = new HostileServer(HostileServer.Connection::hang)) {
            CompletableFuture<HttpAnswer> before =
                    asker.ask(new HttpAsk(hangs.address(), "/", true), AMPLE).toCompletableFuture();

            ProcessHandle.of(asker.pid()).orElseThrow().destroyForcibly();

            assertThatThrownBy(() -> before.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("the prober in here ended with code 137");
            assertThatThrownBy(() -> ask(asker, hangs))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("the prober in here ended with code 137");
        }
    }

    @Test
    void a_prober_that_stands_still_fails_its_questions_instead_of_blaming_the_service() throws Exception {
        try (RemoteAsker asker = here(Duration.ZERO);
                HostileServer server = HostileServer.saying(OK)) {
            run("kill", "-STOP", Long.toString(asker.pid()));

            assertThatThrownBy(() -> asker.ask(new HttpAsk(server.address(), "/", true), Duration.ofMillis(100))
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessage("the prober in here did not answer");
        }
    }

    @Test
    void a_prober_ends_by_itself_when_its_input_ends() throws Exception {
        Process prober = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Prober.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (HostileServer hangs = new HostileServer(HostileServer.Connection::hang)) {
            assertThat(ProberLine.read(prober.getInputStream(), 100)).contains(ProberLine.READY);
            prober.getOutputStream()
                    .write((ProberLine.Question.http(1, new HttpAsk(hangs.address(), "/", true), AMPLE)
                                            .line() + "\n")
                            .getBytes(StandardCharsets.US_ASCII));

            prober.getOutputStream().close();

            assertThat(prober.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(prober.exitValue()).isZero();
        } finally {
            prober.destroyForcibly();
        }
    }

    @Test
    void a_prober_that_cannot_start_says_why() {
        assertThatThrownBy(() -> RemoteAsker.start(Path.of("/run/netns/there-is-none"), AMPLE))
                .isInstanceOf(IOException.class)
                .hasMessage("the prober in /run/netns/there-is-none ended with code 1: "
                        + "nsenter: cannot open /run/netns/there-is-none: No such file or directory");
    }

    @Test
    void a_closed_asker_leaves_no_process_behind() throws Exception {
        RemoteAsker asker = here();
        ProcessHandle prober = ProcessHandle.of(asker.pid()).orElseThrow();

        asker.close();

        assertThat(prober.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    @Tag("docker") // needs root and network namespaces
    void the_loopback_of_another_namespace_answers_there_and_only_there() throws Exception {
        String name = "respawn-t" + ProcessHandle.current().pid();
        run("ip", "netns", "add", name);
        try {
            run("ip", "-n", name, "link", "set", "lo", "up");
            Path namespace = Path.of("/run/netns", name);
            InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 18_080);
            // A prober's own child would do as a server, but a second Java process says most plainly where it stands.
            Process server = new ProcessBuilder(
                            "nsenter",
                            "--net=" + namespace,
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            OneAnswer.class.getName(),
                            "18080")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (RemoteAsker there = RemoteAsker.start(namespace, AMPLE);
                    LocalAsker here = new LocalAsker()) {
                assertThat(ProberLine.read(server.getInputStream(), 100)).contains("listening");

                assertThat(ask(there, nobody)).isEqualTo(new HttpAnswer(200, "from there", ""));
                assertThat(ask(here, nobody)).isEqualTo(new HttpAnswer(0, "", "connection refused"));
            } finally {
                server.destroyForcibly();
                server.waitFor(30, TimeUnit.SECONDS);
            }
        } finally {
            run("ip", "netns", "delete", name);
        }
    }

    private static RemoteAsker here(Duration onTheWay) throws IOException, InterruptedException {
        return RemoteAsker.start(List.of("env"), "here", AMPLE, onTheWay);
    }

    private static RemoteAsker here() throws IOException, InterruptedException {
        return here(AMPLE);
    }

    private static HttpAnswer ask(Asker asker, HostileServer server) throws Exception {
        return ask(asker, server.address());
    }

    private static HttpAnswer ask(Asker asker, InetSocketAddress to) throws Exception {
        return asker.ask(new HttpAsk(to, "/", true), AMPLE)
                .toCompletableFuture()
                .get(90, TimeUnit.SECONDS);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s said: %s", String.join(" ", command), said)
                .isZero();
    }
}
