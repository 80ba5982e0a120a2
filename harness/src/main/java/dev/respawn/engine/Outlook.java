package dev.respawn.engine;

import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.probe.Reach;
import dev.respawn.supervisor.Deployment;
import java.util.List;

/** All that can be seen of a run from outside: the engine's events, its answers, and the ways that probes take. */
public interface Outlook extends Witnessing, Reach, AutoCloseable {
    /**
     * Begins to look, before anything is deployed.
     *
     * @throws Unreached if the engine's events cannot be heard
     */
    void open() throws Unreached, InterruptedException;

    /** The stack stands; from now on its published ports are known. */
    void standing(Deployment deployment);

    /** Asks the engine for every target of the stack and writes down what it says. */
    void lookAtAll() throws InterruptedException;

    /**
     * What of the run is still there, in words; empty for nothing.
     *
     * @throws Unreached if nobody can tell, which is not the same as nothing
     */
    List<String> left(String run) throws Unreached, InterruptedException;

    @Override
    void close();
}
