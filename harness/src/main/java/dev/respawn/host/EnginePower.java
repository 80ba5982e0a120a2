package dev.respawn.host;

import dev.respawn.model.Signal;
import java.util.OptionalLong;

/** What may be done to an engine's own process. */
public interface EnginePower {
    /** Kills it and waits until it is gone. */
    void kill() throws Unreached, InterruptedException;

    /** Lets it end by itself. */
    void stop() throws Unreached, InterruptedException;

    /** Starts it again, and waits until it answers; returns its PID. */
    long startAgain() throws Unreached, InterruptedException;

    /** Sends it a signal: STOP lets it hang, CONT go on. */
    void signal(Signal signal) throws Unreached, InterruptedException;

    /** Its PID; empty if it is dead. */
    OptionalLong pid() throws Unreached, InterruptedException;
}
