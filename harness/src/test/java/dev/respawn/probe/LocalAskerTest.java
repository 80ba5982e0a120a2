package dev.respawn.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.HttpAsk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalAskerTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    private final LocalAsker asker = new LocalAsker();

    @AfterEach
    void close() {
        asker.close();
    }

    @Test
    void an_answer_has_its_status_and_its_body() throws Exception {
        try (HostileServer server = HostileServer.saying(OK)) {
            assertThat(ask(server, true)).isEqualTo(new HttpAnswer(200, "hello", ""));
        }
    }

    @Test
    void the_request_is_a_plain_get_with_the_address_as_its_host() throws Exception {
        LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
        try (HostileServer server = new HostileServer(connection -> {
            requests.add(connection.request());
            connection.say(OK);
        })) {
            ask(server, false);

            assertThat(requests.poll(20, TimeUnit.SECONDS))
                    .isEqualTo("GET /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1:"
                            + server.address().getPort()
                            + "\r\nUser-Agent: respawn\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
                            + "Connection: close\r\n\r\n");
        }
    }

    @Test
    void an_ipv6_address_is_bracketed_in_the_host() throws Exception {
        LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
        try (HostileServer server = new HostileServer(
                InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), connection -> {
                    requests.add(connection.request());
                    connection.say(OK);
                })) {
            assertThat(ask(server, false).status()).isEqualTo(200);

            assertThat(requests.poll(20, TimeUnit.SECONDS))
                    .contains("\r\nHost: [0:0:0:0:0:0:0:1]:" + server.address().getPort() + "\r\n");
        }
    }

    @Test
    void a_chunked_body_is_put_together() throws Exception {
        String chunks = "3;note=x~hel~2~lo~0~Trailer: x~~".replace("~", "\r\n");
        try (HostileServer server =
                HostileServer.saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)) {
            assertThat(ask(server, true)).isEqualTo(new HttpAnswer(200, "hello", ""));
            assertThat(ask(server, true)).isEqualTo(new HttpAnswer(200, "hello", ""));
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_body_without_a_length_ends_with_its_connection() throws Exception {
        try (HostileServer server = new HostileServer(connection -> {
            connection.request();
            connection.say("HTTP/1.0 200 OK\r\n\r\nhello");
        })) {
            assertThat(ask(server, true)).isEqualTo(new HttpAnswer(200, "hello", ""));
        }
    }

    @Test
    void an_answer_without_a_body_is_complete_with_its_head() throws Exception {
        try (HostileServer server = HostileServer.saying("HTTP/1.1 204 No Content\r\n\r\n")) {
            assertThat(ask(server, true)).isEqualTo(new HttpAnswer(204, "", ""));
        }
    }

    @Test
    void a_sign_of_life_before_the_answer_is_not_the_answer() throws Exception {
        try (HostileServer server = HostileServer.saying("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK)) {
            assertThat(ask(server, true)).isEqualTo(new HttpAnswer(200, "hello", ""));
        }
    }

    @Test
    void of_a_long_body_only_the_beginning_is_read() throws Exception {
        String body = "x".repeat(300_000);
        try (HostileServer server = HostileServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + body)) {
            HttpAnswer answer = ask(server, true);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).hasSize(65_536);
        }
    }

    @Test
    void a_body_that_never_ends_is_not_waited_for() throws Exception {
        try (HostileServer server = new HostileServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                connection.say("1000\r\n" + "x".repeat(4096) + "\r\n");
            }
        })) {
            assertThat(ask(server, true).body()).hasSize(65_536);
        }
    }

    @Test
    void a_port_on_which_nobody_listens_refuses() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }

        assertThat(ask(nobody, true, AMPLE)).isEqualTo(new HttpAnswer(0, "", "connection refused"));
    }

    @Test
    void a_server_that_accepts_and_says_nothing_hangs() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.Connection::hang)) {
            assertThat(ask(server.address(), true, SHORT))
                    .isEqualTo(new HttpAnswer(0, "", "connected, no answer within 500ms"));
        }
    }

    @Test
    void a_connection_that_is_not_even_made_hangs_in_other_words() throws Exception {
        // With its backlog full the kernel ignores who else wants to connect.
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<CompletableFuture<HttpAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(asker.ask(
                                new HttpAsk((InetSocketAddress) deaf.getLocalSocketAddress(), "/", false),
                                Duration.ofMillis(500))
                        .toCompletableFuture());
            }

            assertThat(answers)
                    .extracting(answer -> answer.get(20, TimeUnit.SECONDS).failure())
                    .contains("no answer within 500ms", "connected, no answer within 500ms")
                    .doesNotContain("");
        }
    }

    @Test
    void a_reset_after_the_request_is_told_from_a_close_and_from_one_in_the_middle() throws Exception {
        String half = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel";
        assertThat(failure(connection -> {
                    connection.request();
                    connection.reset();
                }))
                .isEqualTo("connection reset after the request was sent");
        assertThat(failure(HostileServer.Connection::request)).isEqualTo("connection closed without an answer");
        assertThat(failure(connection -> {
                    connection.request();
                    connection.say(half);
                }))
                .isEqualTo("connection closed in the middle of the answer");
        CountDownLatch never = new CountDownLatch(1);
        try (HostileServer server = new HostileServer(connection -> {
            connection.request();
            connection.say(half);
            never.await();
        })) {
            assertThat(ask(server.address(), false, SHORT).failure())
                    .isEqualTo("connected, the answer was not complete within 500ms");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SSH-2.0-OpenSSH_9.2~            | the answer is not HTTP; it begins 'S'
            HTTP/1.1 abc OK~                | the answer is not HTTP; it begins 'HTTP/1.1 abc OK'
            HTTP/2.0 200 OK~                | the answer is not HTTP; it begins 'HTTP/2'
            HTTP/1.1 200 OK~no header~~     | 'no header' is no header
            HTTP/1.1 200 OK~Content-Length: -5~~ | a Content-Length of '-5' is no length
            HTTP/1.1 200 OK~Content-Length: 99999999999999999999~~ | a Content-Length of '99999999999999999999' is no length
            HTTP/1.1 200 OK~Content-Length: 5~Content-Length: 6~~ | two lengths are given, 5 and 6
            HTTP/1.1 200 OK~Transfer-Encoding: chunked~~xyz~ | 'xyz' is no length of a chunk
            HTTP/1.1 200 OK~Transfer-Encoding: chunked~~-1~ | '-1' is no length of a chunk
            HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~abc~ | 'bc' stands where a chunk should end
            HTTP/1.1 200 OK~Transfer-Encoding: gzip~~ | the transfer encoding 'gzip' was not asked for
            HTTP/1.1 101 Switching~~        | it answered with another protocol, which nobody asked for
            """)
    void garbage_is_a_bad_answer_that_says_what_is_wrong_with_it(String said, String failure) throws Exception {
        try (HostileServer server = HostileServer.saying(said.replace("~", "\r\n"))) {
            assertThat(ask(server, true).failure()).isEqualTo(failure);
        }
    }

    @Test
    void headers_without_an_end_are_given_up() throws Exception {
        assertThat(failure(connection -> {
                    connection.request();
                    connection.say("HTTP/1.1 200 OK\r\n");
                    while (true) {
                        connection.say("X: " + "y".repeat(1000) + "\r\n");
                    }
                }))
                .isEqualTo("the headers are longer than 32KiB");
        assertThat(failure(connection -> {
                    connection.request();
                    while (true) {
                        connection.say("HTTP/1.1 100 Continue\r\n\r\n");
                    }
                }))
                .isEqualTo("the headers are longer than 32KiB");
    }

    @Test
    void a_slow_drip_ends_at_the_deadline() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (HostileServer server = new HostileServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\nX: ");
            while (!over.await(5, TimeUnit.MILLISECONDS)) {
                connection.say("y");
            }
        })) {
            assertThat(ask(server.address(), true, SHORT).failure())
                    .isEqualTo("connected, the answer was not complete within 500ms");
        } finally {
            over.countDown();
        }
    }

    @Test
    void hostile_bytes_are_shown_harmless() throws Exception {
        assertThat(failure(connection -> {
                    connection.request();
                    connection.say("HTTP/1.1 \u001b[2J\r\n");
                }))
                .isEqualTo("the answer is not HTTP; it begins 'HTTP/1.1 \\u001b[2J'");
    }

    @Test
    void a_kept_connection_is_used_again() throws Exception {
        try (HostileServer server = HostileServer.saying(OK)) {
            for (int i = 0; i < 10; i++) {
                assertThat(ask(server, true)).isEqualTo(new HttpAnswer(200, "hello", ""));
            }

            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void without_keep_alive_each_question_has_its_own_connection() throws Exception {
        try (HostileServer server = HostileServer.saying(OK)) {
            for (int i = 0; i < 10; i++) {
                assertThat(ask(server, false).status()).isEqualTo(200);
            }

            assertThat(server.accepted()).isEqualTo(10);
        }
    }

    @Test
    void a_server_that_wants_to_close_is_not_asked_again_on_that_connection() throws Exception {
        try (HostileServer server =
                HostileServer.saying("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(server, true)).isEqualTo(new HttpAnswer(200, "", ""));
            }

            assertThat(server.accepted()).isEqualTo(3);
        }
    }

    @Test
    void a_kept_connection_that_breaks_without_a_byte_is_replaced_once_and_the_answer_says_so() throws Exception {
        try (HostileServer server = new HostileServer(connection -> {
            connection.request();
            connection.say(OK);
            if (connection.number() == 1) {
                connection.request();
                connection.reset();
            }
        })) {
            assertThat(ask(server, true).askedAgain()).isFalse();

            assertThat(ask(server, true)).isEqualTo(new HttpAnswer(200, "hello", "", true));
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_question_is_asked_again_only_once() throws Exception {
        try (HostileServer server = new HostileServer(connection -> {
            connection.request();
            if (connection.number() == 1) {
                connection.say(OK);
                connection.request();
            }
        })) {
            ask(server, true);

            assertThat(ask(server, true).failure())
                    .isEqualTo("connection closed without an answer"
                            + " (asked again: the server had closed the connection that was kept)");
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_kept_connection_that_breaks_in_the_middle_of_the_answer_is_the_services_failure() throws Exception {
        try (HostileServer server = new HostileServer(connection -> {
            connection.request();
            connection.say(OK);
            connection.request();
            connection.say("HTTP/1.1 200");
        })) {
            ask(server, true);

            assertThat(ask(server, true))
                    .isEqualTo(new HttpAnswer(0, "", "connection closed in the middle of the answer"));
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_fresh_connection_that_breaks_is_not_asked_again() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.Connection::request)) {
            assertThat(ask(server, true).askedAgain()).isFalse();
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void bytes_after_an_answer_are_not_taken_for_the_next_one() throws Exception {
        try (HostileServer server = HostileServer.saying(OK + "HTTP/1.1 500 Trap\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(ask(server, true).status()).isEqualTo(200);
            assertThat(ask(server, true).status()).isEqualTo(200);
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_hang_holds_up_nobody_else() throws Exception {
        try (HostileServer hangs = new HostileServer(HostileServer.Connection::hang);
                HostileServer server = HostileServer.saying(OK)) {
            CompletableFuture<HttpAnswer> hanging =
                    asker.ask(new HttpAsk(hangs.address(), "/", true), AMPLE).toCompletableFuture();

            assertThat(ask(server, true).status()).isEqualTo(200);
            assertThat(hanging).isNotDone();
        }
    }

    @Test
    void a_question_to_a_closed_asker_fails_instead_of_waiting() throws Exception {
        try (HostileServer hangs = new HostileServer(HostileServer.Connection::hang)) {
            CompletableFuture<HttpAnswer> before =
                    asker.ask(new HttpAsk(hangs.address(), "/", true), AMPLE).toCompletableFuture();

            asker.close();

            assertThatThrownBy(() -> before.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("the asker was closed");
            assertThatThrownBy(() -> ask(hangs, true))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("the asker was closed");
        }
    }

    @Test
    void many_questions_at_once_all_have_their_own_answer() throws Exception {
        try (HostileServer server = new HostileServer(connection -> {
            for (String request = connection.request(); !request.isEmpty(); request = connection.request()) {
                String path = request.substring(4, request.indexOf(" HTTP"));
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            }
        })) {
            List<CompletableFuture<HttpAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(asker.ask(new HttpAsk(server.address(), "/" + i, i % 2 == 0), AMPLE)
                        .toCompletableFuture());
            }
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(new HttpAnswer(200, "/" + i, ""));
            }
        }
    }

    @Test
    void no_port_of_ours_is_left_waiting_whoever_closes_first() throws Exception {
        assumeThat(Path.of("/proc/self/net/tcp6")).as("a kernel with IPv6").exists();
        HostileServer.Treatment keepsOpen = connection -> {
            connection.request();
            connection.say(OK);
            connection.hang();
        };
        HostileServer.Treatment closes = connection -> {
            connection.request();
            connection.say(OK);
        };
        for (HostileServer.Treatment treatment : List.of(keepsOpen, closes, HostileServer.Connection::hang)) {
            try (HostileServer server = new HostileServer(treatment)) {
                for (int i = 0; i < 4; i++) {
                    ask(server.address(), false, SHORT);
                }

                // 06 is TIME_WAIT, a minute long; every other state ends soon.
                await().atMost(20, TimeUnit.SECONDS)
                        .until(() -> states(server.address().getPort()).stream().allMatch("06"::equals));
                assertThat(states(server.address().getPort())).isEmpty();
            }
        }
    }

    @Test
    void only_so_many_connections_are_kept() throws Exception {
        assumeThat(Path.of("/proc/self/net/tcp6")).as("a kernel with IPv6").exists();
        int questions = 2 * HttpConnections.KEPT_MOST;
        CountDownLatch all = new CountDownLatch(questions);
        try (HostileServer server = new HostileServer(connection -> {
            connection.request();
            // Nobody is answered before everybody has asked, so each has a connection of its own.
            all.countDown();
            all.await();
            connection.say(OK);
            connection.hang();
        })) {
            List<CompletableFuture<HttpAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < questions; i++) {
                answers.add(asker.ask(new HttpAsk(server.address(), "/", true), AMPLE)
                        .toCompletableFuture());
            }
            for (CompletableFuture<HttpAnswer> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(new HttpAnswer(200, "hello", ""));
            }

            assertThat(server.accepted()).isEqualTo(questions);
            // What is not kept is closed after its answer was handed over.
            await().atMost(10, TimeUnit.SECONDS)
                    .until(() -> states(server.address().getPort()).size() <= HttpConnections.KEPT_MOST);
            assertThat(states(server.address().getPort())).hasSize(HttpConnections.KEPT_MOST);
        }
    }

    @Test
    void what_is_asked_beyond_the_most_on_their_way_is_not_asked() throws Exception {
        try (LocalAsker small = new LocalAsker(2, Optional.empty());
                HostileServer hangs = new HostileServer(HostileServer.Connection::hang)) {
            HttpAsk ask = new HttpAsk(hangs.address(), "/", true);
            var first = small.ask(ask, AMPLE).toCompletableFuture();
            var second = small.ask(ask, AMPLE).toCompletableFuture();

            assertThatThrownBy(() -> small.ask(ask, AMPLE).toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .hasRootCauseMessage("shed: 2 questions are on their way");
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
        }
    }

    /** The kernel's state of each of our ends of the connections to this port. */
    private static List<String> states(int port) throws IOException {
        String remote = String.format(":%04X", port);
        List<String> states = new ArrayList<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns[2].endsWith(remote)) {
                    states.add(columns[3]);
                }
            }
        }
        return states;
    }

    @Test
    void a_path_that_would_be_another_request_is_refused() {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

        assertThatThrownBy(() -> new HttpAsk(anywhere, "/ HTTP/1.1\r\nX: y", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'/ HTTP/1.1\\u000d\\nX: y' cannot be asked for; wanted a path that begins with '/', at most"
                                + " 2001 visible ASCII characters, others as %20");
    }

    private String failure(HostileServer.Treatment treatment)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try (HostileServer server = new HostileServer(treatment)) {
            HttpAnswer answer = ask(server, false);
            assertThat(answer.status()).isZero();
            return answer.failure();
        }
    }

    private HttpAnswer ask(HostileServer server, boolean keepAlive)
            throws InterruptedException, ExecutionException, TimeoutException {
        return asker.ask(new HttpAsk(server.address(), "/x?y=1", keepAlive), AMPLE)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private HttpAnswer ask(InetSocketAddress to, boolean keepAlive, Duration deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        return asker.ask(new HttpAsk(to, "/", keepAlive), deadline)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}
