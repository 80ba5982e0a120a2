package dev.respawn.docker;

import dev.respawn.model.EngineEvent;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the event stream needs of an engine. */
interface EventSource extends AutoCloseable {
    void ping(Duration deadline) throws EngineException, InterruptedException;

    /** The engine's clock. */
    Instant now() throws EngineException, InterruptedException;

    /** Opens a stream of what happens from this time of the engine's on, and of what it remembers since then. */
    Open open(Instant since) throws EngineException, InterruptedException;

    /** What the engine remembers from a time to another, both included; never waits. */
    List<EngineEvent> remembered(Instant since, Instant until) throws EngineException, InterruptedException;

    /** The ids of all containers. */
    List<String> containers() throws EngineException, InterruptedException;

    /** What the engine says of a container; empty if there is none. */
    Optional<Look> look(String id) throws EngineException, InterruptedException;

    @Override
    void close();

    /** A stream that the engine has begun. */
    interface Open extends Closeable {
        /** The next event, whenever it comes; empty at the end. Closing the stream frees who waits here. */
        Optional<EngineEvent> next() throws IOException;
    }

    /**
     * A container, asked about.
     *
     * @param running whether a process of it is there, paused or not
     * @param startedAt its latest start, empty if there was none
     * @param finishedAt its latest end, empty if there was none
     * @param exitCode of its latest end; while it runs, nothing
     * @param attributes what the engine's own events say of it: name, image, labels
     */
    record Look(
            String id,
            Instant created,
            boolean running,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            int exitCode,
            Map<String, String> attributes) {
        public Look {
            attributes = Map.copyOf(attributes);
        }
    }
}
