package dev.respawn.probe;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Text;
import dev.respawn.catalogue.Word;
import dev.respawn.model.ServiceName;
import java.time.Duration;
import java.util.Optional;
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
    private static final Field<HttpGet, Via> VIA =
            Field.orElse("via", Spot.VIA_SUMMARY, Kinds.choice(Via.class), HttpGet::via, Via.CONTAINER);
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
        var unused = new Spot(service, port, replica, via);
    }

    /** Asks a service for a path, wants 200, and says nothing else. */
    public static HttpGet of(ServiceName service, String path) {
        return new HttpGet(service, path, Optional.empty(), 1, Via.CONTAINER, 200, Optional.empty(), true);
    }

    private Spot spot() {
        return new Spot(service, port, replica, via);
    }

    @Override
    public String inWords() {
        return "GET " + path + " of " + spot().inWords() + (keepAlive ? "" : ", over a new connection each time");
    }

    @Override
    public Optional<ServiceName> byName() {
        return spot().byName();
    }

    @Override
    public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
        return spot().ask(
                        reach,
                        address -> reach.http(new Reach.HttpAsk(address, path, keepAlive), via, deadline)
                                .thenApply(this::judge));
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
