package dev.respawn.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.respawn.catalogue.Mistake;
import dev.respawn.catalogue.Reading;
import dev.respawn.model.ServiceName;
import dev.respawn.probe.Reach.HttpAnswer;
import dev.respawn.probe.Reach.HttpAsk;
import dev.respawn.yaml.Node;
import dev.respawn.yaml.Place;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HttpGetTest {
    private static final ServiceName WEB = new ServiceName("web");
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
    private static final Place HERE = new Place("x.yaml", 1, 1);

    @Test
    void the_wanted_status_is_good() {
        assertThat(answer(HttpGet.of(WEB, "/"), new HttpAnswer(200, "hello", "")))
                .isEqualTo(Answer.ofGood());
    }

    @Test
    void another_status_is_bad() {
        assertThat(answer(HttpGet.of(WEB, "/"), new HttpAnswer(502, "", "")))
                .isEqualTo(Answer.bad("status 502, wanted 200"));
    }

    @Test
    void no_answer_is_bad_in_the_words_of_the_asker() {
        assertThat(answer(HttpGet.of(WEB, "/"), new HttpAnswer(0, "", "connection refused")))
                .isEqualTo(Answer.bad("connection refused"));
    }

    @Test
    void a_body_without_what_it_should_contain_is_bad() {
        HttpGet probe = new HttpGet(WEB, "/", Optional.empty(), 1, Via.CONTAINER, 200, Optional.of("welcome"), true);

        assertThat(answer(probe, new HttpAnswer(200, "you are welcome", ""))).isEqualTo(Answer.ofGood());
        assertThat(answer(probe, new HttpAnswer(200, "go\naway", "")))
                .isEqualTo(Answer.bad("the body does not contain 'welcome'; it begins 'go\\naway'"));
    }

    @Test
    void a_good_answer_says_that_it_was_asked_for_twice() {
        assertThat(answer(HttpGet.of(WEB, "/"), new HttpAnswer(200, "", "", true)))
                .isEqualTo(new Answer(true, "asked again: the server had closed the connection that was kept"));
    }

    @Test
    void a_service_without_an_address_is_bad() {
        Fake reach = new Fake(Optional.of(80), Optional.empty(), new HttpAnswer(200, "", ""));

        assertThat(ask(HttpGet.of(WEB, "/"), reach))
                .isCompletedWithValue(Answer.bad("web/1 has no address of its own"));
        assertThat(ask(new HttpGet(WEB, "/", Optional.of(81), 2, Via.PUBLISHED, 200, Optional.empty(), true), reach))
                .isCompletedWithValue(Answer.bad("web/2 has no address under which port 81 is published"));
    }

    @Test
    void without_a_port_nothing_can_be_asked() {
        Fake reach = new Fake(Optional.empty(), Optional.of(ADDRESS), new HttpAnswer(200, "", ""));

        assertThatThrownBy(() -> ask(HttpGet.of(WEB, "/"), reach).join())
                .hasRootCauseMessage("'web' names no port, and neither does the probe; add 'port' to one of them");
    }

    @Test
    void its_own_port_goes_before_the_services() {
        Fake reach = new Fake(Optional.of(80), Optional.of(ADDRESS), new HttpAnswer(200, "", ""));

        var unused = ask(HttpGet.of(WEB, "/a"), reach).join();
        unused = ask(new HttpGet(WEB, "/b", Optional.of(81), 2, Via.LOOPBACK, 200, Optional.empty(), false), reach)
                .join();

        assertThat(reach.seen)
                .containsExactly(
                        "web/1:80 CONTAINER",
                        new HttpAsk(ADDRESS, "/a", true) + " CONTAINER PT1S",
                        "web/2:81 LOOPBACK",
                        new HttpAsk(ADDRESS, "/b", false) + " LOOPBACK PT1S");
    }

    @Test
    void it_says_in_words_what_it_asks() {
        assertThat(HttpGet.of(WEB, "/").inWords()).isEqualTo("GET / of web, at the container's address");
        assertThat(new HttpGet(WEB, "/x", Optional.of(81), 2, Via.LOOPBACK, 200, Optional.empty(), false).inWords())
                .isEqualTo("GET /x of web/2, port 81, at its published port on the host's loopback,"
                        + " over a new connection each time");
    }

    @Test
    void it_is_read_as_it_is_written() {
        HttpGet full = new HttpGet(WEB, "/x?y", Optional.of(81), 2, Via.PUBLISHED, 503, Optional.of("sorry"), false);

        assertThat(Probe.catalogue().write(HttpGet.of(WEB, "/")))
                .isEqualTo(Map.of("http-get", Map.of("service", "web")));
        for (HttpGet probe : List.of(full, HttpGet.of(WEB, "/"))) {
            Reading reading = new Reading();
            Object written = Probe.catalogue().write(probe);

            assertThat(Probe.catalogue().read(node(written), reading).map(Object::toString))
                    .contains(probe.toString());
        }
    }

    @Test
    void a_path_that_would_be_another_request_is_a_mistake_of_its_author() {
        Reading reading = new Reading();

        assertThat(Probe.catalogue()
                        .read(node(Map.of("http-get", Map.of("service", "web", "path", "no slash"))), reading))
                .isEmpty();
        assertThat(reading.mistakes())
                .extracting(Mistake::message)
                .contains("'no slash' cannot be asked for; wanted a path that begins with '/', at most 2001 visible"
                        + " ASCII characters, others as %20");
    }

    private static Answer answer(HttpGet probe, HttpAnswer answer) {
        return ask(probe, new Fake(Optional.of(80), Optional.of(ADDRESS), answer))
                .join();
    }

    private static CompletableFuture<Answer> ask(Probe probe, Reach reach) {
        return probe.ask(reach, Duration.ofSeconds(1)).toCompletableFuture();
    }

    private static Node node(Object plain) {
        if (plain instanceof Map<?, ?> map) {
            return new Node.Mapping(
                    map.entrySet().stream()
                            .map(e -> new Node.Pair(String.valueOf(e.getKey()), HERE, node(e.getValue())))
                            .toList(),
                    HERE);
        }
        return new Node.Scalar(String.valueOf(plain), plain instanceof String, HERE);
    }

    private static final class Fake extends Nowhere {
        private final List<String> seen = new ArrayList<>();
        private final Optional<Integer> port;
        private final Optional<InetSocketAddress> address;
        private final HttpAnswer answer;

        Fake(Optional<Integer> port, Optional<InetSocketAddress> address, HttpAnswer answer) {
            this.port = port;
            this.address = address;
            this.answer = answer;
        }

        @Override
        public Optional<Integer> port(ServiceName service) {
            return port;
        }

        @Override
        public Optional<InetSocketAddress> address(ServiceName service, int replica, int number, Via via) {
            seen.add(service + "/" + replica + ":" + number + " " + via);
            return address;
        }

        @Override
        public CompletionStage<HttpAnswer> http(HttpAsk ask, Via via, Duration deadline) {
            seen.add(ask + " " + via + " " + deadline);
            return CompletableFuture.completedFuture(answer);
        }
    }
}
