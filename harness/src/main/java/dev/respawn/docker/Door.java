package dev.respawn.docker;

import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one door to an engine's API. Every call has a deadline of its own and is over by then, whatever the engine does.
 * Safe for many threads.
 */
public interface Door extends AutoCloseable {
    /** Where it leads. */
    URI address();

    /** Asks for a sign of life. */
    void ping(Duration deadline) throws EngineException, InterruptedException;

    /** What the engine tells of itself. */
    EngineFacts describe() throws EngineException, InterruptedException;

    /** Creates a container and returns its id; an answer that came too late is looked up by name, so nothing is lost. */
    String create(ContainerSpec spec) throws EngineException, InterruptedException;

    void start(String id) throws EngineException, InterruptedException;

    /** Stops it; an empty timeout is the container's own. The call's deadline is that timeout and some more. */
    void stop(String id, Optional<Duration> timeout) throws EngineException, InterruptedException;

    void kill(String id, Signal signal) throws EngineException, InterruptedException;

    /** Stops and starts it. */
    void restart(String id, Optional<Duration> timeout) throws EngineException, InterruptedException;

    /** Removes it with its anonymous volumes, running or not; one that is not there is no error. */
    void remove(String id) throws EngineException, InterruptedException;

    /** What the engine says of a container; empty if there is none. */
    Optional<ContainerFacts> inspect(String idOrName) throws EngineException, InterruptedException;

    /** The ids of all containers, running or not, that carry these labels; an empty value fits any. */
    List<String> containers(Map<String, String> labels) throws EngineException, InterruptedException;

    /** The end of what a container printed, at most so many lines, as text. */
    String output(String id, int lines) throws EngineException, InterruptedException;

    /** Waits until a container is not running and returns its exit code. */
    int await(String id, Duration deadline) throws EngineException, InterruptedException;

    /** Creates a bridge network with these labels and returns its id. */
    String createNetwork(String name, Map<String, String> labels) throws EngineException, InterruptedException;

    /** The ids of all networks that carry these labels. */
    List<String> networks(Map<String, String> labels) throws EngineException, InterruptedException;

    /** Removes a network; one that is not there is no error. */
    void removeNetwork(String id) throws EngineException, InterruptedException;

    /** The id of an image; empty if the engine has none of that reference. */
    Optional<String> image(String reference) throws EngineException, InterruptedException;

    /** Loads what {@code docker save} wrote. */
    void load(Path archive, Duration deadline) throws EngineException, InterruptedException;

    /** Writes an image as {@code docker save} does. */
    void save(String reference, Path archive, Duration deadline) throws EngineException, InterruptedException;

    /** Pulls an image from its registry. */
    void pull(String reference, Duration deadline) throws EngineException, InterruptedException;

    /**
     * Opens a stream of all the engine's events, from now on. It stays open over the engine's death.
     *
     * @param listener called in order, from one thread
     */
    EventStream events(EventListener listener);

    @Override
    void close();

    /** What is told about the engine's events. */
    interface EventListener {
        /** An event, heard or reconstructed. */
        void event(EngineEvent event);

        /** The stream has ended; what happens now is not seen. */
        void blind(String why);

        /** The stream is back; what was missed and can be told was told before. */
        void seeing();
    }

    /** An open stream. */
    interface EventStream extends AutoCloseable {
        /** Whether events are heard at this moment. */
        boolean open();

        /** Waits until events are heard; false if they are not by then. */
        boolean awaitOpen(Duration limit) throws InterruptedException;

        @Override
        void close();
    }
}
