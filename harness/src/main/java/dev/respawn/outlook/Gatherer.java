package dev.respawn.outlook;

import dev.respawn.docker.EngineException;
import dev.respawn.model.EngineEvent;
import java.time.Duration;

/** One kind of thing that claims ask for, and how it is had of a container. Called by one thread at a time. */
interface Gatherer {
    /** What it gathers, for people: what containers print. */
    String what();

    /** From one look at all containers to the next; a container whose event wakes it is looked at beside. */
    Duration every();

    /** Whether there is something new of its container as soon as this has happened. */
    boolean wakes(EngineEvent event);

    /** Writes down what is new of a container, if a claim asks for it. */
    void look(RunContainers.Known container) throws EngineException, InterruptedException;
}
