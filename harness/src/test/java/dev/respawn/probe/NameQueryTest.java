package dev.respawn.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.HttpAsk;
import dev.respawn.probe.Reach.TcpAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameQueryTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final byte[] LOOPBACK = NameServer.a(127, 0, 0, 1);

    @Test
    void a_service_is_asked_where_its_name_leads_and_by_its_name() throws Exception {
        LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
        try (NameServer names = new NameServer(q -> NameServer.reply(q, 0, 1, LOOPBACK));
                LocalAsker asker = new LocalAsker(names.address());
                HostileServer server = new HostileServer(connection -> {
                    requests.add(connection.request());
                    connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                })) {
            InetSocketAddress web =
                    InetSocketAddress.createUnresolved("web", server.address().getPort());

            HttpAnswer answer = asker.ask(new HttpAsk(web, "/", true), AMPLE)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            TcpAnswer opened = asker.open(web, AMPLE).toCompletableFuture().get(30, TimeUnit.SECONDS);

            assertThat(answer).isEqualTo(new HttpAnswer(200, "hi", ""));
            assertThat(opened).isEqualTo(new TcpAnswer(""));
            assertThat(requests.poll(20, TimeUnit.SECONDS)).contains("\r\nHost: web:" + web.getPort() + "\r\n");
            byte[] question = names.asked().poll(20, TimeUnit.SECONDS);
            assertThat(Arrays.copyOfRange(question, 2, question.length))
                    .containsExactly(1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 'w', 'e', 'b', 0, 0, 1, 0, 1);
        }
    }

    @Test
    void a_name_is_looked_up_for_every_question_although_the_connection_is_kept() throws Exception {
        try (NameServer names = new NameServer(q -> NameServer.reply(q, 0, 1, LOOPBACK));
                LocalAsker asker = new LocalAsker(names.address());
                HostileServer server = HostileServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) {
            InetSocketAddress web =
                    InetSocketAddress.createUnresolved("web", server.address().getPort());

            for (int i = 0; i < 3; i++) {
                assertThat(asker.ask(new HttpAsk(web, "/", true), AMPLE)
                                .toCompletableFuture()
                                .get(30, TimeUnit.SECONDS)
                                .status())
                        .isEqualTo(200);
            }

            assertThat(names.asked()).hasSize(3);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void the_first_address_counts_whatever_comes_before_it() throws Exception {
        byte[] alias = {(byte) 0xC0, 12, 0, 5, 0, 1, 0, 0, 2, 88, 0, 3, 1, 'x', 0};

        assertThat(asked(q -> NameServer.reply(q, 0, 2, alias, LOOPBACK))).isEqualTo("connection refused");
    }

    @ParameterizedTest
    @CsvSource({
        "3, 'web' does not resolve: there is no such name",
        "2, 'web' does not resolve: the name server failed",
        "5, 'web' does not resolve: the name server refused",
        "9, 'web' does not resolve: the name server answered with code 9"
    })
    void a_name_that_does_not_resolve_is_bad_in_words(int code, String why) throws Exception {
        assertThat(asked(q -> NameServer.reply(q, code, 0))).isEqualTo(why);
    }

    @Test
    void a_name_without_an_address_is_bad() throws Exception {
        assertThat(asked(q -> NameServer.reply(q, 0, 0))).isEqualTo("'web' does not resolve: the name has no address");
    }

    @Test
    void a_name_server_that_says_nothing_is_not_waited_for() throws Exception {
        assertThat(asked(q -> new byte[0])).isEqualTo("'web' was not resolved within 300ms");
    }

    @Test
    void a_name_server_that_is_gone_is_told_at_once() throws Exception {
        NameServer names = new NameServer(q -> q);
        InetSocketAddress gone = names.address();
        names.close();
        try (LocalAsker asker = new LocalAsker(gone)) {
            assertThat(asker.open(InetSocketAddress.createUnresolved("web", 1), AMPLE)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .failure())
                    .isEqualTo("'web' does not resolve: the name server does not answer (nobody listens there)");
        }
    }

    @Test
    void a_reply_to_another_question_is_none() throws Exception {
        assertThat(asked(q -> {
                    byte[] other = NameServer.reply(q, 0, 1, LOOPBACK);
                    other[0] ^= 1;
                    return other;
                }))
                .isEqualTo("'web' was not resolved within 300ms");
        assertThat(asked(q -> q)).isEqualTo("'web' was not resolved within 300ms");
    }

    @Test
    void a_reply_that_is_cut_off_anywhere_is_harmless() {
        byte[] question = new DnsMessage.Query(7, "web").bytes();
        byte[] whole = NameServer.reply(question, 0, 1, LOOPBACK);

        assertThat(DnsMessage.read(ByteBuffer.wrap(whole)).address()).isPresent();
        for (int length = 12; length < whole.length; length++) {
            DnsMessage.Reply reply = DnsMessage.read(ByteBuffer.wrap(whole, 0, length));
            assertThat(reply.address()).isEmpty();
            assertThat(reply.why()).isEqualTo("the name server's reply is cut off");
        }
    }

    @Test
    void a_name_that_no_name_server_could_be_asked_for_is_bad() throws Exception {
        try (NameServer names = new NameServer(q -> NameServer.reply(q, 0, 1, LOOPBACK));
                LocalAsker asker = new LocalAsker(names.address())) {
            for (String name : new String[] {"a..b", "x".repeat(64)}) {
                assertThat(asker.open(InetSocketAddress.createUnresolved(name, 1), AMPLE)
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS)
                                .failure())
                        .endsWith("' does not resolve: no name looks like that");
            }
            assertThat(names.asked()).isEmpty();
        }
    }

    @Test
    void who_knows_no_names_says_so() throws Exception {
        try (LocalAsker asker = new LocalAsker()) {
            assertThat(asker.open(InetSocketAddress.createUnresolved("web", 1), AMPLE)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .failure())
                    .isEqualTo("no address is known for 'web'");
        }
    }

    /** What comes of the question for a connection to a port of 127.0.0.1 on which nobody listens. */
    private static String asked(UnaryOperator<byte[]> reply) throws Exception {
        int nobody;
        try (HostileServer closed = HostileServer.saying("")) {
            nobody = closed.address().getPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        try (NameServer names = new NameServer(reply);
                LocalAsker asker = new LocalAsker(names.address())) {
            return asker.open(InetSocketAddress.createUnresolved("web", nobody), SHORT)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .failure();
        }
    }
}
