package dev.respawn.docker;

import dev.respawn.model.ByteSize;
import dev.respawn.model.EngineEvent;
import dev.respawn.model.Signal;
import dev.respawn.model.Veil;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

    /** The way there, for another process. */
    default Access access() {
        return Access.plain(address());
    }

    /** The same engine as a node of a swarm. */
    Swarm swarm();

    /** Asks for a sign of life. */
    void ping(Duration deadline) throws EngineException, InterruptedException;

    /** What the engine tells of itself. */
    EngineFacts describe() throws EngineException, InterruptedException;

    /** What takes a container's own time to stop. */
    enum Stopping {
        STOP,
        RESTART
    }

    /** Creates a container and returns its id; an answer that came too late is looked up by name, so nothing is lost. */
    String create(ContainerSpec spec) throws EngineException, InterruptedException;

    void start(String id) throws EngineException, InterruptedException;

    /** What becomes of the volumes that are a container's own, without a name, when it is recreated. */
    enum OwnVolumes {
        /** They go with it, and the new one has new ones: nothing of the old is left. */
        ANEW,
        /** The new one has them: data outlive the container. */
        KEPT
    }

    /**
     * Puts a new container from the same image in the place of one that is there, running or not, and starts it: same
     * name, command, environment, labels, limits, health check, restart policy, ports, mounts, networks and aliases. The new
     * one is made before the old one goes, so that what the engine refuses costs nothing; and is called
     * {@link #HALF_RECREATED} at the end of its name until it takes the place, so that whoever was killed in the middle can
     * be followed by {@link #finishRecreation}.
     *
     * @param grace what the old one's process is given to stop by itself; empty for nothing
     * @param beforeStart done to the new one when all but its start is done
     * @return the id of the new one
     */
    String recreate(String id, OwnVolumes volumes, Optional<Duration> grace, Preparation beforeStart)
            throws EngineException, InterruptedException;

    /** Something that has to be done to a container before it starts. */
    interface Preparation {
        Preparation NONE = id -> {};

        void of(String id) throws EngineException, InterruptedException;
    }

    /** How the name of a container ends that is about to take the place of another. */
    String HALF_RECREATED = ".anew";

    /**
     * Brings a recreation to its end that was cut off.
     *
     * @param half the id of the one whose name ends so
     * @return its id, if it has taken the place of the other and was started; empty if the other is still there, so that
     *     the half-made one was removed
     */
    Optional<String> finishRecreation(String half) throws EngineException, InterruptedException;

    /** Stops it; an empty timeout is the container's own. The call's deadline is that timeout and some more. */
    void stop(String id, Optional<Duration> timeout) throws EngineException, InterruptedException;

    /**
     * Asks for a stop or restart and hangs up if it has not been answered by then.
     *
     * @return whether it hung up; otherwise the engine was done before
     */
    boolean askAndLeave(Stopping what, String id, Optional<Duration> timeout, Duration after)
            throws EngineException, InterruptedException;

    void kill(String id, Signal signal) throws EngineException, InterruptedException;

    /** Stops and starts it. */
    void restart(String id, Optional<Duration> timeout) throws EngineException, InterruptedException;

    void pause(String id) throws EngineException, InterruptedException;

    void unpause(String id) throws EngineException, InterruptedException;

    /** Changes limits or policy of a container. */
    void update(String id, ContainerUpdate update) throws EngineException, InterruptedException;

    /**
     * Runs a program inside a container that runs, and waits for its end.
     *
     * @param command never through a shell, unless it names one
     */
    Executed exec(String id, List<String> command, Duration limit) throws EngineException, InterruptedException;

    /** Removes it with its anonymous volumes, running or not; one that is not there is no error. */
    void remove(String id) throws EngineException, InterruptedException;

    /** Removes it, running or not, with its anonymous volumes or without; one that is not there is no error. */
    void remove(String id, boolean volumes) throws EngineException, InterruptedException;

    /** What the engine says of a container; empty if there is none. */
    Optional<ContainerFacts> inspect(String idOrName) throws EngineException, InterruptedException;

    /**
     * How a container was asked for, each setting by its name; empty if there is none.
     *
     * @param veil what is put over values that may be secret
     */
    Optional<Map<String, String>> settings(String id, Veil veil) throws EngineException, InterruptedException;

    /** The last results of a container's health check, oldest first; none also if there is no such container. */
    List<HealthResult> healthResults(String id) throws EngineException, InterruptedException;

    /** The ids of all containers, running or not, that carry these labels; an empty value fits any. */
    List<String> containers(Map<String, String> labels) throws EngineException, InterruptedException;

    /** The end of what a container printed, at most so many lines, as text. */
    String output(String id, int lines) throws EngineException, InterruptedException;

    /**
     * What a container printed from this time of the engine's on, at most 1 MiB: whoever needs more asks again from the
     * last line on. Empty if there is no such container.
     */
    Optional<Printout> printed(String id, Instant since) throws EngineException, InterruptedException;

    /**
     * Listens to what a container prints, as the foreground of {@code docker run} does, until this is closed. The engine
     * logs an attach event.
     */
    Attached attach(String id) throws EngineException, InterruptedException;

    /** How much memory a container uses; empty if it does not run. */
    Optional<MemoryUse> memory(String id) throws EngineException, InterruptedException;

    /** What a file in a container is, whether it runs or not; empty if there is no such file. */
    Optional<FileStat> stat(String id, String path) throws EngineException, InterruptedException;

    /** Reads a file or directory of a container as a tar archive; empty if there is none. */
    <T> Optional<T> readArchive(String id, String path, Duration deadline, StreamReader<T> reader)
            throws EngineException, InterruptedException;

    /** Unpacks a tar archive into a directory of a container, whether it runs or not. */
    void writeArchive(String id, String directory, byte[] tar, Duration deadline)
            throws EngineException, InterruptedException;

    /** Reads the whole file system of a container as a tar archive, without volumes. */
    <T> T export(String id, Duration deadline, StreamReader<T> reader) throws EngineException, InterruptedException;

    /** Makes an image of one layer out of a file system, a tar archive, and returns its id. */
    String importImage(InputStream archive, String reference, Duration deadline)
            throws EngineException, InterruptedException;

    /** How an image was made, newest step first; one line each. */
    List<String> history(String reference) throws EngineException, InterruptedException;

    /** Removes an image; one that is not there is no error. */
    void removeImage(String reference) throws EngineException, InterruptedException;

    /** The events of a span that is over, of what carries these labels, as far as the engine remembers them. */
    List<EngineEvent> eventsBetween(Instant since, Instant until, Map<String, String> labels)
            throws EngineException, InterruptedException;

    /**
     * Creates a volume with these labels, unless it is there. One with a size lives in memory, holds no more than that,
     * and only as long as a container that runs has it.
     */
    void createVolume(String name, Map<String, String> labels, Optional<ByteSize> size)
            throws EngineException, InterruptedException;

    /** The names of all volumes that carry these labels. */
    List<String> volumes(Map<String, String> labels) throws EngineException, InterruptedException;

    /** Removes a volume; one that is not there is no error. */
    void removeVolume(String name) throws EngineException, InterruptedException;

    /** Connects a container to a network, where the aliases lead to it by name. */
    void connect(String network, String id, List<String> aliases) throws EngineException, InterruptedException;

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

    /** All images: each its id, and its names behind it. */
    List<String> images() throws EngineException, InterruptedException;

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

    /** Somebody who listens to a container, until this is closed or the container ends. */
    interface Attached extends AutoCloseable {
        @Override
        void close();
    }

    /** Reads a stream as it comes. */
    interface StreamReader<T> {
        T read(InputStream stream) throws IOException;
    }

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
