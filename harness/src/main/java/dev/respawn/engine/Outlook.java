package dev.respawn.engine;

import dev.respawn.host.Unreached;
import dev.respawn.host.Witnessing;
import dev.respawn.probe.Reach;
import dev.respawn.scenario.Scenario;
import dev.respawn.supervisor.Deployment;
import java.util.List;

/** All that can be seen of a run from outside: the engine's events, its answers, and the ways that probes take. */
public interface Outlook extends Witnessing, Reach, AutoCloseable {
    /**
     * Begins to look at a run of this scenario, before anything is deployed.
     *
     * @throws Unreached if the engine's events cannot be heard
     */
    void open(Scenario scenario) throws Unreached, InterruptedException;

    /** The stack stands; from now on its published ports are known, and its networks can be entered. */
    void standing(Deployment deployment) throws InterruptedException;

    /** Asks the engine for every target of the stack and writes down what it says. */
    void lookAtAll() throws InterruptedException;

    /** Writes down, now, what claims ask for beyond that: files, what was printed, checked and used. */
    void gather() throws InterruptedException;

    /** Gathers for the last time, and takes away what was put beside the stack to look at it. */
    void conclude() throws InterruptedException;

    /**
     * What of the run is still there, in words; empty for nothing.
     *
     * @throws Unreached if nobody can tell, which is not the same as nothing
     */
    List<String> left(String run) throws Unreached, InterruptedException;

    @Override
    void close();
}
