package dev.respawn.docker;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An engine as a node of a swarm, of which it may be the only one. Every call has a deadline of its own, as those of a
 * {@link Door} have. Safe for many threads.
 */
public interface Swarm {
    /** Which tasks are replaced when they end. */
    enum Restart {
        /** Those that failed, and those that are complete. */
        ANY,
        /** Those that failed: with another code than 0, or unhealthy. */
        ON_FAILURE,
        NONE
    }

    /** Whether the engine is in a swarm, as whatever. */
    boolean joined() throws EngineException, InterruptedException;

    /**
     * Makes a swarm of this engine alone.
     *
     * @param at the engine's own address, on which it listens
     */
    void begin(InetAddress at) throws EngineException, InterruptedException;

    /** Leaves the swarm, and forgets it if it was the last; of one that is in none it is no error. */
    void leave() throws EngineException, InterruptedException;

    /**
     * Creates a service of one task and returns its id. It is found by name and not by a virtual address, which takes more of
     * the kernel than many have, and its port is published by the host on which the task runs.
     *
     * @param task its container; name and restart policy are those of the service, and what no task can have is left out
     * @throws IllegalArgumentException if the task says something that no task can do
     */
    String createService(String name, ContainerSpec task, Restart restart) throws EngineException, InterruptedException;

    /** The tasks of a service that the swarm remembers, the newest first; none also if there is no such service. */
    List<Task> tasks(String service) throws EngineException, InterruptedException;

    /** The ids of all services that carry these labels; none if this engine does not tell, because it manages no swarm. */
    List<String> services(Map<String, String> labels) throws EngineException, InterruptedException;

    /** Removes a service, whose tasks are stopped and removed afterwards; one that is not there is no error. */
    void removeService(String id) throws EngineException, InterruptedException;

    /** Creates a network that services of the swarm are in, and containers besides, and returns its id. */
    String createNetwork(String name, Map<String, String> labels) throws EngineException, InterruptedException;

    /**
     * A task as the swarm knows it.
     *
     * @param state in the swarm's own words: preparing, starting, running, complete, failed, rejected …
     * @param error why it failed; empty text if it did not
     * @param container the id of its container; empty if it has none yet
     */
    record Task(String id, int slot, String state, String error, Optional<String> container) {}
}
