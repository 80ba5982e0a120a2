package dev.respawn.scenario.testwords;

import dev.respawn.catalogue.Field;
import dev.respawn.catalogue.Kinds;
import dev.respawn.catalogue.Word;
import dev.respawn.model.ServiceName;
import dev.respawn.probe.Answer;
import dev.respawn.probe.Probe;
import dev.respawn.probe.Reach;
import dev.respawn.probe.Via;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** A probe with arguments of many kinds. */
public record TestGet(
        ServiceName service,
        String path,
        Via via,
        Optional<Integer> port,
        List<Integer> status,
        Map<String, String> headers)
        implements Probe {
    private static final Field<TestGet, ServiceName> SERVICE =
            Field.wanted("service", "which service", Kinds.service(), TestGet::service);
    private static final Field<TestGet, String> PATH = Field.orElse(
            "path", "what to get", Kinds.text("a path such as /", Pattern.compile("/[!-~]*")), TestGet::path, "/");
    private static final Field<TestGet, Via> VIA =
            Field.orElse("via", "which way", Kinds.choice(Via.class), TestGet::via, Via.CONTAINER);
    private static final Field<TestGet, Optional<Integer>> PORT =
            Field.maybe("port", "which port", Kinds.number(1, 65_535), TestGet::port);
    private static final Field<TestGet, List<Integer>> STATUS = Field.orElse(
            "status", "which answers are good", Kinds.list(Kinds.number(100, 599)), TestGet::status, List.of(200));
    private static final Field<TestGet, Map<String, String>> HEADERS =
            Field.orElse("headers", "what is sent along", Kinds.map(Kinds.TEXT), TestGet::headers, Map.of());

    public TestGet {
        status = List.copyOf(status);
        headers = Map.copyOf(headers);
    }

    @Override
    public String inWords() {
        return "nothing of " + service;
    }

    @Override
    public CompletionStage<Answer> ask(Reach reach, Duration deadline) {
        return CompletableFuture.completedFuture(Answer.bad("a word for tests asks nothing"));
    }

    /** Its place in the language. */
    public static final class Listing implements Probe.Listing {
        @Override
        public Word<? extends Probe> word() {
            return Word.of(
                    "test-get",
                    "asks for a path",
                    TestGet.class,
                    v -> new TestGet(
                            v.get(SERVICE), v.get(PATH), v.get(VIA), v.get(PORT), v.get(STATUS), v.get(HEADERS)),
                    SERVICE,
                    PATH,
                    VIA,
                    PORT,
                    STATUS,
                    HEADERS);
        }
    }
}
