package dev.respawn.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.respawn.model.EngineEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A real engine as a source of events. The stream is read from docker-java's transport: its callback tells of a start
 * before anybody answered, and of an end twice.
 */
final class EngineEvents implements EventSource {
    private static final Duration ASKING = Duration.ofSeconds(5);

    private final Wire wire;
    private final Calls calls;

    /** @param wire not closed with this */
    EngineEvents(URI address, Wire wire) {
        this.wire = wire;
        // Of its own, so that calls that wait cannot make a living engine look frozen.
        calls = new Calls(address, "respawn-events", 2);
    }

    @Override
    public void ping(Duration deadline) throws EngineException, InterruptedException {
        calls.within(deadline, "ping", () -> wire.commands().pingCmd().exec());
    }

    @Override
    public Instant now() throws EngineException, InterruptedException {
        return calls.within(
                ASKING,
                "question for its time",
                () -> Answers.time(wire.ask("/info").path("SystemTime").asText())
                        .orElseGet(Instant::now));
    }

    @Override
    public Open open(Instant since) throws EngineException, InterruptedException {
        AtomicBoolean wanted = new AtomicBoolean(true);
        try {
            return calls.within(ASKING, "subscription to events", () -> {
                Response response = wire.listen("/events?since=" + text(since));
                if (!wanted.get()) {
                    // It came after the deadline, and nobody is there to close it.
                    response.close();
                    throw new IOException("too late");
                }
                return new Stream(response);
            });
        } finally {
            wanted.set(false);
        }
    }

    @Override
    public List<EngineEvent> remembered(Instant since, Instant until) throws EngineException, InterruptedException {
        return calls.within(ASKING, "question for past events", () -> past(wire, since, until, Map.of()));
    }

    /** What the engine remembers of a span that is over, of what carries these labels. */
    static List<EngineEvent> past(Wire wire, Instant since, Instant until, Map<String, String> labels)
            throws IOException {
        String query = "/events?since=" + text(since) + "&until=" + text(until) + "&" + Wire.filters(labels);
        List<EngineEvent> events = new ArrayList<>();
        try (Stream past = new Stream(wire.open(Wire.get(query)))) {
            for (Optional<EngineEvent> event = past.next(); event.isPresent(); event = past.next()) {
                events.add(event.get());
            }
        }
        return events;
    }

    @Override
    public List<String> containers() throws EngineException, InterruptedException {
        return calls.within(ASKING, "list of containers", () -> {
            List<String> ids = new ArrayList<>();
            wire.ask("/containers/json?all=1")
                    .forEach(node -> ids.add(node.path("Id").asText()));
            return ids;
        });
    }

    @Override
    public Optional<Look> look(String id) throws EngineException, InterruptedException {
        return calls.within(ASKING, "inspection of '" + id + "'", () -> {
            try {
                return Optional.of(Answers.look(wire.ask("/containers/" + Answers.encode(id) + "/json")));
            } catch (DockerException e) {
                if (e.getHttpStatus() == 404) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** A time as the API wants it: seconds, a point, nanoseconds. */
    static String text(Instant time) {
        return String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano());
    }

    @Override
    public void close() {
        calls.close();
    }

    private static final class Stream implements Open {
        private final Response response;
        private @Nullable MappingIterator<JsonNode> values;

        Stream(Response response) {
            this.response = response;
        }

        @Override
        public Optional<EngineEvent> next() throws IOException {
            MappingIterator<JsonNode> reading = values;
            if (reading == null) {
                // Not earlier: the parser waits for the first event when it is made.
                reading = Answers.MAPPER.readerFor(JsonNode.class).readValues(response.getBody());
                values = reading;
            }
            return reading.hasNextValue() ? Optional.of(Answers.event(reading.nextValue())) : Optional.empty();
        }

        @Override
        public void close() {
            // Not the values first: that would read on, to an end that never comes.
            response.close();
        }
    }
}
