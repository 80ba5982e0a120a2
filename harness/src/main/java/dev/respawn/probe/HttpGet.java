package dev.respawn.probe;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.model.ServiceName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether a service answers over HTTP as it should.
 *
 * @param port empty for the service's own
 * @param replica from 1
 * @param bodyContains empty if any body will do; only the first 64 KiB are looked at
 * @param keepAlive whether connections are used again; without, each question also proves that a new one is accepted
 */
public record HttpGet(
        ServiceName service,
        String path,
        Optional<Integer> port,
        int replica,
        Via via,
        int status,
        Optional<String> bodyContains,
        boolean keepAlive)
        implements Probe {
    private static final Field<HttpGet, ServiceName> SERVICE =
            Field.wanted("service", "which service is asked", Kinds.service(), HttpGet::service);
    private static final Field<HttpGet, String> PATH =
            Field.orElse("path", "what is asked for", Kinds.WORDS, HttpGet::path, "/");
    private static final Field<HttpGet, Optional<Integer>> PORT =
            Field.maybe("port", "on which port; left out, the service's own", Kinds.number(1, 65_535), HttpGet::port);
    private static final Field<HttpGet, Integer> REPLICA =
            Field.orElse("replica", "which replica, from 1", Kinds.number(1, 50), HttpGet::replica, 1);
    private static final Field<HttpGet, Via> VIA = Field.orElse(
            "via",
            "at the container's address, its published port, or that port on the host's loopback",
            Kinds.choice(Via.class),
            HttpGet::via,
            Via.CONTAINER);
    private static final Field<HttpGet, Integer> STATUS =
            Field.orElse("status", "the status it has to answer", Kinds.number(200, 599), HttpGet::status, 200);
    private static final Field<HttpGet, Optional<String>> BODY_CONTAINS = Field.maybe(
            "body-contains", "what the first 64 KiB of the body have to contain", Kinds.TEXT, HttpGet::bodyContains);
    private static final Field<HttpGet, Boolean> KEEP_ALIVE = Field.orElse(
            "keep-alive",
            "use connections again; false asks over a new one each time",
            Kinds.FLAG,
            HttpGet::keepAlive,
            true);

    public HttpGet {
        Reach.HttpAsk.checkPath(path);
    }

    /** Asks a service for a path, wants 200, and says nothing else. */
    public static HttpGet of(ServiceName service, String path) {
        return new HttpGet(service, path, Optional.empty(), 1, Via.CONTAINER, 200, Optional.empty(), true);
    }

    @Override
    public String inWords() {
        return "GET " + path + " of " + service + (replica == 1 ? "" : "/" + replica)
                + port.map(p -> ", port " + p).orElse("") + ", at "
                + switch (via) {
                    case CONTAINER -> "the container's address";
                    case PUBLISHED -> "its published port";
                    case LOOPBACK -> "its published port on the host's loopback";
                }
                + (keepAlive ? "" : ", over a new connection each time");
    }

    @Override
    public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
        Optional<Integer> number = port.or(() -> reach.port(service));
        if (number.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "'" + service + "' names no port, and neither does the probe; add 'port' to one of them"));
        }
        Optional<InetSocketAddress> address = reach.address(service, replica, number.get(), via);
        if (address.isEmpty()) {
            return CompletableFuture.completedFuture(Answer.bad(service + "/" + replica + " has no address "
                    + (via == Via.CONTAINER ? "of its own" : "under which port " + number.get() + " is published")));
        }
        return reach.http(new Reach.HttpAsk(address.get(), path, keepAlive), via, deadline)
                .thenApply(this::judge);
    }

    private Answer judge(Reach.HttpAnswer answer) {
        if (!answer.failure().isEmpty()) {
            return Answer.bad(answer.failure());
        }
        if (answer.status() != status) {
            return Answer.bad("status " + answer.status() + ", wanted " + status);
        }
        if (bodyContains.isPresent() && !answer.body().contains(bodyContains.get())) {
            return Answer.bad("the body does not contain '" + Text.shown(bodyContains.get()) + "'; it begins '"
                    + Text.shown(answer.body()) + "'");
        }
        return new Answer(
                true, answer.askedAgain() ? "asked again: the server had closed the connection that was kept" : "");
    }

    /** Offers the word. */
    public static final class Listing implements Probe.Listing {
        @Override
        public Word<HttpGet> word() {
            return Word.of(
                    "http-get",
                    "a service answers a GET request with the wanted status and body",
                    HttpGet.class,
                    v -> new HttpGet(
                            v.get(SERVICE),
                            v.get(PATH),
                            v.get(PORT),
                            v.get(REPLICA),
                            v.get(VIA),
                            v.get(STATUS),
                            v.get(BODY_CONTAINS),
                            v.get(KEEP_ALIVE)),
                    SERVICE,
                    PATH,
                    PORT,
                    REPLICA,
                    VIA,
                    STATUS,
                    BODY_CONTAINS,
                    KEEP_ALIVE);
        }
    }
}
